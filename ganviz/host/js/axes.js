// Between data and pixels, with plotly's own axes: gd._fullLayout, gd._fullData, axis.c2p, _offset and _length.

/** @import {Figure, Json, Numbers} from "./types" */

/** @param {Figure} gd @param {string} id such as "x3" */
export const axisOf = (gd, id) => gd._fullLayout[id.replace(/^[xy]/, "$&axis")];

/** @param {Figure} gd @param {Json} trace @returns {[Json, Json]} */
export const axesOf = (gd, trace) => [axisOf(gd, trace.xaxis), axisOf(gd, trace.yaxis)];

/**
 * Data -> pixels from the left (top) edge of the figure.
 * @param {Json} axis
 * @param {Numbers} values
 */
export function toPixels(axis, values) {
  const pixels = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) pixels[i] = axis._offset + axis.c2p(values[i]);
  return pixels;
}

/** Pixels from the left (top) edge of the figure -> data. @param {Json} axis @param {number} pixel */
export const toData = (axis, pixel) => axis.p2c(pixel - axis._offset);

/** The trace as plotly draws it. @param {Figure} gd @param {string | null} uid */
export const find = (gd, uid) => gd._fullData.find((/** @type {Json} */ trace) => trace.uid === uid);

/** Entry `i` of what may be one value for all. @param {any} value @param {number} i */
export const at = (value, i) => (ArrayBuffer.isView(value) || Array.isArray(value) ? /** @type {any} */ (value)[i] : value);

/** How much smaller than it was drawn the page shows the figure. @param {Figure} gd */
export const shrinkOf = (gd) => gd.getBoundingClientRect().width / gd.offsetWidth || 1;

/** Where the pointer is in the figure. @param {MouseEvent} event @param {Figure} gd */
export function place(event, gd) {
  const { left, top } = gd.getBoundingClientRect();
  const shrink = shrinkOf(gd);
  return { x: (event.clientX - left) / shrink, y: (event.clientY - top) / shrink };
}
