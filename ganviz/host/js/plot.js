// What plotly draws: the figure itself, its size, its legend, and what of its layout moves.
import { dressPaths } from "./dress.js";
import { copied, figureOf, heightOf, isArrows } from "./figure.js";
import { arrowSizes } from "./geometry.js";
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
const COMFORT = 680; // pixels of width that panels and legends need

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
  top = 0; // the figure's own margin above
  room = 0; // pixels above the figure for more rows of its legend
  count = 0; // how often it has been drawn anew

  /** @param {HTMLElement} stage @param {HTMLElement} zoom @param {Figure} gd @param {Source} source @param {Owner} owner */
  constructor(stage, zoom, gd, source, owner) {
    this.stage = stage;
    this.zoom = zoom;
    this.gd = gd;
    this.source = source;
    this.owner = owner;
  }

  /**
   * How large the figure is drawn on a stage of this width. On a narrow one it is drawn as wide as it needs to be for
   * its panels and legends, and shown smaller. It is as high as the screen leaves, or as itself and its legend need.
   * @param {number} width
   */
  measure(width) {
    const { stage, zoom } = this;
    const { scale, fills } = this.owner.look();
    const picture = /** @type {Picture} */ (this.source.picture);
    const shrink = Math.min(1, width / COMFORT);
    const own = Math.round(heightOf(picture) * scale) + this.room;
    stage.style.height = fills ? "" : `${Math.round(own * shrink)}px`;
    const size = { width: Math.round(width / shrink), height: fills ? Math.floor(stage.clientHeight / shrink) : own };
    Object.assign(zoom.style, { width: `${size.width}px`, height: `${size.height}px` });
    zoom.style.setProperty("--shrink", `${shrink}`);
    return size;
  }

  /** @param {number} width */
  draw(width) {
    const { gd, source } = this;
    const { palette, scale } = this.owner.look();
    const picture = /** @type {Picture} */ (source.picture);
    /** @param {string} uid */
    const off = (uid) => this.switched.get(uid);
    const { data, layout } = figureOf(picture, source.arrays, source.layout, { palette, scale, off });
    this.top = layout.margin?.t ?? 100; // plotly's own
    const margin = { ...layout.margin, t: this.top + this.room };
    this.size = this.measure(width);
    const modebar = { bgcolor: "rgba(0,0,0,0)", color: palette.faint, activecolor: palette.ink };
    const first = !gd._fullLayout;
    Plotly.react(gd, data, { modebar, ...layout, margin, ...this.size, autosize: false }, CONFIG);
    if (first) gd.on("plotly_afterplot", this.owner.guard(() => this.plotted()));
    if (first) this.plotted();
    this.applied = { ...source.layout };
    this.count += 1;
    this.makeRoom(width);
  }

  /** Fit the figure to a stage of this width. @param {number} width */
  fit(width) {
    const size = this.measure(width);
    if (size.width === this.size.width && size.height === this.size.height) return;
    this.size = size;
    Plotly.relayout(this.gd, { ...size });
    this.makeRoom(width);
  }

  /** A narrow page wraps the legend upwards: the figure grows by its rows, and nothing else moves. @param {number} width */
  makeRoom(width) {
    const room = missing(this.gd, this.room);
    if (room === this.room) return;
    this.room = room;
    this.size = this.measure(width);
    Plotly.relayout(this.gd, { ...this.size, "margin.t": this.top + room });
  }

  /** What frames have moved in the layout. */
  relay() {
    const entries = Object.entries(this.source.layout).filter(([path, value]) => value !== this.applied[path]);
    if (!entries.length) return;
    const parts = Object.fromEntries(entries);
    Object.assign(this.applied, parts);
    const { palette, scale } = this.owner.look();
    Plotly.relayout(this.gd, dressPaths(structuredClone(parts), palette, scale));
  }

  /** Plotly has drawn: perhaps because a person has switched a trace off or on in the legend. */
  plotted() {
    const { gd } = this;
    const off = [];
    for (const trace of gd._fullData) {
      const given = this.source.picture?.data.find(({ uid }) => uid === trace.uid);
      const was = this.switched.get(trace.uid) ?? given?.visible === "legendonly";
      const is = trace.visible === "legendonly"; // plotly hides, with false, what has no number
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
