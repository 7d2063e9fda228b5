// The search of the documentation: headings and what stands under them, as one types.
const asked = document.getElementById("asked");
if (asked) {
  const { up, entries } = JSON.parse(document.getElementById("index").textContent);
  const found = document.getElementById("found");
  asked.addEventListener("input", () => {
    const words = asked.value.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = (text) => words.every((word) => text.toLowerCase().includes(word));
    const hits = words.length ? [...entries.filter(([title]) => fits(title)),
      ...entries.filter(([title, , text]) => !fits(title) && fits(`${title} ${text}`))].slice(0, 12) : [];
    found.replaceChildren(...hits.map(([title, place]) => {
      const line = make("li");
      line.append(make("a", { href: up + place }, title));
      return line;
    }));
  });
}
