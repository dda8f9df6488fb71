// A heat map on the canvas: one pixel a number through the colour scale, stretched over its cells.

/** @import {Json, Numbers} from "./types" */

const SHADES = 256;
const KEPT = 32; // colour scales, of all pictures in both palettes
/** @type {Map<string, Uint32Array>} colour scale as text -> its shades */
const scales = new Map();
/** @type {HTMLCanvasElement | null} of one pixel a number */
let picture = null;

/** @param {HTMLCanvasElement} canvas */
export const brush = (canvas) => /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));

/**
 * A plotly colour scale as SHADES pixels (RGBA in 32 bits), by the browser's own gradient.
 * @param {Json} trace
 * @returns {Uint32Array}
 */
function shadesOf({ colorscale, reversescale }) {
  const key = JSON.stringify([colorscale, reversescale]);
  const known = scales.get(key);
  if (known) return known;
  const canvas = Object.assign(document.createElement("canvas"), { width: SHADES, height: 1 });
  const ctx = brush(canvas);
  const gradient = ctx.createLinearGradient(0.5, 0, SHADES - 0.5, 0);
  for (const [at, color] of colorscale) gradient.addColorStop(reversescale ? 1 - at : at, color);
  ctx.fillStyle = gradient;
  ctx.fillRect(0, 0, SHADES, 1);
  const shades = new Uint32Array(ctx.getImageData(0, 0, SHADES, 1).data.buffer);
  if (scales.size >= KEPT) scales.clear();
  scales.set(key, shades);
  return shades;
}

/**
 * Rows of numbers -> one shade each, linear from low to high and clamped; nan is transparent.
 * @param {Numbers[]} rows
 * @param {number} low
 * @param {number} high
 * @param {Uint32Array} shades
 */
export function pixels(rows, low, high, shades) {
  const columns = rows[0]?.length ?? 0;
  const painted = new Uint32Array(rows.length * columns);
  const last = shades.length - 1;
  const scale = last / (high - low);
  let at = 0;
  for (const row of rows) {
    for (let i = 0; i < columns; i++, at++) {
      const shade = Math.round((row[i] - low) * scale);
      if (shade === shade) painted[at] = shades[Math.min(Math.max(shade, 0), last)];
    }
  }
  return painted;
}

/**
 * The outer edges of `n` equal cells whose centres are trace.x, or x0 and steps of dx.
 * @param {Json} trace
 * @param {"x" | "y"} letter
 * @param {number} n
 */
export function edges(trace, letter, n) {
  /** @type {(i: number) => number} */
  const centre = (i) => trace[letter]?.[i] ?? trace[`${letter}0`] + i * trace[`d${letter}`];
  const [first, last] = [centre(0), centre(n - 1)];
  const half = n > 1 ? (last - first) / (n - 1) / 2 : trace[`d${letter}`] / 2;
  return [first - half, last + half];
}

/**
 * Paint rows of numbers in the style of a heat map.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Json} trace
 * @param {Numbers[]} rows the lowest first
 * @param {{left: number, right: number, top: number, bottom: number}} box pixels of its outer edges
 */
export function paintHeat(ctx, trace, rows, { left, right, top, bottom }) {
  const [height, width] = [rows.length, rows[0]?.length ?? 0];
  if (!height || !width) return;
  picture ??= document.createElement("canvas");
  if (picture.width !== width || picture.height !== height) Object.assign(picture, { width, height });
  const shades = pixels(rows, trace.zmin, trace.zmax, shadesOf(trace));
  brush(picture).putImageData(new ImageData(new Uint8ClampedArray(shades.buffer), width, height), 0, 0);
  ctx.imageSmoothingEnabled = Boolean(trace.zsmooth);
  ctx.translate(left, bottom); // the first row is the lowest
  ctx.scale((right - left) / width, (top - bottom) / height);
  ctx.drawImage(picture, 0, 0);
}
