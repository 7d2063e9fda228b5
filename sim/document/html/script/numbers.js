// Numbers as the report tells them: few digits, and the unit that suits.
const UNITS = [["d", 86400], ["h", 3600], ["min", 60], ["s", 1], ["ms", 0.001]];
const digits = (value) => {
  if (Math.abs(value) >= 999.5) return value.toFixed(0);
  return String(Number(value.toPrecision(3)));
};
const unitFor = (size) => UNITS.find(([name, seconds]) => size >= (name === "min" ? 90 : seconds)) ?? UNITS[4];
const duration = (seconds) => {
  if (seconds === 0) return "0 s";
  const [name, size] = unitFor(Math.max(Math.abs(seconds), 0.001));
  return `${digits(seconds / size)} ${name}`;
};
// Round places for the ticks of an axis: about so many between two ends, in a unit that is given.
const ticksOf = (low, high, about) => {
  if (!(high > low)) return [low];
  const raw = (high - low) / Math.max(1, about);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((n) => n * power).find((n) => n >= raw);
  const found = [];
  for (let n = Math.ceil(low / step - 1e-9); n * step <= high + step * 1e-9; n += 1) found.push(n * step);
  return found;
};
// Ticks with their texts: of times in one unit, of shares in per cent, of anything else as it is.
const axisTicks = (low, high, unit, about, whole = false) => {
  const [name, size] = unit === "s" ? unitFor(Math.max(Math.abs(low), Math.abs(high))) : unit === "0..1"
    ? ["%", 0.01] : unit === "points" ? ["points", 0.01] : ["", 1];
  const found = ticksOf(low / size, high / size, about);
  return found.filter((tick) => !whole || Number.isInteger(tick)).map((tick) => {
    const shown = String(Number(tick.toPrecision(6)));
    return { at: tick * size, text: name ? `${shown} ${name}` : shown };
  });
};
// A cell as a number, for sorting; null where it is none. Times of several units are brought to seconds.
const sortable = (text) => {
  const found = /^[<>~]?\s*([+-]?\d[\d  ]*(?:\.\d+)?(?:e[+-]?\d+)?)\s*(ms|s|min|h|d)?(?![a-z])/i.exec(text.trim());
  if (!found) return null;
  const factor = found[2] ? Object.fromEntries(UNITS)[found[2]] : 1;
  return Number(found[1].replace(/[  ]/g, "")) * factor;
};
