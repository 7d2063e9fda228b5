// Tables whose columns sort, and whose rows can be filtered where they are many.
const LEAST_TO_FILTER = 12;
const cellText = (row, place) => row.cells[place]?.textContent ?? "";
const compareCells = (a, b) => {
  const [x, y] = [sortable(a), sortable(b)];
  if (x !== null && y !== null) return x - y;
  if (x !== null || y !== null) return x !== null ? -1 : 1; // what is no number comes last
  return a < b ? -1 : a > b ? 1 : 0;
};
const sortBy = (table, place) => {
  const head = table.tHead.rows[0].cells;
  const falling = head[place].getAttribute("aria-sort") === "ascending";
  for (const cell of head) cell.removeAttribute("aria-sort");
  head[place].setAttribute("aria-sort", falling ? "descending" : "ascending");
  const rows = [...table.tBodies[0].rows].map((row, order) => ({ row, order, text: cellText(row, place) }));
  rows.sort((a, b) => (falling ? -1 : 1) * compareCells(a.text, b.text) || a.order - b.order);
  table.tBodies[0].append(...rows.map(({ row }) => row));
};
const addFilter = (holder, table) => {
  const rows = [...table.tBodies[0].rows];
  if (rows.length < LEAST_TO_FILTER || table.tHead.rows[0].cells.length < 3) return;
  const field = make("input", { type: "search", "aria-label": "Show only rows that contain", placeholder: "filter" });
  const told = make("span", { role: "status" });
  field.addEventListener("input", () => {
    const wanted = field.value.toLowerCase();
    for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
    const left = rows.filter((row) => !row.hidden).length;
    told.textContent = wanted ? `${left} of ${rows.length} rows` : "";
  });
  const tools = make("div", { class: "tools" });
  tools.append(field, told);
  holder.before(tools);
};
const startTables = () => {
  for (const holder of document.querySelectorAll(".scroll")) {
    const table = holder.querySelector("table");
    if (table.tBodies[0].rows.length > 1) {
      [...table.tHead.rows[0].cells].forEach((cell, place) => {
        if (!cell.textContent) return;
        const button = make("button", { type: "button" });
        button.append(...cell.childNodes);
        button.addEventListener("click", () => sortBy(table, place));
        cell.append(button);
      });
    }
    addFilter(holder, table);
  }
};
