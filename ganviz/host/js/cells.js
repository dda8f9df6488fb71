// A table that a person clicks, by keyboard: a frame around one cell, which arrow keys move.
import { at, axesOf, toPixels } from "./axes.js";
import { attributes, element } from "./dom.js";
import { KEYS, clamp } from "./geometry.js";
import { plain } from "./words.js";

/** @import {Figure, Guard, Json, Numbers} from "./types" */

/** @param {Json} trace */
const isTable = ({ meta, type, texttemplate, visible }) =>
  Boolean(meta?.click && type === "heatmap" && texttemplate && visible === true);

/**
 * The cell to which an arrow key leads from [column, row], row 0 on top; null for another key.
 * @param {string} key
 * @param {number[]} cell
 * @param {Numbers[]} z
 */
export function neighbour(key, [column, row], z) {
  const step = KEYS[key];
  if (!step) return null;
  return [clamp(column + step[0], [0, z[0].length - 1]), clamp(row - step[1], [0, z.length - 1])];
}

/** The frame over a heat map with words and meta.click whose cells are 0, 1, 2 ... on both axes. */
export class Cells {
  cell = [0, 0];

  /**
   * @param {HTMLElement} layer
   * @param {Figure} gd
   * @param {{report: (what: "click", value: object) => void, guard: Guard}} tools report for Enter or the space bar
   */
  constructor(layer, gd, { report, guard }) {
    this.gd = gd;
    this.frame = element("div", "ganviz-cell", layer, { tabIndex: 0 });
    this.frame.setAttribute("role", "button");
    this.frame.addEventListener("keydown", guard((/** @type {KeyboardEvent} */ event) => this.press(event, report)));
  }

  get table() {
    return this.gd._fullData.find(isTable);
  }

  /** @param {KeyboardEvent} event @param {(what: "click", value: object) => void} report */
  press(event, report) {
    const { table, cell } = this;
    const next = neighbour(event.key, cell, table.z);
    const enters = event.key === "Enter" || event.key === " ";
    if (!next && !enters) return;
    event.preventDefault();
    this.cell = next ?? cell;
    this.sync();
    if (enters) report("click", { uid: table.uid, x: cell[0], y: cell[1] });
  }

  sync() {
    const { frame, table, gd } = this;
    frame.hidden = !table;
    if (!table) return;
    const [xaxis, yaxis] = axesOf(gd, table);
    const [column, row] = this.cell;
    const [left, right] = toPixels(xaxis, [column - 0.5, column + 0.5]);
    const [top, bottom] = toPixels(yaxis, [row - 0.5, row + 0.5]);
    Object.assign(frame.style, {
      left: `${left}px`,
      top: `${top}px`,
      width: `${right - left}px`,
      height: `${bottom - top}px`,
    });
    const named = [at(yaxis.ticktext, row), at(xaxis.ticktext, column)].map((name) => plain(`${name}`));
    attributes(frame, { "aria-label": `${named.join(", ")}: ${plain(`${table.text[row][column]}`)}` });
  }
}
