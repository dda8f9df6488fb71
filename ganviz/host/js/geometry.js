// Plane geometry of the live layer and of the pointer, without a page.

/** @import {Numbers} from "./types" */
/** @typedef {{x: number, y: number}} Point */
/** @typedef {{x: number[], y: number[]}} Points */

/** Arrow key -> steps to the right and up. @type {Record<string, [number, number]>} */
export const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/** @param {number} x @param {number} y */
const finite = (x, y) => Number.isFinite(x) && Number.isFinite(y);

/**
 * Pixels (x, y) -> polylines [[x, y, x, y, ...], ...], cut where a coordinate is not finite.
 * @param {Numbers} x
 * @param {Numbers} y
 */
export function polylines(x, y) {
  /** @type {number[][]} */
  const lines = [];
  /** @type {number[] | null} */
  let line = null;
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    if (finite(x[i], y[i])) {
      if (!line) lines.push((line = []));
      line.push(x[i], y[i]);
    } else {
      line = null;
    }
  }
  return lines;
}

/**
 * Where the polyline ends, and the turn of its last segment: 0 is up, clockwise, in radians.
 * @param {number[]} line
 */
export function tip(line) {
  const n = line.length;
  if (n < 4) return null;
  const [x0, y0, x1, y1] = line.slice(n - 4);
  if (Math.hypot(x1 - x0, y1 - y0) < 0.5) return null; // an arrow without length points nowhere
  return { x: x1, y: y1, turn: Math.atan2(y1 - y0, x1 - x0) + Math.PI / 2 };
}

/**
 * Marker sizes of n numbers of arrow segments (start, end, gap): a head at each end only.
 * @param {number} length
 * @param {number} size
 */
export function arrowSizes(length, size) {
  return Array.from({ length }, (_, i) => (i % 3 === 1 ? size : 0));
}

/** @param {number} value @param {ArrayLike<number>} ends in either order */
export const clamp = (value, { 0: a, 1: b }) => Math.min(Math.max(value, Math.min(a, b)), Math.max(a, b));

/**
 * A stroke drawn over a function graph: inside the x-range that the stroke covers it replaces the
 * curve, outside the curve stays. The result is sorted, with no two points nearer than `gap` in x.
 * A stroke that turns back keeps the later point.
 * @param {Points} curve
 * @param {Points} stroke
 * @param {number} gap
 * @returns {Points}
 */
export function mergeStroke(curve, stroke, gap) {
  const latest = new Map();
  for (let i = 0; i < stroke.x.length; i++) latest.set(Math.round(stroke.x[i] / gap), i);
  const kept = [...latest.values()].map((i) => [stroke.x[i], stroke.y[i]]);
  if (!kept.length) return curve;
  const xs = kept.map(([x]) => x);
  const [low, high] = [Math.min(...xs), Math.max(...xs)];
  for (let i = 0; i < curve.x.length; i++) {
    const outside = curve.x[i] < low - gap / 2 || curve.x[i] > high + gap / 2;
    if (outside && finite(curve.x[i], curve.y[i])) kept.push([curve.x[i], curve.y[i]]);
  }
  kept.sort((p, q) => p[0] - q[0]);
  return { x: kept.map(([x]) => x), y: kept.map(([, y]) => y) };
}

/**
 * Points between two pointer events of a stroke, at most `gap` apart in x: a fast hand leaves no holes.
 * @param {Point} from
 * @param {Point} to
 * @param {number} gap
 */
export function between(from, to, gap) {
  const n = Math.max(1, Math.ceil(Math.abs(to.x - from.x) / gap));
  return Array.from({ length: n }, (_, i) => ({
    x: from.x + ((to.x - from.x) * (i + 1)) / n,
    y: from.y + ((to.y - from.y) * (i + 1)) / n,
  }));
}

/**
 * Points every `gap` pixels on the way to a pointer event; the rest of the way is left to the next one.
 * @param {Point} from
 * @param {Point} to
 * @param {number} gap
 */
export function along(from, to, gap) {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  return Array.from({ length: Math.floor(length / gap) }, (_, i) => {
    const part = ((i + 1) * gap) / length;
    return { x: from.x + part * (to.x - from.x), y: from.y + part * (to.y - from.y) };
  });
}

/**
 * A stroke of points in the plane, added to those that are there.
 * @param {Points} points
 * @param {Points} stroke
 * @returns {Points}
 */
export function append(points, stroke) {
  return { x: [...points.x, ...stroke.x], y: [...points.y, ...stroke.y] };
}

/**
 * The points that are farther than the radii (rx, ry) from all of a stroke.
 * @param {Points} points
 * @param {Points} stroke
 * @param {number} rx
 * @param {number} ry
 * @returns {Points}
 */
export function erase(points, stroke, rx, ry) {
  /** @type {(x: number, y: number) => boolean} */
  const near = (x, y) => stroke.x.some((sx, i) => Math.hypot((x - sx) / rx, (y - stroke.y[i]) / ry) <= 1);
  const kept = Array.from(points.x, (_, i) => i).filter((i) => !near(points.x[i], points.y[i]));
  return { x: kept.map((i) => points.x[i]), y: kept.map((i) => points.y[i]) };
}
