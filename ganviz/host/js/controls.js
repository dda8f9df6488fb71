// The kinds of controls. Each is native: a maker puts inputs into a field's box and says how to show a value.
import { element } from "./dom.js";
import { ladder, number, slider } from "./numbers.js";
import { plain } from "./words.js";

/** @import {Field, Value} from "./types" */
/** @typedef {(value: Value) => void} Tell */
/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement | HTMLButtonElement} Input */
/** @typedef {{inputs: Input[], show: (value: Value) => void}} Control */
/** @typedef {(field: Field, box: HTMLElement, tell: Tell, press: Tell) => Control} Maker */

/** A button that looks pressed in the same event. @param {Element} parent @param {string} html @param {string} tip @param {() => void} act */
export function press(parent, html, tip, act) {
  const button = element("button", "ganviz-button", parent, { type: "button", innerHTML: html, title: tip });
  button.addEventListener("click", () => {
    button.classList.add("ganviz-down");
    setTimeout(() => button.classList.remove("ganviz-down"), 150);
    act();
  });
  return button;
}

/** @type {Maker} */
function choice(field, box, tell) {
  const options = field.options ?? [];
  const select = element("select", "", box);
  for (const [label] of options) element("option", "", select, { textContent: label });
  select.addEventListener("change", () => tell(options[select.selectedIndex][1]));
  return {
    inputs: [select],
    show: (value) => void (select.selectedIndex = options.findIndex(([, each]) => each === value)),
  };
}

/** @type {Maker} */
function toggle(field, box, tell) {
  const check = element("input", "", box, { type: "checkbox" });
  check.addEventListener("change", () => tell(check.checked));
  return { inputs: [check], show: (value) => void (check.checked = Boolean(value)) };
}

/** A button, and beside it what it asks for: that is sent with the press. @type {Maker} */
function button(field, box, _, act) {
  const { asks } = field;
  const row = asks ? element("div", asks.kind === "area" ? "ganviz-stack" : "ganviz-row", box) : box;
  /** @type {Value} */
  let value = asks?.options?.[0][1] ?? (asks ? "" : null);
  const beside = asks ? MAKERS[asks.kind](asks, row, (now) => (value = now), act) : null;
  const made = press(row, field.label, field.tip ?? "", () => act(value));
  for (const input of beside?.inputs ?? []) input.setAttribute("aria-label", plain(asks?.label ?? ""));
  return { inputs: [...(beside?.inputs ?? []), made], show: (now) => beside?.show((value = now)) };
}

/** A row of small buttons of which one is down. @type {Maker} */
function tabs(field, box, tell) {
  const row = element("div", "ganviz-choices", box);
  row.setAttribute("role", "group");
  const inputs = (field.options ?? []).map(([label, value]) => press(row, label, "", () => tell(value)));
  return {
    inputs,
    show(value) {
      inputs.forEach((each, i) => each.setAttribute("aria-pressed", `${field.options?.[i][1] === value}`));
    },
  };
}

/** Words, of one line or several. @type {Maker} */
function words(field, box, tell) {
  const area = field.kind === "area";
  const input = area ? element("textarea", "", box, { rows: field.rows ?? 4 }) : element("input", "", box, { type: "text" });
  Object.assign(input, { placeholder: field.placeholder ?? "", spellcheck: false, autocomplete: "off" });
  let shown = "";
  const change = () => {
    if (input.value !== shown) tell((shown = input.value));
  };
  input.addEventListener("change", change);
  input.addEventListener("keydown", (event) => {
    if (!area && /** @type {KeyboardEvent} */ (event).key === "Enter") change();
  });
  return {
    inputs: [input],
    show(value) {
      if (value !== shown) input.value = shown = `${value ?? ""}`; // or else what a person types stays
    },
  };
}

/** @type {Maker} */
const heading = () => ({ inputs: [], show() {} });

/** @type {Record<string, Maker>} */
export const MAKERS = { slider, whole: slider, number, ladder, choice, toggle, button, tabs, text: words, area: words, heading };
