// Rows with a value and its interval, such as alternatives; of several metrics the reader chooses one.
const intervalsChart = (drawing, data, told) => {
  let now = 0;
  const tip = tipOf(drawing.parentElement);
  const draw = () => {
    const one = data.choices[now];
    const width = Math.max(320, drawing.clientWidth);
    const narrow = width < 620;
    const left = narrow ? 12 : Math.min(260, 20 + 7.2 * Math.max(...one.rows.map((row) => Math.min(34, row.name.length))));
    const row = narrow ? 46 : 30;
    const height = 20 + one.rows.length * row + 40;
    const right = width - (narrow ? 12 : 210);
    const values = one.rows.flatMap((line) => [line.value, line.low, line.high]);
    const [low, high] = ends(one.zero ? [...values, 0] : values);
    const x = scaleOf(low, high, left, right);
    const svg = svgOf(width, height, `${one.label}. ${told}`);
    acrossOf(svg, axisTicks(low, high, one.unit, (right - left) / 110), x, 14, height - 40);
    if (one.zero) svg.append(lineOf(x(0), 8, x(0), height - 40, color("ink"), 1.4));
    svg.append(textOf((left + right) / 2, height - 4, one.axis, "middle"));
    one.rows.forEach((line, place) => {
      const middle = 14 + row * place + row * (narrow ? 0.72 : 0.5);
      const name = shorter(line.name, narrow ? 42 : 34);
      svg.append(narrow ? textOf(left, middle - 14, `${name}: ${line.short}`) : textOf(left - 10, middle + 4, name, "end"));
      if (!narrow) svg.append(textOf(right + 12, middle + 4, line.short, "start", "muted"));
      drawInterval(svg, line, x, middle, [left, right], tip, drawing.parentElement);
    });
    drawing.replaceChildren(svg);
  };
  chooserOf(drawing, data.choices, "Metric", (place) => { now = place; draw(); });
  onEveryChange(draw);
};
const drawInterval = (svg, line, x, middle, [left, right], tip, holder) => {
  if (line.value === null) return;
  const stroke = color({ better: "line", worse: "bad", base: "ink" }[line.mark] ?? "muted");
  if (line.low !== null || line.high !== null) { // an open end reaches to the edge
    const [from, to] = [line.low === null ? left : x(line.low), line.high === null ? right : x(line.high)];
    svg.append(lineOf(from, middle, to, middle, stroke, 3));
    if (line.low !== null) svg.append(lineOf(from, middle - 5, from, middle + 5, stroke, 2));
    if (line.high !== null) svg.append(lineOf(to, middle - 5, to, middle + 5, stroke, 2));
  }
  const mark = line.mark === "worse" ? make("svg:rect", { x: x(line.value) - 5, y: middle - 5, width: 10, height: 10, fill: stroke })
    : line.mark === "better" ? make("svg:path", { d: `M${x(line.value) - 6} ${middle + 5}h12l-6 -11z`, fill: stroke })
      : make("svg:circle", { cx: x(line.value), cy: middle, r: 5, fill: stroke });
  telling(mark, line.text, tip, holder);
  svg.append(mark);
};
