// What plotly draws: the figure itself, its size, its legend, and what of its layout moves.
import { dressPaths } from "./dress.js";
import { copied, figureOf, heightOf, isArrows } from "./figure.js";
import { arrowSizes, clamp } from "./geometry.js";
import { makeSwitches, missing } from "./legend.js";
import { Plotly } from "./plotly.js";

/** @import {Figure, Guard, Json, Palette, Picture} from "./types" */
/** @import {Source} from "./source.js" */

const CONFIG = {
  displaylogo: false,
  modeBarButtons: [["toImage"]],
  toImageButtonOptions: { scale: 2, filename: "ganviz" },
  responsive: false,
  showTips: false, // "Double-click on legend ..." would lie over the controls
};
const COMFORT = 640; // pixels of width below which type becomes smaller
const LEAST = 0.7;

/**
 * @typedef {object} Owner what the host says, and wants to know
 * @property {() => {palette: Palette, scale: number, fills: boolean}} look fills: as high as there is room
 * @property {(uids: string[]) => void} hidden in the legend
 * @property {() => void} plotted something, perhaps since a person has used the legend
 * @property {Guard} guard
 */

export class Plot {
  /** @type {Json} what plotly's layout has of the frames' */
  applied = {};
  /** @type {Map<string, boolean>} what a person has switched in the legend: uid -> off */
  switched = new Map();
  /** @type {WeakSet<Element>} words of legends that have been made switches */
  switches = new WeakSet();
  size = { width: 0, height: 0 };
  scale = 1;
  top = 0; // the figure's own margin above
  room = 0; // pixels above the figure for more rows of its legend
  count = 0; // how often it has been drawn anew

  /** @param {HTMLElement} stage @param {Figure} gd @param {Source} source @param {Owner} owner */
  constructor(stage, gd, source, owner) {
    this.stage = stage;
    this.gd = gd;
    this.source = source;
    this.owner = owner;
  }

  /** The height of the figure: what the screen leaves, or its own and what its legend needs. */
  height() {
    const { scale } = this;
    const { fills } = this.owner.look();
    const picture = /** @type {Picture} */ (this.source.picture);
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
    const picture = /** @type {Picture} */ (source.picture);
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
    this.applied = { ...source.layout };
    this.size = { width, height };
    this.count += 1;
    this.makeRoom();
  }

  /**
   * Fit the figure to this width; whether it had to be drawn anew, as it has another scale there.
   * @param {number} width
   */
  fit(width) {
    if (this.scaleFor(width) !== this.scale) {
      this.draw(width);
      return true;
    }
    const height = this.height();
    if (width === this.size.width && height === this.size.height) return false;
    this.size = { width, height };
    Plotly.relayout(this.gd, { width, height });
    this.makeRoom();
    return false;
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
    const off = [];
    for (const trace of gd._fullData) {
      const given = this.source.picture?.data.find(({ uid }) => uid === trace.uid);
      const was = this.switched.get(trace.uid) ?? given?.visible === "legendonly";
      const is = trace.visible !== true;
      if (!given || given.visible === false) continue; // what Python hides is no person's choice
      if (is !== was) this.switched.set(trace.uid, is);
      if (is) off.push(trace.uid);
    }
    this.owner.hidden(off);
    makeSwitches(gd, this.switches, this.owner.guard);
    this.owner.plotted();
  }

  /** Fill the real traces, for hover, zoom and PNG. @param {Set<string>} live */
  settle(live) {
    const { gd, source } = this;
    const filled = gd._fullData.filter((/** @type {Json} */ trace) => live.has(trace.uid));
    const values = filled.map((/** @type {Json} */ trace) => copied(source.arrays.get(trace.uid) ?? {}));
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

  close() {
    if (this.gd._fullLayout) Plotly.purge(this.gd);
  }
}
