// A frame as it travels: a header of lengths and ONE float32 buffer.

/**
 * header.traces: [{uid, x: length, y: length}, {uid, z: [rows, columns]}, ...]
 * -> Map uid -> {x, y} of Float32Array, or {z} of rows, each a Float32Array.
 */
export function unpack(header, view) {
  const aligned = view.byteOffset % 4 === 0 ? view : new DataView(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
  const floats = new Float32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength >> 2);
  const traces = new Map();
  let at = 0;
  const take = (uid, length) => {
    if (at + length > floats.length) throw new Error(`frame is too short for trace ${uid}`);
    return floats.subarray(at, (at += length));
  };
  for (const { uid, ...sizes } of header.traces) {
    const arrays = {};
    for (const [name, size] of Object.entries(sizes)) {
      arrays[name] = Array.isArray(size)
        ? Array.from({ length: size[0] }, () => take(uid, size[1]))
        : take(uid, size);
    }
    traces.set(uid, arrays);
  }
  if (at !== floats.length) throw new Error(`frame has ${floats.length - at} numbers too many`);
  return traces;
}

/** The entries of a layout, such as {"xaxis.range": [0, 1]}, that differ from those of `applied`. */
export function changed(layout, applied) {
  const differs = ([key, value]) => JSON.stringify(value) !== JSON.stringify(applied[key]);
  return Object.fromEntries(Object.entries(layout ?? {}).filter(differs));
}
