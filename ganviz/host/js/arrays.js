// Arrays as they travel: a header of lengths and ONE buffer of float32.

/** @import {Arrays, ByUid, Header} from "./types" */

/**
 * [{uid, x: length, y: length}, {uid, z: [rows, columns]}, ...] and a buffer -> uid -> {x, y} of Float32Array, or
 * {z} of rows, each a Float32Array. A trace whose x stays has no x here; behind {y: {size, head, tail}} stand only
 * the numbers between a head and a tail that the page holds already.
 * @param {Header} header
 * @param {ArrayBufferView | ArrayBuffer | undefined} buffer
 * @param {ByUid} held
 * @returns {ByUid}
 */
export function unpack(header, buffer, held = new Map()) {
  const floats = numbers(buffer ?? new ArrayBuffer(0));
  /** @type {ByUid} */
  const traces = new Map();
  let at = 0;
  /** @type {(uid: string, length: number) => Float32Array} */
  const take = (uid, length) => {
    if (at + length > floats.length) throw new Error(`too few numbers for trace ${uid}`);
    return floats.subarray(at, (at += length));
  };
  for (const { uid, ...sizes } of header) {
    /** @type {Record<string, any>} */
    const arrays = {};
    for (const [name, size] of Object.entries(sizes)) {
      if (Array.isArray(size)) arrays[name] = Array.from({ length: size[0] }, () => take(uid, size[1]));
      else if (typeof size === "number") arrays[name] = take(uid, size);
      else arrays[name] = splice(/** @type {any} */ (held.get(uid))?.[name], size, take(uid, size.size));
    }
    traces.set(uid, arrays);
  }
  if (at !== floats.length) throw new Error(`${floats.length - at} numbers too many`);
  return traces;
}

/** @param {Float32Array} before @param {{head: number, tail: number}} stay @param {Float32Array} between */
function splice(before, { head, tail }, between) {
  const after = new Float32Array(head + between.length + tail);
  after.set(before.subarray(0, head));
  after.set(between, head);
  after.set(before.subarray(before.length - tail), head + between.length);
  return after;
}

/**
 * @param {ArrayBufferView | ArrayBuffer} buffer
 * @returns {Float32Array}
 */
function numbers(buffer) {
  if (!ArrayBuffer.isView(buffer)) return new Float32Array(buffer);
  const { buffer: bytes, byteOffset, byteLength } = buffer;
  const aligned = byteOffset % 4 === 0;
  return aligned
    ? new Float32Array(bytes, byteOffset, byteLength >> 2)
    : new Float32Array(bytes.slice(byteOffset, byteOffset + byteLength));
}

/**
 * Let newer arrays take the place of those before; what is not named stays.
 * @param {ByUid} all
 * @param {ByUid} newer
 */
export function merge(all, newer) {
  for (const [uid, arrays] of newer) all.set(uid, { ...all.get(uid), ...arrays });
}
