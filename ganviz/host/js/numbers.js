// Controls of numbers: a track, and a number that can be typed.
import { element } from "./dom.js";
import { clamp } from "./geometry.js";

/** @import {Field, Value} from "./types" */
/** @import {Control, Tell} from "./controls.js" */

/** What a person typed -> a number; null where it is none. @param {HTMLInputElement} box */
const typed = (box) => (box.value.trim() === "" || !Number.isFinite(box.valueAsNumber) ? null : box.valueAsNumber);

/** Without the last digits of a sum such as .1 + .2. @param {number} value */
export const tidy = (value) => Number(value.toPrecision(10));

/** Five digits, as many as the box has room for; whole numbers have all of theirs. @param {number} value */
export const short = (value) => (Number.isInteger(value) ? value : Number(value.toPrecision(5)));

/** The place in a list of values that is nearest to this one. @param {number[]} values @param {number} value */
export function nearest(values, value) {
  const far = values.map((each) => Math.abs(each - value));
  return far.indexOf(Math.min(...far));
}

/**
 * A box for a number. Enter commits it (within JupyterLab no "change" comes of that), and so does leaving it; what is
 * no number goes back. While a person types nothing else writes into it.
 * @param {Field} field
 * @param {Element} parent
 * @param {(value: number) => void} commit
 * @param {number | null} [empty] the number that stands for an empty box
 */
export function numberBox(field, parent, commit, empty = null) {
  const { kind, step } = field;
  const [min, max] = field.limits ?? [field.min, field.max];
  const whole = kind === "whole" || kind === "number";
  const box = element("input", "ganviz-number", parent, { type: "number", placeholder: empty === null ? "" : "–" });
  Object.assign(box, { min: `${min ?? ""}`, max: `${max ?? ""}`, step: `${step ?? (whole ? 1 : "any")}` });
  box.inputMode = whole ? "numeric" : "decimal";
  /** @type {number | null} */
  let shown = null;
  let typing = false;
  const write = () => {
    box.value = shown === null || shown === empty ? "" : `${short(shown)}`;
  };
  const end = () => {
    if (!typing) return; // what is shown may have fewer digits than what is set
    typing = false;
    const value = box.value.trim() === "" && !box.validity.badInput ? empty : typed(box);
    if (value === null || value === shown) return write();
    shown = value;
    commit(value);
  };
  box.addEventListener("input", () => (typing = true));
  box.addEventListener("change", end);
  box.addEventListener("keydown", (event) => event.key === "Enter" && end());
  box.addEventListener("blur", () => typing && end());
  /** @param {number} value */
  const show = (value) => {
    shown = value;
    if (!typing) write();
  };
  return { box, show };
}

/** A range of numbers, and the number. @param {Field} field @param {Element} parent @param {Tell} tell @returns {Control} */
export function slider(field, parent, tell) {
  const { min, max, step } = field;
  const number = numberBox(field, parent, (value) => tell(value));
  const track = element("input", "ganviz-track", parent, { type: "range" });
  Object.assign(track, { min: `${min}`, max: `${max}`, step: `${step ?? (field.kind === "whole" ? 1 : "any")}` });
  track.addEventListener("input", () => {
    number.show(tidy(track.valueAsNumber));
    tell(tidy(track.valueAsNumber));
  });
  return {
    inputs: [track, number.box],
    show(value) {
      number.show(Number(value));
      if (track.valueAsNumber !== Number(value)) track.value = `${value}`;
    },
  };
}

/** A number that is only typed. @param {Field} field @param {Element} parent @param {Tell} tell @returns {Control} */
export function number(field, parent, tell) {
  const { box, show } = numberBox(field, parent, (value) => tell(value));
  return { inputs: [box], show: (value) => show(Number(value)) };
}

/** A range over a list of numbers, of which 0 is "–"; any other between the ends can be typed. @param {Field} field @param {Element} parent @param {Tell} tell @returns {Control} */
export function ladder(field, parent, tell) {
  const values = /** @type {number[]} */ (field.values);
  const none = values.includes(0) ? 0 : null;
  const box = numberBox({ ...field, step: undefined }, parent, (value) => tell(value), none);
  const track = element("input", "ganviz-track", parent, { type: "range", min: "0", step: "1" });
  track.max = `${values.length - 1}`;
  track.addEventListener("input", () => {
    const value = values[clamp(track.valueAsNumber, [0, values.length - 1])];
    box.show(value);
    say(value);
    tell(value);
  });
  /** The place in the list is of no use to who listens. @param {number} value */
  const say = (value) => track.setAttribute("aria-valuetext", value === none ? "–" : `${short(value)}`);
  return {
    inputs: [track, box.box],
    show(value) {
      box.show(Number(value));
      say(Number(value));
      track.value = `${nearest(values, Number(value))}`;
    },
  };
}
