// Lines, areas, markers and arrows on a canvas, in the style that plotly gives a scatter trace.
import { at, toPixels } from "./axes.js";
import { isArrows } from "./figure.js";
import { polylines, tip } from "./geometry.js";

/** @import {Json, Numbers} from "./types" */
/** @typedef {CanvasRenderingContext2D} Brush */

/**
 * @param {Brush} ctx
 * @param {Json} Drawing plotly's table of dashes and symbols
 * @param {Json} trace
 * @param {{x: Numbers, y: Numbers}} arrays
 * @param {[Json, Json]} axes
 */
export function paintPoints(ctx, Drawing, trace, arrays, [xaxis, yaxis]) {
  const [x, y] = [toPixels(xaxis, arrays.x), toPixels(yaxis, arrays.y)];
  const lines = polylines(x, y);
  paintLines(ctx, Drawing, trace, lines, yaxis);
  if (isArrows(trace)) paintHeads(ctx, Drawing, trace, lines);
  else if (trace.mode.includes("markers")) paintMarkers(ctx, Drawing, trace, x, y);
}

/** @param {Brush} ctx @param {number[][]} lines */
function strokeLines(ctx, lines) {
  ctx.beginPath();
  for (const line of lines) {
    ctx.moveTo(line[0], line[1]);
    for (let i = 2; i < line.length; i += 2) ctx.lineTo(line[i], line[i + 1]);
  }
  ctx.stroke();
}

/** Fill each line down to the pixel `zero`; without one, as a polygon. @param {Brush} ctx @param {number[][]} lines @param {number} [zero] */
function fillLines(ctx, lines, zero) {
  for (const line of lines) {
    ctx.beginPath();
    ctx.moveTo(line[0], zero ?? line[1]);
    for (let i = 0; i < line.length; i += 2) ctx.lineTo(line[i], line[i + 1]);
    if (zero !== undefined) ctx.lineTo(line[line.length - 2], zero);
    ctx.fill();
  }
}

/** @param {Brush} ctx @param {Json} Drawing @param {Json} trace @param {number[][]} lines @param {Json} yaxis */
function paintLines(ctx, Drawing, trace, lines, yaxis) {
  ctx.fillStyle = trace.fillcolor ?? "";
  if (trace.fill === "toself") fillLines(ctx, lines);
  if (trace.fill === "tozeroy") {
    fillLines(ctx, lines, yaxis._offset + yaxis.c2p(yaxis.type === "log" ? yaxis.range[0] : 0));
  }
  if (!trace.mode.includes("lines") || !trace.line.width) return;
  const { color, width, dash } = trace.line;
  const pattern = Drawing.dashStyle(dash || "solid", width);
  ctx.strokeStyle = color;
  ctx.lineWidth = width;
  ctx.lineJoin = ctx.lineCap = "round";
  if (pattern) {
    ctx.lineCap = "butt";
    ctx.setLineDash(pattern.split(",").map(parseFloat));
  }
  strokeLines(ctx, lines);
  ctx.setLineDash([]);
}

/** @type {(Drawing: Json, symbol: number, radius: number) => Path2D} */
const outline = (Drawing, symbol, radius) => new Path2D(Drawing.symbolFuncs[symbol % 100](radius, 0, 0));

/** @type {(turn: number, x: number, y: number) => DOMMatrix} */
const turned = (turn, x, y) =>
  new DOMMatrix([Math.cos(turn), Math.sin(turn), -Math.sin(turn), Math.cos(turn), x, y]);

/** @param {Brush} ctx @param {Json} Drawing @param {Json} trace @param {number[][]} lines */
function paintHeads(ctx, Drawing, trace, lines) {
  const { color, symbol } = trace.marker;
  const head = outline(Drawing, Drawing.symbolNumber(at(symbol, 1)), trace.meta.head / 2);
  const heads = new Path2D();
  for (const line of lines) {
    const end = tip(line);
    if (end) heads.addPath(head, turned(end.turn, end.x, end.y));
  }
  ctx.fillStyle = at(color, 1);
  ctx.fill(heads);
}

/**
 * Markers that look the same are one path: a canvas fills one large path faster than many small ones.
 * @param {Brush} ctx
 * @param {Json} Drawing
 * @param {Json} trace
 * @param {Numbers} x
 * @param {Numbers} y
 */
function paintMarkers(ctx, Drawing, trace, x, y) {
  const { marker } = trace;
  /** @type {Map<string, Path2D>} symbol and radius -> its outline */
  const outlines = new Map();
  const looks = new Map();
  for (let i = 0; i < x.length; i++) {
    if (!Number.isFinite(x[i]) || !Number.isFinite(y[i])) continue;
    const symbol = Drawing.symbolNumber(at(marker.symbol, i));
    const radius = at(marker.size, i) / 2;
    const shape = `${symbol} ${radius}`;
    if (!outlines.has(shape)) outlines.set(shape, outline(Drawing, symbol, radius));
    const open = symbol % 200 >= 100 || Drawing.symbolNoFill[symbol % 100];
    const width = at(marker.line?.width ?? 0, i) || (open ? 1 : 0);
    const [color, opacity] = [at(marker.color, i), at(marker.opacity ?? 1, i)];
    const edge = width && (open ? color : at(marker.line.color, i));
    const alone = width || opacity < 1 ? i : ""; // one that shows where it overlaps
    const key = `${shape} ${color} ${opacity} ${alone}`;
    if (!looks.has(key)) looks.set(key, { path: new Path2D(), color, opacity, open, width, edge });
    looks.get(key).path.addPath(outlines.get(shape), turned(0, x[i], y[i]));
  }
  const alpha = ctx.globalAlpha;
  for (const { path, color, opacity, open, width, edge } of looks.values()) {
    ctx.globalAlpha = alpha * opacity;
    ctx.fillStyle = color;
    if (!open) ctx.fill(path);
    if (!width) continue;
    Object.assign(ctx, { lineWidth: width, strokeStyle: edge });
    ctx.stroke(path);
  }
}
