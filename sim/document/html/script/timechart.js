// The run over time: lanes, strips, marks of anomalies; what a bar is stands beside the pointer and below the picture.
const attemptText = (data, at) => {
  const one = data.attempts;
  const lines = [`task ${data.tasks[one.task[at]]}, attempt ${one.number[at] + 1}: ${data.words[one.word[at]]}`];
  lines.push(`agent ${one.agent[at] < 0 ? "none" : data.agents[one.agent[at]].name}, ${duration(one.start[at])} to ${duration(one.end[at])}` + ` (${duration(one.end[at] - one.start[at])})`);
  if (one.start[at] > one.queued[at]) lines.push(`waited ${duration(one.start[at] - one.queued[at])} for it`);
  if (one.held[at] !== null) lines.push(`kept its slot for ${duration(one.start[at] - one.held[at])} of it: a limit had not enough`);
  if (one.freed[at] !== null && one.freed[at] > one.end[at]) lines.push(`served on for nobody until ${duration(one.freed[at])}`);
  if (one.backoff[at] > 0) lines.push(`next try after ${duration(one.backoff[at])}`);
  const said = data.said[String(at)];
  if (said) lines.push(said);
  return lines.join("\n");
};
const attemptAt = (data, lanes, time, y, slack) => {
  if (!data.attempts) return null;
  const place = lanes.findIndex((lane) => y >= lane.top && y < lane.top + lane.height);
  if (place < 0) return null;
  const slot = Math.floor((y - lanes[place].top) / lanes[place].row);
  const one = data.attempts;
  let best = null;
  let nearest = slack;
  for (let at = 0; at < one.task.length; at += 1) {
    if (one.agent[at] !== place || one.slot[at] !== slot) continue;
    const end = Math.max(one.end[at], one.freed[at] ?? 0);
    const away = time < one.start[at] ? one.start[at] - time : time > end ? time - end : 0;
    if (away <= nearest) { nearest = away; best = at; }
  }
  return best;
};
const timeChart = (drawing, data, told) => {
  const canvas = make("canvas", { tabindex: "0", role: "img", "aria-label": `${told} Arrow keys move, plus and minus zoom, N and P step through attempts.` });
  const said = make("p", { class: "said", role: "status" });
  let [chosen, band, size, lanes] = [null, null, {}, []];
  const head = data.faults.length ? 34 : 16; // above the strips, for numbers of anomalies and for faults
  const zoom = zoomOf(data.end || 1, () => draw());
  const x = (time) => scaleOf(zoom.from, zoom.to, size.left, size.right)(time);
  const draw = () => {
    const width = drawing.clientWidth || 800;
    size = { left: width < 560 ? 64 : 120, right: width - 8 };
    lanes = lanesOf(data, width);
    size.lanes = lanes.length ? lanes.at(-1).top + lanes.at(-1).height + 4 : 4;
    size.bottom = size.lanes + head + data.strips.length * STRIP;
    const height = size.bottom + 20;
    const dots = devicePixelRatio || 1;
    canvas.width = width * dots;
    canvas.height = height * dots;
    canvas.style.height = `${height}px`;
    const ink = canvas.getContext("2d");
    ink.scale(dots, dots);
    drawLanes(ink, data, lanes, x, size, chosen);
    data.strips.forEach((strip, place) => drawStrip(ink, strip, x, size, size.lanes + head + place * STRIP));
    drawFaults(ink, data.faults, x, size);
    drawMarks(ink, data.marks, x, size);
    ink.textBaseline = "top";
    ink.textAlign = "center";
    for (const { at, text } of axisTicks(zoom.from, zoom.to, "s", size.right / 110)) {
      ink.fillStyle = color("rule");
      ink.fillRect(x(at), size.bottom, 1, 5);
      ink.fillStyle = color("muted");
      ink.fillText(text, Math.min(x(at), size.right - 16), size.bottom + 6);
    }
    if (band) { ink.fillStyle = color("mark"); ink.globalAlpha = 0.25; ink.fillRect(size.left + band[0] * (size.right - size.left), 0, (band[1] - band[0]) * (size.right - size.left), size.bottom); ink.globalAlpha = 1; }
    canvas.dataset.from = zoom.from;
    canvas.dataset.to = zoom.to;
  };
  const share = (event) => Math.max(0, Math.min(1, (event.clientX - canvas.getBoundingClientRect().left - size.left) / (size.right - size.left)));
  const choose = (at) => { chosen = at; said.textContent = at === null ? "" : attemptText(data, at); draw(); };
  drawing.append(canvas);
  zoomTools(drawing, zoom);
  keyOf(drawing, data);
  zoomByPointer(canvas, zoom, share, (from, to) => { band = from === null ? null : [from, to].sort((a, b) => a - b); draw(); });
  const tip = tipOf(drawing);
  canvas.addEventListener("pointermove", (event) => {
    const box = canvas.getBoundingClientRect();
    const [across, down] = [event.clientX - box.left, event.clientY - box.top];
    const time = zoom.from + share(event) * (zoom.to - zoom.from);
    const at = attemptAt(data, lanes, time, down, (3 / (size.right - size.left)) * (zoom.to - zoom.from));
    if (at !== chosen && !event.buttons) choose(at);
    tip.show(at === null ? [duration(time), ...stripsAt(data.strips, time)].join("\n") : attemptText(data, at), across, down);
  });
  canvas.addEventListener("pointerleave", () => tip.hide());
  const step = (by) => {
    const count = data.attempts ? data.attempts.task.length : 0;
    if (!count) return;
    choose(chosen === null ? (by > 0 ? 0 : count - 1) : (chosen + by + count) % count);
    const [start, end] = [data.attempts.start[chosen], data.attempts.end[chosen]];
    if (start < zoom.from || end > zoom.to) zoom.set(start - (zoom.to - zoom.from) / 2, start + (zoom.to - zoom.from) / 2);
  };
  const keys = { ArrowLeft: () => zoom.move(-0.2), ArrowRight: () => zoom.move(0.2), "+": () => zoom.by(0.5), "=": () => zoom.by(0.5),
    "-": () => zoom.by(2), Home: zoom.whole, n: () => step(1), p: () => step(-1) };
  canvas.addEventListener("keydown", (event) => {
    const act = event.ctrlKey || event.altKey || event.metaKey ? null : keys[event.key];
    if (act) { event.preventDefault(); act(); }
  });
  markList(drawing, data.marks, zoom);
  drawing.parentElement.append(said);
  onEveryChange(draw);
};
// What the colours mean, of what the picture holds.
const keyOf = (drawing, data) => {
  const list = make("ul", { class: "key" });
  for (const kind of data.kinds) {
    const line = make("li");
    const swatch = make("i");
    swatch.style.background = `var(--${KINDS[kind][1]})`;
    line.append(swatch, KINDS[kind][0]);
    list.append(line);
  }
  if (data.outages.length) list.append(make("li", {}, "hatched: down"));
  if (data.faults.length) list.append(make("li", {}, "bars below the lanes: faults put in on purpose"));
  if (data.marks.length) list.append(make("li", {}, "numbered lines: anomalies found; shaded: the time that their evidence is from"));
  if (data.attempts) list.append(make("li", {}, "thin line after a bar: back-off"));
  drawing.before(list);
};
const markList = (drawing, marks, zoom) => {
  if (!marks.length) return;
  const list = make("ol", { class: "marks" });
  for (const { at, since, until, text, place } of marks) {
    const line = make("li");
    const [from, to] = [Math.min(since, at), Math.max(until, at)];
    const slack = Math.max(0.1 * (to - from), (zoom.to - zoom.from) / 40);
    line.append(make("a", { href: `#${place}` }, text), ` at ${duration(at)} `);
    const show = buttonOf("show", `Show ${text} at ${duration(at)}`, () => zoom.set(from - slack, to + slack));
    line.append(show);
    list.append(line);
  }
  const holder = make("details");
  holder.append(make("summary", {}, marks.length === 1 ? "1 anomaly, with its evidence" : `${marks.length} anomalies, with their evidence`), list);
  drawing.after(holder);
};
