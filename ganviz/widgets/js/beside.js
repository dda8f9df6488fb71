// What the view does for what stands beside it: the controls are ipywidgets' own, and the page is JupyterLab's.

/** The explorer to which a view belongs, or the view itself where it stands alone. */
export const explorerOf = (root) => root.closest(".ganviz-explorer") ?? root;

/** Whether a press is meant for the page: a shortcut such as Ctrl+S, but none that runs the cell again. */
export const isForThePage = ({ key, ctrlKey, metaKey }) => (ctrlKey || metaKey) && key !== "Enter";

/**
 * Keep a press from JupyterLab's command mode, in which "x" cuts the cell, arrows leave it, and
 * Shift+Enter runs it anew, which ends the run. JupyterLab reads the attribute off the focused element
 * itself, while the press goes down to it.
 */
export function keepPress(event) {
  const { key, target } = event;
  target.toggleAttribute("data-lm-suppress-shortcuts", !isForThePage(event));
  const runs = key === "Enter" && (event.shiftKey || event.ctrlKey || event.metaKey || event.altKey);
  if (runs && target.matches("button")) event.preventDefault(); // no press of the button, either
}

/** Give a slider the name and the value that stand in its row: noUiSlider knows neither. */
function describe(handle) {
  const row = handle.closest(".widget-slider, .widget-hslider");
  const label = row?.querySelector(".widget-label");
  const name = label?.textContent.trim() || label?.title || row?.title;
  if (name) handle.setAttribute("aria-label", name);
  const shown = row?.querySelector(".widget-readout");
  if (!shown || getComputedStyle(shown).display === "none") return;
  const say = () => {
    const said = shown.textContent;
    if (handle.getAttribute("aria-valuetext") !== said) handle.setAttribute("aria-valuetext", said);
  };
  say();
  if (described.has(handle)) return;
  described.add(handle);
  const watch = new MutationObserver(say); // noUiSlider says its own number at each move
  watch.observe(shown, { childList: true, characterData: true, subtree: true });
  watch.observe(handle, { attributeFilter: ["aria-valuetext"] });
}

const described = new WeakSet();

/** The focus has come to an element of the explorer. */
export function attend(explorer, target) {
  if (target.matches(".noUi-handle")) describe(target);
  // The number beside a ladder of values can be typed over, but nobody reads what is typed.
  for (const number of explorer.querySelectorAll('.ganviz-ladder .widget-readout[contenteditable="true"]')) {
    number.contentEditable = "false";
  }
}
