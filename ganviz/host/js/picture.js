// The picture: a plotly figure, and over it a canvas for what is live.
import Drawing from "plotly.js/src/components/drawing";

import { Cells } from "./cells.js";
import { listenForClicks } from "./clicks.js";
import { element } from "./dom.js";
import { dressPaths } from "./dress.js";
import { copied, figureOf, heightOf, isArrows } from "./figure.js";
import { arrowSizes, clamp } from "./geometry.js";
import { Handles } from "./handles.js";
import { hideOriginals, paint, stack } from "./layer.js";
import { makeSwitches, missing } from "./legend.js";
import { Plotly } from "./plotly.js";
import { Sheet } from "./sheet.js";

/** @import {ByUid, Figure, Guard, Json, Palette} from "./types" */
/** @import {Points} from "./geometry.js" */
/** @import {Source} from "./source.js" */

const CONFIG = {
  displaylogo: false,
  modeBarButtons: [["toImage"]],
  toImageButtonOptions: { scale: 2, filename: "ganviz" },
  responsive: false,
  showTips: false, // "Double-click on legend ..." would lie over the controls
};
const REST = 400; // ms without news after which what is final goes into plotly's own traces
const ECHO = 500; // ms after the answer for which a drawn curve waits for the figure's own

const BLINK = 100; // ms after which a page that is not laid out is looked at again
const COMFORT = 640; // pixels of width below which type becomes smaller
const LEAST = 0.7;

let count = 0;

/**
 * @typedef {object} Owner what the host says, and wants to know
 * @property {() => {palette: Palette, scale: number, fills: boolean}} look fills: as high as there is room
 * @property {() => void} drawn something, if only a part that plotly had not drawn yet
 * @property {() => void} painted with the newest picture or frame
 * @property {(uids: string[]) => void} hidden in the legend
 * @property {Guard} guard
 */

