// A click anywhere in the subplot of a trace with meta.click; a drag is none.
import { axesOf, place } from "./axes.js";
import { dataAt } from "./handles.js";

/** @import {Figure, Json} from "./types" */
/** @import {Tools} from "./handles.js" */

const STILL = 4; // pixels that the pointer may move in a click

/** @param {Json} axis @param {number} pixel */
const within = (axis, pixel) => pixel >= axis._offset && pixel <= axis._offset + axis._length;

/** @param {Figure} gd @param {Pick<Tools, "report" | "guard">} tools */
export function listenForClicks(gd, { report, guard }) {
  /** @type {(from: {x: number, y: number}) => (event: PointerEvent) => void} */
  const release = (from) => (event) => {
    const to = place(event, gd);
    if (Math.hypot(to.x - from.x, to.y - from.y) > STILL) return;
    const hit = gd._fullData.find((/** @type {Json} */ trace) => {
      if (!trace.meta?.click) return false;
      const [xaxis, yaxis] = axesOf(gd, trace);
      return within(xaxis, to.x) && within(yaxis, to.y);
    });
    if (hit) report("click", { uid: hit.uid, ...dataAt(gd, hit, to) }, true);
  };
  /** @param {PointerEvent} event */
  const press = (event) => {
    if (event.button || /** @type {Element} */ (event.target).closest(".legend, .modebar")) return;
    // plotly lays a cover over the page while a button is down: the release comes to the window
    window.addEventListener("pointerup", guard(release(place(event, gd))), { once: true });
  };
  gd.addEventListener("pointerdown", guard(press));
}
