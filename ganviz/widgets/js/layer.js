// The live layer: traces of the figure painted on a canvas, in the style that the figure gives them.
// Leans on plotly.js internals: gd._fullData, gd._fullLayout, axis.c2p / _offset / _length, and Drawing.
import { polylines, tip } from "./geometry.js";
import { edges, paintHeat } from "./heat.js";

export const axisOf = (gd, id) => gd._fullLayout[id.replace(/^[xy]/, "$&axis")];

export const axesOf = (gd, trace) => [axisOf(gd, trace.xaxis), axisOf(gd, trace.yaxis)];

/** Data -> pixels from the left (top) edge of the figure. */
export function toPixels(axis, values) {
  const pixels = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) pixels[i] = axis._offset + axis.c2p(values[i]);
  return pixels;
}

/** Pixels from the left (top) edge of the figure -> data. */
export const toData = (axis, pixel) => axis.p2c(pixel - axis._offset);

export const isArrows = (trace) => trace.meta?.kind === "arrows";

const isHeat = (trace) => trace.type === "heatmap";

export const at = (value, i) => (ArrayBuffer.isView(value) || Array.isArray(value) ? value[i] : value);

const largest = (value) => {
  const sizes = ArrayBuffer.isView(value) || Array.isArray(value) ? Array.from(value) : [value];
  return sizes.reduce((a, b) => Math.max(a, b), 0);
};

/** The size of an arrow's head: the largest marker, as starts have size 0. */
export const headSize = (trace) => largest(trace.marker?.size ?? 0);

function strokeLines(ctx, lines) {
  ctx.beginPath();
  for (const line of lines) {
    ctx.moveTo(line[0], line[1]);
    for (let i = 2; i < line.length; i += 2) ctx.lineTo(line[i], line[i + 1]);
  }
  ctx.stroke();
}

/** Fill each line down to the pixel `zero`; without one, as a polygon. */
function fillLines(ctx, lines, zero) {
  for (const line of lines) {
    ctx.beginPath();
    ctx.moveTo(line[0], zero ?? line[1]);
    for (let i = 0; i < line.length; i += 2) ctx.lineTo(line[i], line[i + 1]);
    if (zero !== undefined) ctx.lineTo(line[line.length - 2], zero);
    ctx.fill();
  }
}

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

const outline = (Drawing, symbol, radius) => new Path2D(Drawing.symbolFuncs[symbol % 100](radius, 0, 0));

const turned = (turn, x, y) =>
  new DOMMatrix([Math.cos(turn), Math.sin(turn), -Math.sin(turn), Math.cos(turn), x, y]);

function paintHeads(ctx, Drawing, trace, lines) {
  const { color, symbol } = trace.marker;
  const head = outline(Drawing, Drawing.symbolNumber(symbol), headSize(trace) / 2);
  const heads = new Path2D();
  for (const line of lines) {
    const end = tip(line);
    if (end) heads.addPath(head, turned(end.turn, end.x, end.y));
  }
  ctx.fillStyle = at(color, 1);
  ctx.fill(heads);
}

/** Markers that look the same are one path: a canvas fills one large path faster than many small ones. */
function paintMarkers(ctx, Drawing, trace, x, y) {
  const { marker } = trace;
  const outlines = new Map(); // symbol and radius -> Path2D
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

function paintCells(ctx, trace, rows, [xaxis, yaxis]) {
  const [left, right] = toPixels(xaxis, edges(trace, "x", rows[0].length));
  const [bottom, top] = toPixels(yaxis, edges(trace, "y", rows.length));
  paintHeat(ctx, trace, rows, { left, right, top, bottom });
}

function paintPoints(ctx, Drawing, trace, arrays, [xaxis, yaxis]) {
  const [x, y] = [toPixels(xaxis, arrays.x), toPixels(yaxis, arrays.y)];
  const lines = polylines(x, y);
  paintLines(ctx, Drawing, trace, lines, yaxis);
  if (isArrows(trace)) paintHeads(ctx, Drawing, trace, lines);
  else if (trace.mode.includes("markers")) paintMarkers(ctx, Drawing, trace, x, y);
}

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
  if (isHeat(trace)) paintCells(ctx, trace, arrays.z, axes);
  else paintPoints(ctx, Drawing, trace, arrays, axes);
  ctx.restore();
}

const FILLS = ["none", "tozeroy", "toself"];
const isPlain = ({ type, mode, fill }) => type === "scatter" && !mode.includes("text") && FILLS.includes(fill);

/**
 * What the canvas shows, as [trace, arrays] from the bottom up, heat maps first as plotly stacks them.
 * The canvas lies over the figure, so what plotly has drawn above a live trace would lie under it: the
 * rest of its subplot is painted too, from the figure's own data. What the legend has switched off is
 * left out.
 */
export function stack(fullData, live) {
  const subplot = ({ xaxis, yaxis }) => `${xaxis}${yaxis}`;
  const height = (trace) => (isHeat(trace) ? -1 : trace.index);
  const on = fullData.filter((trace) => trace.visible === true);
  const floors = new Map(); // subplot -> height of its lowest live trace
  for (const trace of on.filter(({ uid }) => live.has(uid))) {
    const floor = floors.get(subplot(trace)) ?? Infinity;
    floors.set(subplot(trace), Math.min(floor, height(trace)));
  }
  const own = (trace) => {
    const floor = floors.get(subplot(trace)) ?? Infinity;
    if (floor < 0) return isHeat(trace) ? trace.z : trace.type === "scatter"; // nothing of plotly's is seen
    return height(trace) > floor && isPlain(trace);
  };
  const shown = on.filter((trace) => live.has(trace.uid) || own(trace));
  const lines = shown.filter((trace) => !isHeat(trace));
  return [...shown.filter(isHeat), ...lines].map((trace) => [trace, live.get(trace.uid) ?? trace]);
}

/** Fit the canvas to the figure, sharp on any screen, between the curves and the legend. */
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

/** Paint a stack of traces. */
export function paint(canvas, gd, Drawing, stacked) {
  const ratio = placeCanvas(canvas, gd);
  const ctx = canvas.getContext("2d");
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  ctx.clearRect(0, 0, canvas.width, canvas.height);
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  for (const [trace, arrays] of stacked) paintTrace(ctx, Drawing, gd, trace, arrays);
}

/** Hide what plotly has drawn of a stack: the canvas shows it. */
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
