// The live layer: traces of the figure painted on a canvas, in the style that the figure gives them.
import { axesOf, toPixels } from "./axes.js";
import { brush, edges, paintHeat } from "./heat.js";
import { paintPoints } from "./marks.js";

/** @import {ByUid, Figure, Json} from "./types" */
/** @typedef {[trace: Json, arrays: Json][]} Stack */

/** @param {Json} trace */
const isHeat = (trace) => trace.type === "heatmap";

const FILLS = ["none", "tozeroy", "toself"];
/** @param {Json} trace */
const isPlain = ({ type, mode, fill }) => type === "scatter" && !mode.includes("text") && FILLS.includes(fill);

/**
 * What the canvas shows, as [trace, arrays] from the bottom up, heat maps first as plotly stacks them.
 * The canvas lies over the figure, so what plotly has drawn above a live trace would lie under it: the
 * rest of its subplot is painted too, from the figure's own data. What the legend has switched off is
 * left out.
 * @param {Json[]} fullData
 * @param {ByUid} live
 * @returns {Stack}
 */
export function stack(fullData, live) {
  /** @param {Json} trace */
  const subplot = ({ xaxis, yaxis }) => `${xaxis}${yaxis}`;
  /** @param {Json} trace */
  const height = (trace) => (isHeat(trace) ? -1 : trace.index);
  const on = fullData.filter((trace) => trace.visible === true);
  /** @type {Map<string, number>} subplot -> height of its lowest live trace */
  const floors = new Map();
  for (const trace of on.filter(({ uid }) => live.has(uid))) {
    const floor = floors.get(subplot(trace)) ?? Infinity;
    floors.set(subplot(trace), Math.min(floor, height(trace)));
  }
  /** @param {Json} trace */
  const own = (trace) => {
    const floor = floors.get(subplot(trace)) ?? Infinity;
    if (floor < 0) return isHeat(trace) ? trace.z : trace.type === "scatter"; // nothing of plotly's is seen
    return height(trace) > floor && isPlain(trace);
  };
  const shown = on.filter((trace) => live.has(trace.uid) || own(trace));
  const lines = shown.filter((trace) => !isHeat(trace));
  return [...shown.filter(isHeat), ...lines].map((trace) => [trace, { x: trace.x, y: trace.y, z: trace.z, ...live.get(trace.uid) }]);
}

/** @param {CanvasRenderingContext2D} ctx @param {Json} Drawing @param {Figure} gd @param {Json} trace @param {Json} arrays */
function paintTrace(ctx, Drawing, gd, trace, arrays) {
  const axes = axesOf(gd, trace);
  const [xaxis, yaxis] = axes;
  ctx.save();
  if (trace.cliponaxis !== false) {
    ctx.beginPath();
    ctx.rect(xaxis._offset, yaxis._offset, xaxis._length, yaxis._length);
    ctx.clip();
  }
  ctx.globalAlpha = trace.opacity ?? 1;
  if (isHeat(trace)) {
    const rows = arrays.z;
    const [left, right] = toPixels(xaxis, edges(trace, "x", rows[0]?.length ?? 0));
    const [bottom, top] = toPixels(yaxis, edges(trace, "y", rows.length));
    paintHeat(ctx, trace, rows, { left, right, top, bottom });
  } else {
    paintPoints(ctx, Drawing, trace, arrays, axes);
  }
  ctx.restore();
}

/** Fit the canvas to the figure, sharp on any screen, between the curves and the legend. @param {HTMLCanvasElement} canvas @param {Figure} gd */
export function placeCanvas(canvas, gd) {
  const { width, height, _toppaper } = gd._fullLayout;
  const top = _toppaper.node();
  if (canvas.nextSibling !== top) top.parentNode.insertBefore(canvas, top);
  const ratio = globalThis.devicePixelRatio || 1;
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
  Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
  return ratio;
}

/** @param {HTMLCanvasElement} canvas @param {Figure} gd @param {Json} Drawing @param {Stack} stacked */
export function paint(canvas, gd, Drawing, stacked) {
  const ratio = placeCanvas(canvas, gd);
  const ctx = brush(canvas);
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  ctx.clearRect(0, 0, canvas.width, canvas.height);
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  for (const [trace, arrays] of stacked) paintTrace(ctx, Drawing, gd, trace, arrays);
}

/**
 * Hide what plotly has drawn of a stack: the canvas shows it.
 * @param {Figure} gd
 * @param {HTMLStyleElement} rule
 * @param {string} scope selects the figure
 * @param {Stack} stacked
 */
export function hideOriginals(gd, rule, scope, stacked) {
  const uids = new Set(stacked.map(([trace]) => trace.uid));
  const rules = [...uids].map((uid) => `${scope} .scatterlayer .trace${CSS.escape(uid)}`);
  const text = rules.length ? `${rules.join(",")}{visibility:hidden}` : "";
  if (rule.textContent !== text) rule.textContent = text;
  for (const node of gd.querySelectorAll(".heatmaplayer .hm")) {
    // plotly names its scatter groups by uid, its heat maps only through d3's data
    node.style.visibility = uids.has(node.__data__[0].trace.uid) ? "hidden" : "";
  }
}
