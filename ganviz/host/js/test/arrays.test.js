import assert from "node:assert/strict";
import { test } from "node:test";

import { merge, unpack } from "../arrays.js";

const header = [{ uid: "a", x: 2, y: 2 }, { uid: "b", x: 1, y: 1 }];
const numbers = Float32Array.of(0, 1, 10, NaN, 5, 6);

test("a buffer is cut into the arrays that its header names", () => {
  const traces = unpack(header, new DataView(numbers.buffer));
  assert.deepEqual([...traces.get("a").x], [0, 1]);
  assert.deepEqual([...traces.get("a").y], [10, NaN]);
  assert.deepEqual([...traces.get("b").y], [6]);
  assert.deepEqual([...unpack(header, numbers.buffer).get("b").x], [5]);
  assert.equal(unpack([], undefined).size, 0);
});

test("a buffer that does not start on a multiple of four is read all the same", () => {
  const bytes = new Uint8Array(numbers.byteLength + 3);
  bytes.set(new Uint8Array(numbers.buffer), 3);
  assert.deepEqual([...unpack(header, new DataView(bytes.buffer, 3)).get("b").x], [5]);
});

test("a buffer of the wrong length is refused", () => {
  const cut = (n) => new DataView(numbers.buffer, 0, n * 4);
  assert.throws(() => unpack(header, cut(5)), /too few numbers for trace b/);
  assert.throws(() => unpack(header.slice(0, 1), cut(6)), /2 numbers too many/);
});

test("a heat map arrives as rows", () => {
  const traces = unpack([{ uid: "d", z: [2, 3] }], numbers.buffer);
  assert.deepEqual(traces.get("d").z.map((row) => [...row]), [[0, 1, 10], [NaN, 5, 6]]);
});

test("an array that is not sent again stays", () => {
  const all = new Map([["a", { x: [1], y: [2] }], ["b", { x: [3], y: [4] }]]);
  merge(all, new Map([["a", { y: [9] }]]));
  assert.deepEqual([...all], [["a", { x: [1], y: [9] }], ["b", { x: [3], y: [4] }]]);
});

test("of a curve that has grown only the new numbers come", () => {
  const held = new Map([["a", { y: Float32Array.of(1, 2, 3, 7, 8) }]]);
  const traces = unpack([{ uid: "a", y: { size: 2, head: 3, tail: 1 } }], Float32Array.of(4, 5).buffer, held);
  assert.deepEqual([...traces.get("a").y], [1, 2, 3, 4, 5, 8]);
  assert.deepEqual([...held.get("a").y], [1, 2, 3, 7, 8], "what is held may still be on the screen");
});

test("whole steps of one byte (rows) or two (a list) stand between a lowest and a highest number", () => {
  const bytes = new Uint8Array(8);
  bytes.set([0, 254, 127, 255], 0);
  new Uint16Array(bytes.buffer, 4).set([0, 65534]);
  const traces = unpack(
    [{ uid: "d", z: { size: [1, 4], low: -1, high: 1 } }, { uid: "fake", x: { size: 2, low: 2, high: 5 } }],
    bytes.buffer,
  );
  assert.deepEqual(traces.get("d").z.map((row) => [...row]), [[-1, 1, 0, NaN]]);
  assert.deepEqual([...traces.get("fake").x], [2, 5]);
});
