// Points, lines and intervals over two axes; of several choices the reader takes one.
const PALETTE = ["line", "bad", "mark", "wait", "orphan", "ink"];
const DASHES = ["", "7 4", "2 3", "9 3 2 3", "4 4", "1 2"];
const ends = (values) => {
  const known = values.filter((value) => value !== null && value !== undefined);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const room = high > low ? (high - low) * 0.05 : Math.abs(high || 1) * 0.1;
  return [low - room, high + room];
};
const plotChart = (drawing, data, told) => {
  let now = 0;
  const tip = tipOf(drawing.parentElement);
  const draw = () => {
    const one = data.choices[now];
    const [width, height, left, bottom] = [Math.max(320, drawing.clientWidth), 300, 74, 258];
    const points = one.series.flatMap((series) => series.points);
    const [xLow, xHigh] = one.x.ends ?? ends(points.map((point) => point.x));
    const [yLow, yHigh] = one.y.ends ?? ends([...points.flatMap((point) => [point.y, point.low, point.high]), ...one.rules.map((rule) => rule.at)]);
    const x = scaleOf(xLow, xHigh, left + 8, width - 16);
    const y = scaleOf(yLow, yHigh, bottom, 24);
    const svg = svgOf(width, height, `${one.label}: ${told}`);
    upOf(svg, axisTicks(yLow, yHigh, one.y.unit, 5), y, left, width - 10);
    for (const { at, text } of one.x.ticks ?? axisTicks(xLow, xHigh, one.x.unit, width / 130, one.x.whole)) svg.append(acrossText(x(at), bottom + 18, text, svg));
    svg.append(textOf(left, 14, one.y.label), textOf(width - 12, height - 4, one.x.label, "end"));
    if (one.diagonal) svg.append(lineOf(x(xLow), y(xLow), x(xHigh), y(xHigh), color("muted")));
    for (const { at, text } of one.rules) {
      svg.append(lineOf(left, y(at), width - 10, y(at), color("bad")), textOf(width - 12, y(at) - 4, text, "end", "muted"));
    }
    one.series.forEach((series, place) => { // a few pixels apart, so that none covers another
      const apart = (value) => x(value) + 5 * (place - (one.series.length - 1) / 2);
      drawSeries(svg, series, place, one.diagonal ? x : apart, y, tip, drawing.parentElement);
    });
    const key = make("ul", { class: "key" });
    if (one.series.length > 1) one.series.forEach(({ name }, place) => {
      const line = make("li");
      const swatch = make("i");
      swatch.style.background = `var(--${PALETTE[place % PALETTE.length]})`;
      line.append(swatch, name);
      key.append(line);
    });
    drawing.replaceChildren(svg, key);
  };
  chooserOf(drawing, data.choices, "Metric", (place) => { now = place; draw(); });
  onEveryChange(draw);
};
const drawSeries = (svg, series, place, x, y, tip, holder) => {
  const stroke = color(PALETTE[place % PALETTE.length]);
  const known = series.points.filter((point) => point.y !== null);
  if (series.joined) {
    const path = known.map((point, at) => `${at ? "L" : "M"}${x(point.x).toFixed(1)} ${y(point.y).toFixed(1)}`).join("");
    svg.append(make("svg:path", { d: path, fill: "none", stroke, "stroke-width": 1.8, "stroke-dasharray": DASHES[place % DASHES.length] }));
  }
  for (const point of known) {
    if (point.low !== null && point.high !== null) svg.append(lineOf(x(point.x), y(point.low), x(point.x), y(point.high), stroke, 1.6));
    const dot = make("svg:circle", { cx: x(point.x), cy: y(point.y), r: 4.5, fill: stroke });
    telling(dot, point.text, tip, holder);
    svg.append(dot);
  }
};
