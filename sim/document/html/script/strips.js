// Below the lanes: what was measured over time, a strip each, on the time of the lanes.
const STRIP = 84;
const drawStrip = (ink, strip, x, size, top) => {
  const high = strip.high ?? Math.max(2, ...strip.values.filter((value) => value !== null));
  const y = (value) => top + STRIP - 14 - (value / high) * (STRIP - 34);
  ink.fillStyle = color("ink");
  ink.textAlign = "left";
  ink.textBaseline = "top";
  ink.fillText(strip.name, size.left + 2, top);
  ink.strokeStyle = color("rule");
  ink.lineWidth = 0.6;
  ink.textAlign = "right";
  ink.textBaseline = "middle";
  for (const { at, text } of axisTicks(0, high, strip.unit, 2)) {
    ink.beginPath();
    ink.moveTo(size.left, y(at));
    ink.lineTo(size.right, y(at));
    ink.stroke();
    ink.fillStyle = color("muted");
    ink.fillText(text, size.left - 6, y(at));
  }
  ink.save();
  ink.beginPath();
  ink.rect(size.left, top, size.right - size.left, STRIP);
  ink.clip();
  ink.strokeStyle = color("line");
  ink.lineWidth = 1.6;
  ink.beginPath();
  let drawing = false;
  strip.values.forEach((value, place) => {
    if (value === null) { drawing = false; return; }
    const across = x(strip.at[place]);
    if (drawing && strip.steps) ink.lineTo(across, y(strip.values[place - 1]));
    if (drawing) ink.lineTo(across, y(value)); else ink.moveTo(across, y(value));
    drawing = true;
  });
  ink.stroke();
  ink.restore();
  (strip.rules || []).forEach(([name, at]) => {
    ink.strokeStyle = color("ink");
    ink.setLineDash([5, 4]);
    ink.beginPath();
    ink.moveTo(size.left, y(at));
    ink.lineTo(size.right, y(at));
    ink.stroke();
    ink.setLineDash([]);
    ink.fillStyle = color("ink");
    ink.textAlign = "right";
    ink.textBaseline = "bottom";
    ink.fillText(`limit ${name.length > 30 ? `${name.slice(0, 29)}…` : name}`, size.right - 2, y(at) - 1);
  });
};
// What the strips say at a moment.
const stripsAt = (strips, time) => strips.map((strip) => {
  const after = strip.at.findIndex((at) => at > time);
  const place = (after < 0 ? strip.at.length : after) - 1;
  const value = place < 0 ? null : strip.values[place];
  if (value === null || value === undefined) return `${strip.name}: n/a`;
  return `${strip.name}: ${strip.unit === "0..1" ? `${digits(100 * value)} %` : digits(value)}`;
});
// Faults that were put in on purpose, between the lanes and the strips.
const drawFaults = (ink, faults, x, size) => {
  ink.font = "11px system-ui, sans-serif";
  ink.textAlign = "left";
  ink.textBaseline = "top";
  for (const [kind, from, to] of faults) {
    const [left, right] = [Math.max(size.left, x(from)), Math.min(size.right, x(to))];
    if (right < size.left || left > size.right) continue;
    ink.fillStyle = color("wait");
    ink.fillRect(left, size.lanes + 14, Math.max(2, right - left), 12);
    ink.fillStyle = color("paper");
    if (ink.measureText(kind).width < right - left - 6) ink.fillText(kind, left + 3, size.lanes + 15);
  }
};
const drawMarks = (ink, marks, x, size) => {
  marks.forEach(({ at, since, until }, place) => {
    const across = x(at);
    ink.fillStyle = color("mark");
    const [left, right] = [since, until].map((time) => Math.max(size.left, Math.min(size.right, x(time))));
    if (right > left) { ink.globalAlpha = 0.12; ink.fillRect(left, size.lanes, right - left, size.bottom - size.lanes); ink.globalAlpha = 1; }
    if (across < size.left || across > size.right) return;
    ink.fillRect(across - 0.5, 0, 1.5, size.bottom);
    ink.textAlign = "left";
    ink.textBaseline = "top";
    ink.fillText(String(place + 1), Math.min(across + 3, size.right - 14), size.lanes);
  });
};