export class Picture {
  /** @type {Set<string>} traces whose newest arrays only the canvas shows */
  live = new Set();
  /** @type {Map<string, Points>} what a person is drawing */
  echo = new Map();
  /** @type {Json} what plotly's layout has of the frames' */
  applied = {};
  /** @type {Map<string, boolean>} what a person has switched in the legend: uid -> off */
  switched = new Map();
  /** @type {WeakSet<Element>} words of legends that have been made switches */
  switches = new WeakSet();
  /** @type {Set<"figure" | "size" | "frame" | "rest" | "paint">} what is out of date */
  dirty = new Set();
  size = { width: 0, height: 0 };
  scale = 1;
  top = 0; // the figure's own margin above
  room = 0; // pixels above the figure for more rows of its legend
  frames = 0;
  plots = 0;
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
    /** @type {Figure} */
    this.gd = element("div", "ganviz-figure", this.stage);
    this.layer = element("div", "ganviz-layer", this.stage);
    this.canvas = element("canvas", "ganviz-canvas", null);
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
    if (!this.gd._fullLayout || dirty.has("figure")) this.draw(width);
    else this.fit(width);
    this.relay();
    if (dirty.has("rest")) this.settle();
    this.repaint();
    this.owner.drawn();
    if (!dirty.has("figure") && !dirty.has("frame")) return;
    if (dirty.has("frame")) this.frames += 1;
    clearTimeout(this.timer);
    // The canvas shows it at once; plotly's own redraw waits for a hand that moves a slider.
    if (this.source.about.final && this.live.size) this.timer = setTimeout(() => this.mark("rest"), REST);
    this.owner.painted();
  }

  /** The height of the figure: what the screen leaves, or its own and what its legend needs. */
  height() {
    const { scale } = this;
    const { fills } = this.owner.look();
    const picture = /** @type {import("./types").Picture} */ (this.source.picture);
    const own = Math.round(heightOf(picture) * scale) + this.room;
    this.stage.style.height = fills ? "" : `${own}px`;
    return fills ? Math.floor(this.stage.clientHeight) : own;
  }

  /** A narrow page gets smaller type, so that panels do not write into each other. @param {number} width */
  scaleFor(width) {
    return this.owner.look().scale * clamp(Math.round((width / COMFORT) * 20) / 20, [LEAST, 1]);
  }

  /** @param {number} width */
  draw(width) {
    const { gd, source } = this;
    const { palette } = this.owner.look();
    const scale = (this.scale = this.scaleFor(width));
    const picture = /** @type {import("./types").Picture} */ (source.picture);
    /** @param {string} uid */
    const off = (uid) => this.switched.get(uid);
    const { data, layout } = figureOf(picture, source.arrays, source.layout, { palette, scale, off });
    this.top = layout.margin?.t ?? 100; // plotly's own
    const margin = { ...layout.margin, t: this.top + this.room };
    const height = this.height();
    const modebar = { bgcolor: "rgba(0,0,0,0)", color: palette.faint, activecolor: palette.ink };
    const first = !gd._fullLayout;
    Plotly.react(gd, data, { modebar, ...layout, margin, width, height, autosize: false }, CONFIG);
    if (first) gd.on("plotly_afterplot", this.owner.guard(() => this.plotted()));
    if (first) this.plotted();
    this.live.clear();
    this.applied = { ...source.layout };
    this.size = { width, height };
    this.plots += 1;
    this.makeRoom();
  }

  /** The page has another size. @param {number} width */
  fit(width) {
    if (this.scaleFor(width) !== this.scale) return this.draw(width);
    const height = this.height();
    if (width === this.size.width && height === this.size.height) return;
    this.size = { width, height };
    Plotly.relayout(this.gd, { width, height });
    this.makeRoom();
  }

  /** A narrow page wraps the legend upwards: the figure grows by its rows, and nothing else moves. */
  makeRoom() {
    const room = missing(this.gd, this.room);
    if (room === this.room) return;
    this.room = room;
    const height = this.height();
    this.size = { ...this.size, height };
    Plotly.relayout(this.gd, { height, "margin.t": this.top + room });
  }

  /** What frames have moved in the layout. */
  relay() {
    const entries = Object.entries(this.source.layout).filter(([path, value]) => value !== this.applied[path]);
    if (!entries.length) return;
    const parts = Object.fromEntries(entries);
    Object.assign(this.applied, parts);
    const { palette } = this.owner.look();
    Plotly.relayout(this.gd, dressPaths(structuredClone(parts), palette, this.scale));
  }

  /** Plotly has drawn: perhaps because a person has switched a trace off or on in the legend. */
  plotted() {
    const { gd } = this;
    const off = gd._fullData.filter((/** @type {Json} */ trace) => trace.visible !== true);
    for (const trace of gd._fullData) {
      const given = this.source.picture?.data.find(({ uid }) => uid === trace.uid);
      const was = this.switched.get(trace.uid) ?? given?.visible === "legendonly";
      const is = trace.visible !== true;
      if (given && given.visible !== false && is !== was) this.switched.set(trace.uid, is);
    }
    this.owner.hidden(off.map((/** @type {Json} */ trace) => trace.uid));
    makeSwitches(gd, this.switches, this.owner.guard);
    this.mark("paint");
  }

  /** Fill the real traces, for hover, zoom and PNG, and clear the canvas. */
  settle() {
    const { gd, live, source } = this;
    const filled = gd._fullData.filter((/** @type {Json} */ trace) => live.has(trace.uid));
    const values = filled.map((/** @type {Json} */ trace) => copied(source.arrays.get(trace.uid) ?? {}));
    live.clear();
    if (!filled.length) return;
    const update = {
      // plotly leaves alone what is undefined
      x: values.map((/** @type {Json} */ { x }) => x),
      y: values.map((/** @type {Json} */ { y }) => y),
      z: values.map((/** @type {Json} */ { z }) => z),
      "marker.size": filled.map((/** @type {Json} */ trace, /** @type {number} */ i) =>
        isArrows(trace) && values[i].x ? arrowSizes(values[i].x.length, trace.meta.head) : undefined,
      ),
    };
    Plotly.restyle(gd, update, filled.map((/** @type {Json} */ trace) => trace.index));
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
    if (this.gd._fullLayout) Plotly.purge(this.gd);
    this.live.clear();
    this.echo.clear();
  }
}
