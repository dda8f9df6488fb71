// Plotly's legends: room for their rows, and words that a keyboard reaches.
import { shrinkOf } from "./axes.js";
import { attributes } from "./dom.js";
import { plain } from "./words.js";

/** @import {Figure, Guard} from "./types" */

const BLANK = 5; // pixels around the words of a legend

/** The pixels that the legend's rows need above a figure which has `room` for them already. @param {Figure} gd @param {number} room */
export function missing(gd, room) {
  const legend = gd.querySelector(".infolayer .legend");
  if (!legend) return 0;
  const top = (legend.getBoundingClientRect().top - gd.getBoundingClientRect().top) / shrinkOf(gd);
  return Math.max(0, Math.ceil(room - top - BLANK));
}

/** @param {KeyboardEvent} event @param {Figure} gd */
function toggle(event, gd) {
  const { key, repeat, target } = event;
  if (key !== "Enter" && key !== " ") return;
  event.preventDefault(); // the page would scroll
  if (repeat || event.shiftKey) return;
  gd._legendMouseDownTime = 0; // two presses in a row are no double click
  for (const type of ["mousedown", "mouseup"]) target?.dispatchEvent(new MouseEvent(type));
}

/** Make a switch of every word: `switches` are those that are made already. @param {Figure} gd @param {WeakSet<Element>} switches @param {Guard} guard */
export function makeSwitches(gd, switches, guard) {
  for (const rect of gd.querySelectorAll('.infolayer .traces rect[class$="toggle"]')) {
    const [{ trace }] = rect.parentNode.__data__;
    const state = { tabindex: 0, role: "switch", "aria-label": plain(trace.name) };
    attributes(rect, { ...state, "aria-checked": trace.visible === true });
    if (switches.has(rect)) continue;
    switches.add(rect);
    rect.addEventListener("keydown", guard((/** @type {KeyboardEvent} */ event) => toggle(event, gd)));
  }
}
