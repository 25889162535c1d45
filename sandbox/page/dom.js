// Small helpers to build the page. Text always becomes a text node: nothing a bot says is ever read as HTML.

/** An element with attributes (on… are listeners, false and null are left out) and children (nodes or strings). */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const byId = (id) => document.getElementById(id);

/** One of the drawings at the end of index.html. */
export function icon(name) {
  const svgSpace = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(svgSpace, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(svgSpace, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

/** Text for screen readers only. */
export const unseen = (text) => h("span", { class: "hidden" }, text);

/** Says something once to screen readers, and nowhere else. */
export function say(text) {
  byId("said").textContent = text;
}

/** A small form whose fields are told apart by their names, without ids that could clash between phones. */
export const labelled = (text, field) => h("label", { class: "field" }, h("span", {}, text), field);

/** Up, down, Home, End move between the buttons of a list; Escape calls `close`. */
export function listKeys(list, close) {
  list.addEventListener("keydown", (event) => {
    const buttons = [...list.querySelectorAll("button, input")];
    const at = buttons.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (event.key === "Escape") close();
    else if (to === undefined) return;
    else buttons[(to + buttons.length) % buttons.length]?.focus();
    event.preventDefault();
  });
}
