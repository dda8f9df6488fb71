// Making elements.

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {string} name its class
 * @param {Element | null} parent
 * @param {Partial<HTMLElementTagNameMap[T]>} [more]
 * @returns {HTMLElementTagNameMap[T]}
 */
export function element(tag, name, parent, more = {}) {
  const node = Object.assign(document.createElement(tag), more);
  if (name) node.className = name;
  parent?.append(node);
  return node;
}

/**
 * Set attributes; those that are so already stay untouched, as a screen reader listens to each change.
 * @param {Element} node
 * @param {Record<string, string | number | boolean>} state
 */
export function attributes(node, state) {
  for (const [name, value] of Object.entries(state)) {
    if (node.getAttribute(name) !== `${value}`) node.setAttribute(name, `${value}`);
  }
}

/** @param {Element} node @param {string} html */
export function fillWith(node, html) {
  const said = /** @type {HTMLElement & {said?: string}} */ (node);
  if (said.said === html) return;
  said.said = html;
  node.innerHTML = html;
}

// Fonts lack the signs, or have them in colours.
/** @param {string} path */
const icon = (path) => `<svg viewBox="0 0 16 16" aria-hidden="true"><path d="${path}"/></svg>`;

export const ICONS = {
  play: icon("M4 2v12l9-6z"),
  pause: icon("M3 2h4v12h-4zM9 2h4v12h-4z"),
  step: icon("M3 2v12l7-6zM11 2h2v12h-2z"),
  reset: icon("M8 2.5V0L3.5 3.5 8 7V4.5A4 4 0 1 1 4 8.5H2A6 6 0 1 0 8 2.5z"),
  full: icon("M1 1h5v2h-3v3h-2zM10 1h5v5h-2v-3h-3zM1 10h2v3h3v2h-5zM13 10h2v5h-5v-2h3z"),
};
