// Pieces of drawings in SVG: lines, texts, axes.
const svgOf = (width, height, told) => make("svg:svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": told });
const lineOf = (x1, y1, x2, y2, stroke, width = 1) => make("svg:line", { x1, y1, x2, y2, stroke, "stroke-width": width });
const textOf = (x, y, text, anchor = "start", fill = "ink") => make("svg:text", { x, y, "text-anchor": anchor, fill: color(fill) }, text);
const shorter = (text, most) => (text.length <= most ? text : `${text.slice(0, Math.ceil(most / 2) - 1)}…${text.slice(text.length - Math.floor(most / 2))}`);
const scaleOf = (low, high, from, to) => (value) => from + ((value - low) / (high - low || 1)) * (to - from);
// A text below an axis, kept inside of the picture.
const acrossText = (at, y, text, svg) => {
  const width = Number(svg.getAttribute("viewBox").split(" ")[2]);
  const half = 4 + 3.6 * text.length;
  return textOf(Math.max(half, Math.min(width - half, at)), y, text, "middle", "muted");
};
const acrossOf = (svg, ticks, x, top, bottom) => {
  for (const { at, text } of ticks) {
    svg.append(lineOf(x(at), top, x(at), bottom, color("rule"), 0.6));
    svg.append(acrossText(x(at), bottom + 16, text, svg));
  }
};
const upOf = (svg, ticks, y, left, right) => {
  for (const { at, text } of ticks) {
    svg.append(lineOf(left, y(at), right, y(at), color("rule"), 0.6));
    svg.append(textOf(left - 6, y(at) + 4, text, "end", "muted"));
  }
};
// The choice of a metric above a drawing.
const chooserOf = (drawing, choices, label, act) => {
  if (choices.length < 2) return;
  const tools = make("div", { class: "tools" });
  const named = make("label", {}, `${label} `);
  const select = make("select");
  choices.forEach(({ label: text }, place) => select.append(make("option", { value: place }, text)));
  select.addEventListener("change", () => act(Number(select.value)));
  named.append(select);
  tools.append(named);
  drawing.before(tools);
};
// Marks that tell what they are: on hover, by tap, and by the keyboard.
const telling = (mark, text, tip, holder) => {
  mark.setAttribute("tabindex", "0");
  mark.setAttribute("role", "img");
  mark.setAttribute("aria-label", text);
  const show = () => {
    const [box, frame] = [mark.getBoundingClientRect(), holder.getBoundingClientRect()];
    tip.show(text, (box.left + box.right) / 2 - frame.left, box.bottom - frame.top);
  };
  mark.addEventListener("pointerenter", show);
  mark.addEventListener("focus", show);
  mark.addEventListener("pointerleave", () => tip.hide());
  mark.addEventListener("blur", () => tip.hide());
};
