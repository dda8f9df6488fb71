// The sheet over one subplot on which a person draws: a curve, or points in the plane.
import { axesOf, find, place, toData } from "./axes.js";
import { element } from "./dom.js";
import { along, append, between, erase, mergeStroke } from "./geometry.js";
import { dataAt } from "./handles.js";

/** @import {Figure, Json} from "./types" */
/** @import {Point, Points} from "./geometry.js" */
/** @import {Tools} from "./handles.js" */

const GAP = 2; // pixels between two points of a drawn curve
const SPACING = 6; // pixels between two points drawn in the plane
const RUBBER = 12; // pixels around the pointer that it clears

/**
 * What a stroke is: the pixels at which it leaves points, and what it makes of the points that were there. `unit` is
 * the size of a pixel in data.
 * @typedef {{step: (from: Point, to: Point) => Point[], merge: (points: Points, stroke: Points, unit: Point) => Points}} Pen
 */

/** @type {Pen} */
const graph = {
  step: (from, to) => between(from, to, GAP),
  merge: (points, stroke, unit) => mergeStroke(points, stroke, GAP * unit.x),
};
/** @type {Pen} */
const free = { step: (from, to) => along(from, to, SPACING), merge: append };
/** @type {Pen} */
const rubber = {
  step: free.step,
  merge: (points, stroke, unit) => erase(points, stroke, RUBBER * unit.x, RUBBER * unit.y),
};

/** The pen for a press of the pointer: the right button, or shift, clears points of the plane. @param {Json} trace @param {{button: number, shiftKey: boolean}} press */
export function penFor({ meta }, { button, shiftKey }) {
  if (meta.draw !== "free") return button ? null : graph;
  if (button === 2 || (button === 0 && shiftKey)) return rubber;
  return button ? null : free;
}

export class Sheet {
  /** @type {string | null} */
  uid = null;
  /** @type {Pen | null} */
  pen = null;
  /** @type {Points} what was there when the stroke began */
  base = { x: [], y: [] };
  /** @type {Points} */
  stroke = { x: [], y: [] };
  last = { x: 0, y: 0 };

  /**
   * @param {HTMLElement} layer
   * @param {Figure} gd
   * @param {Tools & {echo: (uid: string, curve: Points) => void}} tools echo shows the curve at once
   */
  constructor(layer, gd, tools) {
    this.gd = gd;
    this.tools = tools;
    const sheet = element("div", "ganviz-sheet", null, { hidden: true });
    layer.prepend(sheet);
    this.sheet = sheet;
    /** @type {(type: string, handler: (event: any) => void) => void} */
    const on = (type, handler) => sheet.addEventListener(type, tools.guard(handler));
    on("pointerdown", (event) => {
      this.pen = penFor(find(gd, this.uid), event);
      if (!this.pen) return;
      sheet.setPointerCapture(event.pointerId);
      this.begin(place(event, gd), this.pen);
      event.preventDefault();
    });
    on("pointermove", (event) => {
      const { pen } = this;
      if (!pen) return;
      const events = event.getCoalescedEvents?.() ?? [];
      for (const part of events.length ? events : [event]) {
        for (const point of pen.step(this.last, place(part, gd))) this.add(point);
      }
      this.show(pen, false);
    });
    const end = () => {
      if (this.pen) this.show(this.pen, true);
      this.pen = null;
    };
    on("pointerup", end);
    on("pointercancel", end);
    on("contextmenu", (event) => {
      event.preventDefault();
      event.stopPropagation();
    });
  }

  /** Lay the sheet over the subplot of trace `uid`, or put it away. @param {string | null} uid */
  sync(uid) {
    this.uid = uid;
    const trace = uid && find(this.gd, uid);
    this.sheet.hidden = !trace?.meta?.draw;
    if (this.sheet.hidden) return;
    const [xaxis, yaxis] = axesOf(this.gd, trace);
    Object.assign(this.sheet.style, {
      left: `${xaxis._offset}px`,
      top: `${yaxis._offset}px`,
      width: `${xaxis._length}px`,
      height: `${yaxis._length}px`,
    });
  }

  /** @param {Point} point @param {Pen} pen */
  begin(point, pen) {
    const { x = [], y = [] } = this.tools.arrays(find(this.gd, this.uid));
    const there = Array.from(x, (_, i) => i).filter((i) => Number.isFinite(x[i]) && Number.isFinite(y[i]));
    this.base = { x: there.map((i) => x[i]), y: there.map((i) => y[i]) };
    this.stroke = { x: [], y: [] };
    this.add(point);
    this.show(pen, false);
  }

  /** @param {Point} point */
  add(point) {
    const { x, y } = dataAt(this.gd, find(this.gd, this.uid), point);
    this.stroke.x.push(x);
    this.stroke.y.push(y);
    this.last = point;
  }

  /** @param {Pen} pen @param {boolean} final */
  show(pen, final) {
    const uid = /** @type {string} */ (this.uid);
    const [x, y] = axesOf(this.gd, find(this.gd, uid)).map((axis) => Math.abs(toData(axis, 1) - toData(axis, 0)));
    const curve = pen.merge(this.base, this.stroke, { x, y });
    this.tools.echo(uid, curve);
    this.tools.report("draw", { uid, ...curve }, final);
  }
}
