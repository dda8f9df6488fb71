// Arrays as they travel: a header of lengths and ONE buffer of float32.

/** @import {Arrays, ByUid, Header} from "./types" */

/**
 * [{uid, x: length, y: length}, {uid, z: [rows, columns]}, ...] and a buffer -> uid -> {x, y} of Float32Array, or
 * {z} of rows, each a Float32Array. A trace whose x stays has no x here.
 * @param {Header} header
 * @param {ArrayBufferView | ArrayBuffer | undefined} buffer
 * @returns {ByUid}
 */
export function unpack(header, buffer) {
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
      arrays[name] = Array.isArray(size)
        ? Array.from({ length: size[0] }, () => take(uid, size[1]))
        : take(uid, size);
    }
    traces.set(uid, arrays);
  }
  if (at !== floats.length) throw new Error(`${floats.length - at} numbers too many`);
  return traces;
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
