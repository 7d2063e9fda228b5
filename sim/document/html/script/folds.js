// Sections open when something leads into them, all at once by a button, and all of them on paper.
const openTo = (place) => {
  for (let at = place; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
  const inside = place.querySelector(":scope > details");
  if (inside) inside.open = true;
};
const openHash = () => {
  const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!place) return;
  openTo(place);
  place.scrollIntoView();
  if (place.hasAttribute("tabindex")) place.focus({ preventScroll: true });
};
const startFolds = () => {
  const all = [...document.querySelectorAll("details")];
  const nav = document.querySelector("nav");
  if (nav && all.length) {
    const button = buttonOf("Open all", "Open all sections", () => {
      const open = all.some((one) => !one.open);
      for (const one of all) one.open = open;
      button.textContent = open ? "Close all" : "Open all";
      button.setAttribute("aria-label", `${button.textContent} sections`);
    });
    const tools = make("div", { class: "tools" });
    tools.append(button);
    nav.append(tools);
  }
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = all.filter((one) => !one.open);
    for (const one of opened) one.open = true;
    drawAll();
  });
  addEventListener("afterprint", () => { for (const one of opened) one.open = false; drawAll(); });
  addEventListener("hashchange", openHash);
  for (const link of document.querySelectorAll('a[href^="#"]')) link.addEventListener("click", () => setTimeout(openHash));
  openHash();
};
