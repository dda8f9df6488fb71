// The numbers of a recording: each array of each trace in a column of its own, as `ganviz.host.columns` describes it.
import { splice } from "./arrays.js";

/** @import {ByUid, Header, Json, Numbers} from "./types" */

/** Bytes that stand in planes, all lowest ones first -> numbers. @param {Uint8Array} bytes @param {number} width */
function together(bytes, width) {
  const n = bytes.length / width;
  const mixed = new Uint8Array(bytes.length);
  for (let plane = 0; plane < width; plane++) {
    for (let i = 0; i < n; i++) mixed[i * width + plane] = bytes[plane * n + i];
  }
  return mixed.buffer;
}

/** A column, from which parts are taken in the order in which they were shown. */
class Column {
  at = 0;
  /** @type {Uint16Array | Uint8Array | null} places of the part before */
  last = null;

  /** @param {Json} told @param {Uint8Array} bytes */
  constructor(told, bytes) {
    this.told = told;
    const { kind } = told;
    if (kind === "float") this.numbers = new Float32Array(together(bytes, 4));
    else this.numbers = kind === "step1" ? bytes : new Uint16Array(together(bytes, 2));
  }

  /** The next n numbers. @param {number} n */
  take(n) {
    const { numbers, told } = this;
    const part = numbers.slice(this.at, (this.at += n));
    if (part.length < n) throw new Error(`too few numbers for trace ${told.uid}`);
    if (part instanceof Float32Array) return part;
    const wide = told.kind === "step2";
    if (told.before !== "nothing") {
      const last = told.before === "moment" && this.last?.length === n ? this.last : null;
      let before = 0;
      for (let i = 0; i < n; i++) {
        const difference = wide ? (part[i] >> 1) ^ -(part[i] & 1) : part[i];
        part[i] = (last ? last[i] : before) + difference; // modulo 256 or 65,536
        before = part[i];
      }
    }
    this.last = part;
    const blank = wide ? 65535 : 255;
    const floats = new Float32Array(n);
    for (let i = 0; i < n; i++) floats[i] = part[i] === blank ? NaN : told.low + part[i] * told.step;
    return floats;
  }
}

/**
 * The reader of the moments' arrays, which are to be read in order: (number of the moment, what there is) -> what is new.
 * @param {Json} message with moments and columns
 * @param {Uint8Array} numbers
 * @returns {(moment: number, held: Map<string, Json>) => Map<string, Json>}
 */
export function columns({ moments, columns: all }, numbers) {
  /** @type {Map<string, Column>} */
  const found = new Map();
  let at = 0;
  for (const told of all) found.set(`${told.uid} ${told.key}`, new Column(told, numbers.subarray(at, (at += told.bytes))));
  return (moment, held) => {
    const news = new Map();
    for (const { uid, ...sizes } of /** @type {Header} */ (moments[moment].header)) {
      /** @type {Json} */
      const arrays = {};
      for (const [key, told] of Object.entries(sizes)) {
        const { size, head, tail } = told.size === undefined ? { size: told, head: undefined, tail: 0 } : told;
        const [n, width] = Array.isArray(size) ? [size[0] * size[1], size[1]] : [size, 0];
        const floats = /** @type {Column} */ (found.get(`${uid} ${key}`)).take(n);
        if (width) arrays[key] = Array.from({ length: size[0] }, (_, i) => floats.subarray(i * width, (i + 1) * width));
        else arrays[key] = head === undefined ? floats : splice(held.get(uid)[key], { head, tail }, floats);
      }
      news.set(uid, arrays);
    }
    return news;
  };
}
