// A picture names roles and house units; a view has colours and pixels. Pure: plain data in, plain data out.

/** @import {Json, Palette} from "./types" */

const SIZES = new Set([
  "arrowwidth", "ax", "ay", "borderpad", "borderwidth", "gridwidth", "itemwidth", "linewidth", "outlinewidth", "pad",
  "standoff", "thickness", "ticklen", "tickwidth", "tracegroupgap", "xpad", "xshift", "ypad", "yshift", "zerolinewidth",
]); // prettier-ignore
const MARGINS = new Set(["l", "r", "t", "b"]);

/**
 * Whether a number under this key is a size in house units. "width" and "size" are more than one thing in plotly: a
 * bar's width and the step of a contour are in the data's own units.
 * @param {string} key
 * @param {string} parent the key of the object that holds it
 */
export function isSize(key, parent) {
  if (SIZES.has(key)) return true;
  if (key === "size") return parent.endsWith("font") || parent === "marker";
  if (key === "width") return parent.endsWith("line");
  return parent === "margin" && MARGINS.has(key);
}

/**
 * "@data" or "@data/0.5" -> a colour; any other text stays.
 * @param {string} text
 * @param {Palette} palette
 */
export function colour(text, palette) {
  if (!text.startsWith("@")) return text;
  const [role, opacity] = text.slice(1).split("/");
  const solid = palette[role];
  if (!solid) throw new Error(`no colour is called ${text}`);
  if (opacity === undefined) return solid;
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(solid.slice(at, at + 2), 16));
  return `rgba(${red},${green},${blue},${opacity})`;
}

/**
 * A copy of a part of a picture in the colours of a palette, its sizes times the scale.
 * @param {Json} part
 * @param {Palette} palette
 * @param {number} scale
 * @param {string} [key] under which it stands
 * @param {string} [parent] the key above that
 * @returns {Json}
 */
export function dress(part, palette, scale, key = "", parent = "") {
  if (typeof part === "string") return colour(part, palette);
  if (typeof part === "number") return isSize(key, parent) ? part * scale : part;
  if (Array.isArray(part)) return part.map((each) => dress(each, palette, scale, key, parent));
  if (part === null || typeof part !== "object" || ArrayBuffer.isView(part)) return part;
  const entries = Object.entries(part).map(([name, value]) => [name, dress(value, palette, scale, name, key)]);
  return Object.fromEntries(entries);
}

/**
 * The same for parts of a layout by path, {"xaxis.range": [0, 1], "shapes": [...]}.
 * @param {Record<string, Json>} parts
 * @param {Palette} palette
 * @param {number} scale
 */
export function dressPaths(parts, palette, scale) {
  const entries = Object.entries(parts).map(([path, value]) => {
    const [key, parent = ""] = path.split(".").reverse();
    return [path, dress(value, palette, scale, key, parent)];
  });
  return Object.fromEntries(entries);
}
