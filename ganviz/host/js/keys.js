// The keyboard: F fills the screen, Space plays, Esc leaves; and JupyterLab's own keys stay off while a person is here.

/** @param {Element} target */
const isWriting = (target) => target.matches("input[type=number], input[type=text], textarea, select");

/**
 * Whether a press is meant for the page around the explorer: Ctrl+S, Shift+Enter. Not Ctrl+A in a number: JupyterLab
 * would select all cells, take the focus, and obey what is typed next.
 * @param {KeyboardEvent} event
 */
export function isForThePage(event) {
  const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
  const edits = isWriting(/** @type {Element} */ (event.target)) && "acvxyz".includes(key.toLowerCase());
  return !edits && (ctrlKey || metaKey || altKey || (shiftKey && key === "Enter"));
}

/**
 * @param {HTMLElement} root
 * @param {{full: () => void, leave: () => boolean, toggle: () => boolean}} acts leave and toggle say whether they did
 * @returns {() => void} ends it
 */
export function listenToKeys(root, { full, leave, toggle }) {
  // JupyterLab lets a press be where it finds this attribute on the focused element itself: on our root it is too late,
  // as its selector ".jp-mod-commandMode :focus" has matched the element by then. It reads it on the way down.
  const keep = (/** @type {KeyboardEvent} */ event) => {
    const target = /** @type {Element} */ (event.target);
    if (target instanceof Element && root.contains(target)) {
      target.toggleAttribute("data-lm-suppress-shortcuts", !isForThePage(event));
    }
  };
  const obey = (/** @type {KeyboardEvent} */ event) => {
    const { key, ctrlKey, metaKey, altKey, defaultPrevented } = event;
    const target = /** @type {Element} */ (event.target);
    if (defaultPrevented || ctrlKey || metaKey || altKey) return;
    if (key === "Escape" && leave()) return event.preventDefault();
    if (isWriting(target)) return;
    if (key === "f" || key === "F") full();
    else if (key !== " " || target.closest("button, summary, input[type=checkbox]") || !toggle()) return;
    event.preventDefault();
  };
  window.addEventListener("keydown", keep, true);
  root.addEventListener("keydown", obey);
  return () => {
    window.removeEventListener("keydown", keep, true);
    root.removeEventListener("keydown", obey);
  };
}
