// The column of controls: fields in sections, of which some are closed, some are tabs and some a row under the bar.
import { MAKERS } from "./controls.js";
import { element } from "./dom.js";
import { plain } from "./words.js";

/** @import {Field, Section} from "./types" */
/** @import {Control} from "./controls.js" */
/** @import {Source} from "./source.js" */

let count = 0;

/** The row of buttons at the end of a section, begun where there is none. @param {HTMLElement} section */
function besides(section) {
  if (section.matches(".ganviz-presses")) return section;
  const last = section.lastElementChild;
  return last?.matches(".ganviz-presses") ? last : element("div", "ganviz-presses", section);
}

export class Panel {
  /** @type {Map<string, Control & {field: Field, box: HTMLElement}>} */
  controls = new Map();
  /** @type {Map<string, HTMLElement>} tab -> its controls */
  tabs = new Map();
  /** @type {Map<string, HTMLButtonElement>} */
  tabButtons = new Map();
  /** @type {string | null} */
  open = null;
  made = "";

  /** @param {HTMLElement} side @param {HTMLElement} row @param {Source} source */
  constructor(side, row, source) {
    this.side = side;
    this.row = row;
    this.source = source;
  }

  /** Make the controls that the schema asks for, if it asks for others. */
  build() {
    const { schema, sections } = this.source.state;
    const made = JSON.stringify([schema, sections]);
    if (made === this.made) return;
    this.made = made;
    const focused = this.focused();
    const unfolded = new Set([...this.side.querySelectorAll("details[open]")].map((each) => each.getAttribute("data-key")));
    this.side.replaceChildren();
    this.row.replaceChildren();
    for (const map of [this.controls, this.tabs, this.tabButtons]) map.clear();
    const first = element("div", "ganviz-section", this.side);
    const places = new Map(sections.map((section) => [section.key, this.place(section, unfolded)]));
    for (const field of schema) this.make(field, places.get(field.section ?? "") ?? first);
    if (!first.childElementCount) first.remove();
    this.side.hidden = !this.side.childElementCount;
    this.row.hidden = !this.row.childElementCount;
    this.choose(this.source.state.tab);
    this.refresh();
    if (focused) this.controls.get(focused.name)?.inputs[focused.index]?.focus();
  }

  /** Where the focus is: a rebuilding takes it away. */
  focused() {
    const now = document.activeElement;
    for (const [name, { inputs }] of this.controls) {
      const index = inputs.findIndex((input) => input === now);
      if (index >= 0) return { name, index };
    }
    return null;
  }

  /** @param {Section} section @param {Set<string | null>} unfolded @returns {HTMLElement} */
  place({ key, label, kind }, unfolded) {
    if (kind === "row") return element("div", "ganviz-presses", this.row);
    if (kind === "tab") return this.tab(key, label);
    if (kind !== "fold") {
      const plain = element("div", "ganviz-section", this.side);
      if (label) element("div", "ganviz-heading", plain, { innerHTML: label });
      return plain;
    }
    const details = element("details", "ganviz-fold", this.side, { open: unfolded.has(key) });
    details.dataset.key = key;
    element("summary", "", details, { innerHTML: label });
    return element("div", "ganviz-section", details);
  }

  /** @param {string} key @param {string} label */
  tab(key, label) {
    const list = this.side.querySelector(".ganviz-tabs") ?? element("div", "ganviz-tabs", this.side);
    list.setAttribute("role", "tablist");
    const id = `ganviz-tab-${(count += 1)}`;
    const button = element("button", "ganviz-tab", list, { type: "button", innerHTML: label, id: `${id}-name` });
    button.setAttribute("role", "tab");
    button.setAttribute("aria-controls", id);
    button.addEventListener("click", () => {
      this.choose(key);
      this.source.act("tab", key);
    });
    button.addEventListener("keydown", (event) => this.walk(event, key));
    const body = element("div", "ganviz-section", this.side, { id });
    body.setAttribute("role", "tabpanel");
    body.setAttribute("aria-labelledby", button.id);
    this.tabs.set(key, body);
    this.tabButtons.set(key, button);
    return body;
  }

  /** Arrow keys go from tab to tab. @param {KeyboardEvent} event @param {string} key */
  walk(event, key) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    const keys = [...this.tabs.keys()];
    const next = this.tabButtons.get(keys[(keys.indexOf(key) + step + keys.length) % keys.length]);
    next?.focus();
    next?.click();
    event.preventDefault();
  }

  /** @param {string | null} key */
  choose(key) {
    if (!this.tabs.size) return;
    this.open = this.tabs.has(key ?? "") ? key : (this.open && this.tabs.has(this.open) ? this.open : [...this.tabs.keys()][0]);
    for (const [each, body] of this.tabs) {
      const button = /** @type {HTMLButtonElement} */ (this.tabButtons.get(each));
      body.hidden = each !== this.open;
      button.setAttribute("aria-selected", `${each === this.open}`);
      button.tabIndex = each === this.open ? 0 : -1;
    }
  }

  /** @param {Field} field @param {HTMLElement} parent */
  make(field, parent) {
    const { name, kind, label, tip } = field;
    const alone = kind !== "button" || field.asks;
    const box = element("div", "ganviz-field", alone ? parent : besides(parent), { title: tip ?? "" });
    Object.assign(box.dataset, { name, kind });
    const words = kind === "button" ? null : element("label", "ganviz-label", box, { innerHTML: label });
    const tell = (/** @type {any} */ value) => this.source.set({ [name]: value });
    const act = (/** @type {any} */ value) => this.source.act(name, value ?? undefined);
    const maker = MAKERS[kind];
    if (!maker) throw new Error(`a control of kind ${kind}`);
    const control = maker(field, box, tell, act);
    this.controls.set(name, { ...control, field, box });
    const [first, ...others] = control.inputs;
    if (!words || !first) return;
    const id = `ganviz-input-${(count += 1)}`;
    if (kind === "tabs") {
      words.id = id;
      first.parentElement?.setAttribute("aria-labelledby", id);
      return;
    }
    first.id = words.htmlFor = id;
    for (const input of others) if (input.tagName !== "BUTTON") input.setAttribute("aria-label", plain(label));
  }

  /** Controls say what a person wants, which is what is set as soon as Python has answered. */
  refresh() {
    const { state, wanted } = this.source;
    const off = new Set(state.off);
    for (const [name, { field, box, inputs, show }] of this.controls) {
      const told = field.asks?.name ?? name;
      if (told in wanted) show(wanted[told]);
      const gray = off.has(name) || state.gone;
      box.hidden = Boolean(field.hides) && off.has(name);
      box.classList.toggle("ganviz-off", gray);
      for (const input of inputs) if (input.disabled !== gray) input.disabled = gray;
    }
  }
}
