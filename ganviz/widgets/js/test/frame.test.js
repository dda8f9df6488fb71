import assert from "node:assert/strict";
import { test } from "node:test";

import { changed, unpack } from "../frame.js";

const header = { traces: [{ uid: "a", x: 2, y: 2 }, { uid: "b", x: 1, y: 1 }] };
const numbers = Float32Array.of(0, 1, 10, NaN, 5, 6);

test("a buffer is cut into the arrays that its header names", () => {
  const traces = unpack(header, new DataView(numbers.buffer));
  assert.deepEqual([...traces.get("a").x], [0, 1]);
  assert.deepEqual([...traces.get("a").y], [10, NaN]);
  assert.deepEqual([...traces.get("b").y], [6]);
});

test("a buffer that does not start on a multiple of four is read all the same", () => {
  const bytes = new Uint8Array(numbers.byteLength + 3);
  bytes.set(new Uint8Array(numbers.buffer), 3);
  const traces = unpack(header, new DataView(bytes.buffer, 3));
  assert.deepEqual([...traces.get("b").x], [5]);
});

test("a buffer of the wrong length is refused", () => {
  const cut = (n) => new DataView(numbers.buffer, 0, n * 4);
  assert.throws(() => unpack(header, cut(5)), /too short for trace b/);
  assert.throws(() => unpack({ traces: header.traces.slice(0, 1) }, cut(6)), /2 numbers too many/);
});

test("only what changed is laid out again", () => {
  const applied = { "xaxis.range": [0, 1], "yaxis.range": [0, 2], shapes: [{ x0: 1 }] };
  const layout = { "xaxis.range": [0, 1], "yaxis.range": [0, 4], shapes: [{ x0: 1 }] };
  assert.deepEqual(changed(layout, applied), { "yaxis.range": [0, 4] });
  assert.deepEqual(changed({ shapes: [{ x0: 2 }] }, applied), { shapes: [{ x0: 2 }] });
  assert.deepEqual(changed(null, applied), {});
});

test("a heat map arrives as rows", () => {
  const traces = unpack({ traces: [{ uid: "d", z: [2, 3] }] }, new DataView(numbers.buffer));
  assert.deepEqual(traces.get("d").z.map((row) => [...row]), [[0, 1, 10], [NaN, 5, 6]]);
  const long = { traces: [{ uid: "d", z: [3, 3] }] };
  assert.throws(() => unpack(long, new DataView(numbers.buffer)), /too short for trace d/);
});
