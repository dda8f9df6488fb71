// Arrays as they travel: a header of lengths and ONE buffer, in which each array begins at a multiple of 4 bytes.

/** @import {Arrays, ByUid, Header} from "./types" */

/**
 * [{uid, x: length, y: length}, {uid, z: [rows, columns]}, ...] and a buffer -> uid -> {x, y} of Float32Array, or
 * {z} of rows, each a Float32Array. A trace whose x stays has no x here; behind {y: {size, head, tail}} stand only
 * the numbers between a head and a tail that the page holds already; behind {z: {size, low, high}} whole steps from
 * low to high, of one byte in rows and of two in a list, where the highest step of all stands for nan.
 * @param {Header} header
 * @param {ArrayBufferView | ArrayBuffer | undefined} buffer
 * @param {ByUid} held
 * @returns {ByUid}
 */
export function unpack(header, buffer, held = new Map()) {
  const bytes = aligned(buffer ?? new ArrayBuffer(0));
  /** @type {ByUid} */
  const traces = new Map();
  let at = 0;
  /** @type {<T>(Kind: {new (b: ArrayBufferLike, o: number, n: number): T}, width: number, uid: string, n: number) => T} */
  const take = (Kind, width, uid, n) => {
    const start = at;
    at += Math.ceil((n * width) / 4) * 4;
    if (at > bytes.byteLength) throw new Error(`too few numbers for trace ${uid}`);
    return new Kind(bytes.buffer, bytes.byteOffset + start, n);
  };
  for (const { uid, ...sizes } of header) {
    /** @type {Record<string, any>} */
    const arrays = {};
    for (const [name, told] of Object.entries(sizes)) {
      const { size, head, tail, low, high } = told.size === undefined ? { size: told } : told;
      const [n, columns] = Array.isArray(size) ? [size[0] * size[1], size[1]] : [size, 0];
      const floats =
        low === undefined ? take(Float32Array, 4, uid, n)
        : columns ? scaled(take(Uint8Array, 1, uid, n), low, high, 255)
        : scaled(take(Uint16Array, 2, uid, n), low, high, 65535);
      if (columns) arrays[name] = Array.from({ length: size[0] }, (_, i) => floats.subarray(i * columns, (i + 1) * columns));
      else if (head === undefined) arrays[name] = floats;
      else arrays[name] = splice(/** @type {any} */ (held.get(uid))?.[name], { head, tail }, floats);
    }
    traces.set(uid, arrays);
  }
  if (at !== bytes.byteLength) throw new Error(`${(bytes.byteLength - at) / 4} numbers too many`);
  return traces;
}

/** @param {Uint8Array | Uint16Array} steps @param {number} low @param {number} high @param {number} blank */
function scaled(steps, low, high, blank) {
  const step = (high - low) / (blank - 1);
  const floats = new Float32Array(steps.length); // a loop is many times faster than Float32Array.from
  for (let i = 0; i < steps.length; i++) floats[i] = steps[i] === blank ? NaN : low + steps[i] * step;
  return floats;
}

/** An array with new numbers between its head and its tail. @param {Float32Array} before @param {{head: number, tail: number}} stay @param {Float32Array} between */
export function splice(before, { head, tail }, between) {
  const after = new Float32Array(head + between.length + tail);
  after.set(before.subarray(0, head));
  after.set(between, head);
  after.set(before.subarray(before.length - tail), head + between.length);
  return after;
}

/**
 * The bytes, at a place where floats may begin.
 * @param {ArrayBufferView | ArrayBuffer} buffer
 */
function aligned(buffer) {
  if (!ArrayBuffer.isView(buffer)) return new Uint8Array(buffer);
  const { buffer: bytes, byteOffset, byteLength } = buffer;
  const whole = new Uint8Array(bytes, byteOffset, byteLength);
  return byteOffset % 4 === 0 ? whole : whole.slice();
}

/**
 * Let newer arrays take the place of those before; what is not named stays.
 * @param {ByUid} all
 * @param {ByUid} newer
 */
export function merge(all, newer) {
  for (const [uid, arrays] of newer) all.set(uid, { ...all.get(uid), ...arrays });
}
