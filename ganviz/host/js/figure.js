// What plotly is given: a picture, its arrays, and how this view shows it.
import { dress } from "./dress.js";
import { arrowSizes } from "./geometry.js";

/** @import {Arrays, ByUid, Json, Numbers, Palette, Picture} from "./types" */

const HOUSE = 420; // pixels of a picture whose layout.meta.height is 1

/** @param {Picture} picture */
export const heightOf = (picture) => HOUSE * (picture.layout.meta?.height ?? 1);

/** @param {Json} trace */
export const isArrows = (trace) => trace.meta?.kind === "arrows";

/**
 * Arrays that plotly may keep. It gives a trace without points no style at all, so that nothing could be painted in
 * it later: such a trace gets one point that is nowhere.
 * @param {Numbers | undefined} values
 */
const points = (values) => values && (values.length ? Float32Array.from(values) : new Float32Array([NaN]));

/**
 * @param {Arrays} arrays
 * @returns {Json}
 */
export function copied({ x, y, z }) {
  const copy = { x: points(x), y: points(y), z: z?.map((row) => Float32Array.from(row)) };
  return Object.fromEntries(Object.entries(copy).filter(([, values]) => values));
}

/**
 * {data, layout} for plotly.
 * @param {Picture} picture
 * @param {ByUid} arrays
 * @param {Json} moved what has moved in the layout since, by path
 * @param {{palette: Palette, scale: number, off: (uid: string) => boolean | undefined}} view
 */
export function figureOf(picture, arrays, moved, { palette, scale, off }) {
  const data = picture.data.map((trace) => {
    const dressed = { ...dress(trace, palette, scale), ...copied(arrays.get(trace.uid) ?? {}) };
    if (isArrows(trace)) {
      const head = dressed.marker.size;
      dressed.meta = { ...dressed.meta, head };
      const sizes = arrowSizes(dressed.x.length, head);
      dressed.marker = { opacity: 1, line: { width: 0 }, ...dressed.marker, size: sizes }; // of many sizes plotly makes bubbles
    }
    const switched = trace.visible !== false ? off(trace.uid) : undefined;
    if (switched !== undefined) dressed.visible = switched ? "legendonly" : true;
    return dressed;
  });
  return { data, layout: dress(withPaths(picture.layout, moved), palette, scale) };
}

/**
 * A layout with some of its parts replaced; paths such as "xaxis.range" lead into it.
 * @param {Json} layout
 * @param {Json} parts
 */
export function withPaths(layout, parts) {
  const whole = structuredClone(layout);
  for (const [path, value] of Object.entries(parts)) {
    const keys = path.replaceAll(/\[(\d+)\]/g, ".$1").split("."); // "images[0].source"
    const last = /** @type {string} */ (keys.pop());
    const inner = keys.reduce((at, key) => (at[key] ??= {}), whole);
    inner[last] = value;
  }
  return whole;
}
