// Handles: an invisible disc over each marker that a person can drag. It has the cursor, works with touch, pen and
// arrow keys, and plotly's own mouse handling below it never hears of the drag.
import { at, axesOf, find, place, toData, toPixels } from "./axes.js";
import { attributes, element } from "./dom.js";
import { KEYS, clamp } from "./geometry.js";
import { plain } from "./words.js";

/** @import {Figure, Guard, Json} from "./types" */
/** @typedef {HTMLElement & {px: number, py: number}} Disc */
/**
 * @typedef {object} Tools
 * @property {(trace: Json) => {x: number[], y: number[]}} arrays of a trace, as they are shown now
 * @property {(what: "drag" | "draw" | "click", value: any, final: boolean) => void} report
 * @property {Guard} guard
 */

/** Where a pixel is in the data of a trace, kept within its axes. @param {Figure} gd @param {Json} trace @param {{x: number, y: number}} point */
export function dataAt(gd, trace, point) {
  const [xaxis, yaxis] = axesOf(gd, trace);
  return { x: clamp(toData(xaxis, point.x), xaxis.range), y: clamp(toData(yaxis, point.y), yaxis.range) };
}

/** What a screen reader calls marker `index`: its hover text, or the name that the figure gives its trace. @param {Json} trace @param {number} index @param {number} count */
export function nameOf({ hovertext, uid, _input }, index, count) {
  const own = at(hovertext, index);
  const which = count > 1 && !Array.isArray(hovertext) ? ` ${index + 1}` : "";
  return plain(`${own || _input?.name || uid}${which}`);
}

/** The colour of the ring around a marker: that of its edge, as its inside may be white. @param {Json} trace @param {number} index */
export function ringOf({ marker }, index) {
  const edged = at(marker?.line?.width ?? 0, index) > 0;
  const color = at(edged ? marker.line.color : marker?.color, index);
  return typeof color === "string" ? color : "";
}

/** @param {number} value */
const short = (value) => `${Number(Number(value).toPrecision(3))}`;

/** Let a screen reader know where a handle is. @param {Disc} disc @param {Json} trace @param {{x: number[], y: number[]}} arrays @param {number} index @param {[Json, Json]} axes */
function tell(disc, trace, { x, y }, index, [xaxis, yaxis]) {
  const along = trace.meta.drag === "y" ? y : x;
  const [low, high] = [...(along === y ? yaxis : xaxis).range].sort((a, b) => a - b);
  const plane = trace.meta.drag === "xy";
  attributes(disc, {
    "aria-valuemin": short(low),
    "aria-valuemax": short(high),
    "aria-valuenow": short(along[index]),
    "aria-valuetext": plane ? `${short(x[index])}, ${short(y[index])}` : short(along[index]),
  });
}

/** The discs over the markers of every trace with meta.drag. */
export class Handles {
  /** @type {Disc | null} */
  held = null;
  /** @type {Map<string, Disc>} */
  discs = new Map();

  /** @param {HTMLElement} layer @param {Figure} gd @param {Tools} tools */
  constructor(layer, gd, tools) {
    this.layer = layer;
    this.gd = gd;
    this.tools = tools;
  }

  sync() {
    const { gd } = this;
    const seen = new Set();
    for (const trace of gd._fullData) {
      if (!trace.meta?.drag || trace.visible !== true) continue;
      const arrays = this.tools.arrays(trace);
      const [xaxis, yaxis] = axesOf(gd, trace);
      const [px, py] = [toPixels(xaxis, arrays.x), toPixels(yaxis, arrays.y)];
      for (let index = 0; index < px.length; index++) {
        const key = `${trace.uid} ${index}`;
        seen.add(key);
        const disc = this.discs.get(key) ?? this.make(key, trace, index, px.length);
        disc.dataset.drag = trace.meta.drag;
        disc.style.color = ringOf(trace, index);
        disc.hidden = !Number.isFinite(px[index]) || !Number.isFinite(py[index]);
        if (this.held !== disc && !disc.hidden) this.move(disc, px[index], py[index]);
        tell(disc, trace, arrays, index, [xaxis, yaxis]);
      }
    }
    for (const [key, disc] of this.discs) {
      if (seen.has(key)) continue;
      disc.remove();
      this.discs.delete(key);
    }
  }

  /** @param {Disc} disc @param {number} x @param {number} y */
  move(disc, x, y) {
    disc.style.transform = `translate(${x}px, ${y}px)`;
    Object.assign(disc, { px: x, py: y });
  }

  /** A person has moved marker `index` to these pixels. @param {Disc} disc @param {string} uid @param {number} index @param {{x: number, y: number}} point @param {boolean} final */
  act(disc, uid, index, point, final) {
    const { gd, tools } = this;
    const trace = find(gd, uid);
    if (!trace) return;
    const free = trace.meta.drag;
    const now = tools.arrays(trace);
    const to = dataAt(gd, trace, point);
    const x = free.includes("x") ? to.x : now.x[index];
    const y = free.includes("y") ? to.y : now.y[index];
    const [xaxis, yaxis] = axesOf(gd, trace);
    this.move(disc, toPixels(xaxis, [x])[0], toPixels(yaxis, [y])[0]);
    tools.report("drag", { uid, index, x, y }, final);
  }

  /** @param {string} key @param {Json} trace @param {number} index @param {number} count */
  make(key, trace, index, count) {
    const { uid } = trace;
    const made = element("div", "ganviz-handle", this.layer, { tabIndex: 0 });
    const disc = Object.assign(made, { px: 0, py: 0 });
    disc.dataset.uid = uid;
    attributes(disc, { role: "slider", "aria-label": nameOf(trace, index, count) });
    /** @type {(type: string, handler: (event: any) => void) => void} */
    const on = (type, handler) => disc.addEventListener(type, this.tools.guard(handler));
    on("pointerdown", (event) => {
      if (event.button) return;
      disc.setPointerCapture(event.pointerId);
      disc.focus({ preventScroll: true });
      this.held = disc;
      event.preventDefault();
      event.stopPropagation();
    });
    on("pointermove", (event) => {
      if (this.held === disc) this.act(disc, uid, index, place(event, this.gd), false);
    });
    /** @param {PointerEvent} event */
    const release = (event) => {
      if (this.held !== disc) return;
      this.act(disc, uid, index, place(event, this.gd), true);
      this.held = null;
    };
    on("pointerup", release);
    on("pointercancel", release);
    on("keydown", (event) => {
      const step = KEYS[event.key];
      if (!step) return;
      const size = event.shiftKey ? 10 : 2;
      this.act(disc, uid, index, { x: disc.px + step[0] * size, y: disc.py - step[1] * size }, true);
      event.preventDefault();
      event.stopPropagation();
    });
    this.discs.set(key, disc);
    return disc;
  }
}
