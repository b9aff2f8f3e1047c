/**
 * Builds elements. Text only ever becomes text nodes: nothing anybody wrote is read as HTML. An attribute or a text that
 * is a function is one of the chat's own labels: it is said again when the tongue changes.
 */
const labels = new WeakMap();

export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") label(node, () => node.setAttribute(name, value()));
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.map((child) => (typeof child === "function" ? labelText(node, child) : child)));
  return node;
}

function label(node, say) {
  labels.set(node, [...(labels.get(node) ?? []), say]);
  say();
}

function labelText(node, read) {
  const text = document.createTextNode("");
  label(node, () => (text.data = read()));
  return text;
}

/** Say every label under `root` as it is now. */
export function sayAgain(root) {
  for (const node of [root, ...root.querySelectorAll("*")]) labels.get(node)?.forEach((say) => say());
}

export function button(label, press, attributes = {}) {
  const node = el("button", { type: "button", ...attributes }, label);
  node.addEventListener("click", press);
  return node;
}

/** A line drawing of 24 by 24; the words beside it or its button's label say what it means. */
export function icon(path) {
  const space = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(space, "svg");
  const line = document.createElementNS(space, "path");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("aria-hidden", "true");
  line.setAttribute("d", path);
  drawing.append(line);
  return drawing;
}

export const SPEECH = "M4 5h16v11H10l-4.5 3.5V16H4z M8.5 9.5h7 M8.5 12.5h4.5";
export const CROSS = "M6 6l12 12 M18 6L6 18";
export const ARROW_UP = "M12 19V5.5 M6 11l6-6 6 6";
export const ARROW_DOWN = "M12 5v13.5 M6 13l6 6 6-6";
