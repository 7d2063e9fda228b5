// Everything begins once the page is there; a chart that fails says so and leaves the others alone.
const CHARTS = { time: timeChart, plot: plotChart, intervals: intervalsChart };
for (const figure of document.querySelectorAll("figure.chart")) {
  const drawing = figure.querySelector(".drawing");
  try {
    const data = JSON.parse(figure.querySelector("script").textContent);
    const told = `${figure.querySelector("figcaption").textContent}. ${figure.querySelector("p.note").textContent}`;
    drawing.replaceChildren();
    CHARTS[figure.dataset.kind](drawing, data, told);
  } catch (error) {
    drawing.textContent = "This picture could not be drawn; its numbers stand in the tables.";
    reportError(error);
  }
}
startTables();
startFolds();
addEventListener("resize", drawAll);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
matchMedia("print").addEventListener("change", drawAll);
for (const fold of document.querySelectorAll("details")) fold.addEventListener("toggle", drawAll);
