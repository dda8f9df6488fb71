// The picture: a plotly figure, and over it a canvas for what is live.
import Drawing from "plotly.js/src/components/drawing";

import { Cells } from "./cells.js";
import { listenForClicks } from "./clicks.js";
import { element } from "./dom.js";
import { Handles } from "./handles.js";
import { hideOriginals, paint, stack } from "./layer.js";
import { Plot } from "./plot.js";
import { Sheet } from "./sheet.js";

/** @import {ByUid, Figure, Json} from "./types" */
/** @import {Points} from "./geometry.js" */
/** @import {Source} from "./source.js" */

const REST = 400; // ms without news after which what is final goes into plotly's own traces
const ECHO = 500; // ms after the answer for which a drawn curve waits for the figure's own
const BLINK = 100; // ms after which a page that is not laid out is looked at again

let count = 0;

/**
 * @typedef {Omit<import("./plot.js").Owner, "plotted"> & {
 *   drawn: () => void, painted: () => void,
 * }} Owner drawn: something, if only what plotly had not drawn yet; painted: the newest picture or frame
 */

export class Picture {
  /** @type {Set<string>} traces whose newest arrays only the canvas shows */
  live = new Set();
  /** @type {Map<string, Points>} what a person is drawing */
  echo = new Map();
  /** @type {Set<"figure" | "size" | "frame" | "rest" | "paint">} what is out of date */
  dirty = new Set();
  frames = 0;
  visible = true;
  closed = false;
  request = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  timer = undefined;

  /**
   * @param {HTMLElement} parent
   * @param {Source} source
   * @param {Owner} owner
   */
  constructor(parent, source, owner) {
    this.source = source;
    this.owner = owner;
    this.scope = `ganviz-${(count += 1)}-${Math.random().toString(36).slice(2)}`;
    this.stage = element("div", `ganviz-stage ${this.scope}`, parent);
    this.rule = element("style", "", this.stage);
    this.zoom = element("div", "ganviz-zoom", this.stage);
    /** @type {Figure} */
    this.gd = element("div", "ganviz-figure", this.zoom);
    this.layer = element("div", "ganviz-layer", this.zoom);
    this.canvas = element("canvas", "ganviz-canvas", null);
    this.plot = new Plot(this.stage, this.zoom, this.gd, source, { ...owner, plotted: () => this.mark("paint") });
    const { guard } = owner;
    const tools = {
      guard,
      /** @param {Json} trace */
      arrays: (trace) => ({ x: trace.x, y: trace.y, ...this.shown().get(trace.uid) }),
      /** @type {(uid: string, curve: Points) => void} */
      echo: (uid, curve) => {
        this.echo.set(uid, curve);
        this.mark("paint");
      },
      /** @type {(what: "drag" | "draw" | "click", value: any, final?: boolean) => void} */
      report: (what, value, final = true) => this.report(what, value, final),
    };
    this.handles = new Handles(this.layer, this.gd, tools);
    this.sheet = new Sheet(this.layer, this.gd, tools);
    this.cells = new Cells(this.layer, this.gd, tools);
    listenForClicks(this.gd, tools);
  }

  /** What a person does to the figure. @param {"drag" | "draw" | "click"} what @param {any} value @param {boolean} final */
  report(what, value, final) {
    const key = `${what} ${value.uid} ${value.index ?? ""}`;
    const answered = () => final && what === "draw" && this.unecho(value.uid);
    this.source.move(what, what === "click" ? value : { ...value, final }, { final, key, answered });
  }

  /** The drawn curve is the figure's affair now: it gives way when the figure's own comes, or soon. @param {string} uid */
  unecho(uid) {
    setTimeout(() => {
      if (this.sheet.pen) return; // another stroke
      this.echo.delete(uid);
      this.mark("paint");
    }, ECHO);
  }

  /** What the canvas shows. @returns {ByUid} */
  shown() {
    /** @type {ByUid} */
    const shown = new Map();
    for (const uid of this.live) shown.set(uid, this.source.arrays.get(uid) ?? {});
    for (const [uid, curve] of this.echo) shown.set(uid, curve);
    return shown;
  }

  /** Arrays have moved. @param {Iterable<string>} uids @param {boolean} now or with a later frame */
  moved(uids, now) {
    for (const uid of uids) {
      this.live.add(uid);
      if (!this.sheet.pen) this.echo.delete(uid);
    }
    if (now) this.mark("frame");
  }

  /** Something is out of date: put it right before the next painting of the screen, at most once. @param {"figure" | "size" | "frame" | "rest" | "paint"} what */
  mark(what) {
    this.dirty.add(what);
    this.wake();
  }

  wake() {
    const asleep = this.closed || !this.source.picture || !this.visible || document.hidden;
    if (asleep || this.request || !this.dirty.size) return;
    this.request = requestAnimationFrame(
      this.owner.guard(() => {
        this.request = 0;
        this.update();
      }),
    );
  }

  update() {
    const width = Math.floor(this.stage.clientWidth);
    if (!width) return void setTimeout(() => this.wake(), BLINK); // nobody tells of the end of a short blink
    const { dirty } = this;
    this.dirty = new Set();
    const anew = !this.gd._fullLayout || dirty.has("figure");
    if (anew) this.plot.draw(width);
    else this.plot.fit(width);
    if (anew) this.live.clear();
    this.plot.relay();
    if (dirty.has("rest")) {
      this.plot.settle(this.live);
      this.live.clear();
    }
    this.repaint();
    if (dirty.has("frame")) this.frames += 1;
    this.owner.drawn();
    if (!dirty.has("figure") && !dirty.has("frame")) return;
    clearTimeout(this.timer);
    // The canvas shows it at once; plotly's own redraw waits for a hand that moves a slider.
    if (this.source.about.final && this.live.size) this.timer = setTimeout(() => this.mark("rest"), REST);
    this.owner.painted();
  }

  repaint() {
    const { canvas, gd, rule } = this;
    const stacked = stack(gd._fullData, this.shown());
    hideOriginals(gd, rule, `.${this.scope}`, stacked);
    paint(canvas, gd, Drawing, stacked);
    this.handles.sync();
    this.cells.sync();
    this.sheet.sync(this.source.state.draw);
  }

  close() {
    this.closed = true;
    cancelAnimationFrame(this.request);
    clearTimeout(this.timer);
    this.plot.close();
    this.live.clear();
    this.echo.clear();
  }
}
