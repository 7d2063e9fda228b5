// A stretch of time that is shown: dragged, zoomed by buttons, keys and the wheel with Ctrl.
const LEAST_SHARE = 1e-6;
const zoomOf = (end, changed) => {
  const zoom = { from: 0, to: end };
  zoom.set = (from, to) => {
    const width = Math.min(end, Math.max(end * LEAST_SHARE, to - from));
    zoom.from = Math.max(0, Math.min(from, end - width));
    zoom.to = zoom.from + width;
    changed();
  };
  zoom.by = (factor, share = 0.5) => {
    const middle = zoom.from + share * (zoom.to - zoom.from);
    zoom.set(middle - share * (zoom.to - zoom.from) * factor, middle + (1 - share) * (zoom.to - zoom.from) * factor);
  };
  zoom.move = (share) => {
    const width = zoom.to - zoom.from;
    zoom.set(zoom.from + share * width, zoom.to + share * width);
  };
  zoom.whole = () => zoom.set(0, end);
  return zoom;
};
const zoomTools = (drawing, zoom) => {
  const tools = make("div", { class: "tools" });
  tools.append(buttonOf("+", "Zoom in", () => zoom.by(0.5)), buttonOf("−", "Zoom out", () => zoom.by(2)),
    buttonOf("←", "Earlier", () => zoom.move(-0.5)), buttonOf("→", "Later", () => zoom.move(0.5)),
    buttonOf("All", "Show the whole run", zoom.whole));
  tools.append(make("span", { class: "note" }, "Drag to zoom; arrow keys, + and − work too, N and P go from attempt to attempt."));
  drawing.before(tools);
};
// share(event) is where in the shown stretch the pointer is, 0..1; outside of it the pointer is at an end.
const zoomByPointer = (canvas, zoom, share, band) => {
  let begun = null;
  canvas.addEventListener("pointerdown", (event) => { begun = share(event); });
  canvas.addEventListener("pointermove", (event) => { if (begun !== null && event.buttons) band(begun, share(event)); });
  addEventListener("pointerup", (event) => {
    if (begun === null) return;
    const [low, high] = [begun, share(event)].sort((a, b) => a - b);
    begun = null;
    band(null);
    const width = zoom.to - zoom.from;
    if (high - low > 0.01) zoom.set(zoom.from + low * width, zoom.from + high * width);
  });
  canvas.addEventListener("dblclick", zoom.whole);
  canvas.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    zoom.by(event.deltaY > 0 ? 1.25 : 0.8, share(event));
  }, { passive: false });
};
