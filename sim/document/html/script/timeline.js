// The lanes of agents: a bar an attempt; or, of very many, what share of each stretch went into which kind.
const KINDS = [["succeeded", "good"], ["failed", "bad"], ["interrupted", "cut"], ["refused", "ink"], ["withdrawn", "muted"], ["served for nobody", "orphan"], ["waited at a limit", "wait"]];
const REFUSED = 3;
const WITHDRAWN = 4;
const APART = 5; // kinds from here on are drawn apart
const lanesOf = (data, width) => {
  const slots = data.agents.reduce((sum, agent) => sum + agent.slots, 0) || 1;
  const row = Math.max(3, Math.min(24, (520 - 4 * data.agents.length) / slots));
  let top = 4;
  return data.agents.map((agent) => {
    const lane = { ...agent, top, row, height: row * agent.slots };
    top += lane.height + 4;
    return { ...lane, left: width };
  });
};
const drawLanes = (ink, data, lanes, x, size, chosen) => {
  ink.font = "12px system-ui, sans-serif";
  for (const lane of lanes) {
    ink.fillStyle = color("shade");
    ink.fillRect(size.left, lane.top, size.right - size.left, lane.height);
    if (lane.height >= 9) {
      ink.fillStyle = color("ink");
      ink.textAlign = "right";
      ink.textBaseline = "middle";
      ink.fillText(shorter(lane.name, Math.floor(size.left / 7)), size.left - 6, lane.top + lane.height / 2, size.left - 8);
    }
  }
  ink.save();
  ink.beginPath();
  ink.rect(size.left, 0, size.right - size.left, size.bottom);
  ink.clip();
  if (data.shares) drawShares(ink, data.shares, lanes, x);
  else drawAttempts(ink, data.attempts, lanes, x, chosen);
  drawOutages(ink, data.outages, lanes, x);
  ink.restore();
};
const drawAttempts = (ink, attempts, lanes, x, chosen) => {
  const bars = (kind, name) => {
    ink.fillStyle = color(name);
    for (let at = 0; at < attempts.task.length; at += 1) {
      if (attempts.kind[at] !== kind || attempts.agent[at] < 0 || attempts.slot[at] < 0) continue;
      const lane = lanes[attempts.agent[at]];
      const [left, top] = [x(attempts.start[at]), lane.top + attempts.slot[at] * lane.row];
      if (kind === REFUSED) { ink.fillRect(left - 1, top, 3, Math.max(2, lane.row * 0.45)); continue; }
      const wide = x(attempts.end[at]) - left;
      ink.fillRect(left, top + lane.row * 0.08, Math.max(1, wide - (wide > 4 ? 0.7 : 0)), lane.row * 0.74);
      if (attempts.backoff[at] > 0) ink.fillRect(x(attempts.end[at]), top + lane.row * 0.86, x(attempts.end[at] + attempts.backoff[at]) - x(attempts.end[at]), 1.5);
    }
  };
  ink.fillStyle = color("wait");
  for (let at = 0; at < attempts.task.length; at += 1) {
    const held = attempts.held[at];
    if (held === null || attempts.agent[at] < 0) continue;
    const lane = lanes[attempts.agent[at]];
    ink.fillRect(x(held), lane.top + (attempts.slot[at] + 0.3) * lane.row, x(attempts.start[at]) - x(held), lane.row * 0.3);
  }
  ink.fillStyle = color("orphan");
  for (let at = 0; at < attempts.task.length; at += 1) {
    const freed = attempts.freed[at];
    if (freed === null || attempts.agent[at] < 0 || freed <= attempts.end[at]) continue;
    const lane = lanes[attempts.agent[at]];
    ink.fillRect(x(attempts.end[at]), lane.top + attempts.slot[at] * lane.row, x(freed) - x(attempts.end[at]), lane.row * 0.74);
  }
  KINDS.forEach(([, name], kind) => { if (kind !== WITHDRAWN && kind < APART) bars(kind, name); });
  if (chosen === null) return;
  ink.strokeStyle = color("mark");
  ink.lineWidth = 2;
  for (let at = 0; at < attempts.task.length; at += 1) {
    if (attempts.task[at] !== attempts.task[chosen] || attempts.agent[at] < 0) continue;
    const lane = lanes[attempts.agent[at]];
    const top = lane.top + Math.max(0, attempts.slot[at]) * lane.row;
    ink.strokeRect(x(attempts.start[at]), top, Math.max(2, x(attempts.end[at]) - x(attempts.start[at])), lane.row * 0.82);
    ink.fillStyle = color("wait");
    ink.fillRect(x(attempts.queued[at]), top + lane.row * 0.36, x(attempts.start[at]) - x(attempts.queued[at]), 2);
  }
};
const drawShares = (ink, shares, lanes, x) => {
  lanes.forEach((lane, place) => {
    const bins = shares.bins[place];
    for (let bin = 0; bin < bins[0].length; bin += 1) {
      let floor = lane.top + lane.height;
      const [left, right] = [x(bin * shares.width), x((bin + 1) * shares.width)];
      bins.forEach((column, at) => {
        const height = (column[bin] / 1000) * lane.height;
        ink.fillStyle = color(KINDS[shares.kinds[at]][1]);
        ink.fillRect(left, floor - height, right - left + 0.3, height);
        floor -= height;
      });
    }
  });
};
const drawOutages = (ink, outages, lanes, x) => {
  ink.strokeStyle = color("ink");
  ink.lineWidth = 0.8;
  for (const [agent, from, to] of outages) {
    const lane = lanes[agent];
    const [left, right] = [x(from), Math.max(x(from) + 1, x(to))];
    ink.strokeRect(left, lane.top, right - left, lane.height);
    ink.save();
    ink.beginPath();
    ink.rect(left, lane.top, right - left, lane.height);
    ink.clip();
    ink.beginPath();
    const first = Math.max(left, -lane.height) - lane.height;
    for (let at = first; at < Math.min(right, 4000); at += 6) { ink.moveTo(at, lane.top + lane.height); ink.lineTo(at + lane.height, lane.top); }
    ink.stroke();
    ink.restore();
  }
};
