// Elements, colours of the theme, and what must be drawn again when theme or width change.
const make = (tag, attributes = {}, text = null) => {
  const made = tag.includes(":") ? document.createElementNS("http://www.w3.org/2000/svg", tag.slice(4))
    : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text !== null) made.textContent = text;
  return made;
};
const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
const drawers = [];
const drawAll = () => drawers.forEach((draw) => draw());
const onEveryChange = (draw) => { drawers.push(draw); draw(); };

// A remark beside the pointer, inside of the figure that it is about.
const tipOf = (holder) => {
  const tip = make("div", { class: "tip", hidden: "" });
  holder.append(tip);
  return {
    show(text, x, y) {
      tip.textContent = text;
      tip.hidden = false;
      const left = Math.max(0, Math.min(x + 12, holder.clientWidth - tip.offsetWidth));
      tip.style.left = `${left}px`;
      tip.style.top = `${y + 14}px`;
    },
    hide() { tip.hidden = true; },
  };
};
const buttonOf = (text, told, act) => {
  const button = make("button", { type: "button", "aria-label": told }, text);
  button.addEventListener("click", act);
  return button;
};
