import assert from "node:assert/strict";
import { test } from "node:test";

import { edges, pixels } from "../heat.js";
import { stack } from "../layer.js";

const shades = Uint32Array.of(10, 11, 12, 13, 14);

test("a number takes the nearest shade, and those outside the range the last", () => {
  const rows = [Float32Array.of(0, 0.12, 0.13), Float32Array.of(1, -7, Infinity)];
  assert.deepEqual([...pixels(rows, 0, 1, shades)], [10, 10, 11, 14, 10, 14]);
});

test("nan is transparent", () => {
  assert.deepEqual([...pixels([Float32Array.of(NaN, -1)], -1, 1, shades)], [0, 10]);
});

test("cells reach half a step beyond their centres", () => {
  assert.deepEqual(edges({ x: [1, 2, 3] }, "x", 3), [0.5, 3.5]);
  assert.deepEqual(edges({ y0: -1, dy: 0.5 }, "y", 5), [-1.25, 1.25]);
  assert.deepEqual(edges({ y0: -1, dy: 0.5 }, "y", 1), [-1.25, -0.75]);
});

const trace = (uid, more = {}) => ({ uid, type: "scatter", xaxis: "x", yaxis: "y", visible: true, ...more });
const heat = (uid, more = {}) => trace(uid, { type: "heatmap", ...more });
const uids = (...args) => stack(...args).map(([{ uid }]) => uid);

test("a live heat map takes the traces of its subplot with it, and those of no other", () => {
  const live = { z: [[1]] };
  const figure = [trace("contours", { x: [1] }), heat("d"), trace("fake"), trace("jsd", { xaxis: "x2" })];
  const stacked = stack(figure, new Map([["d", live]]));
  assert.deepEqual(stacked.map(([{ uid }]) => uid), ["d", "contours", "fake"]);
  assert.equal(stacked[0][1].z, live.z);
  assert.equal(stacked[1][1].x, figure[0].x); // a trace's own data
  assert.deepEqual(uids(figure, new Map([["fake", {}]])), ["fake"]);
});

test("what the legend has switched off neither shows nor covers", () => {
  const figure = [heat("d", { visible: "legendonly" }), trace("real"), trace("fake", { visible: false })];
  assert.deepEqual(uids(figure, new Map([["d", {}], ["fake", {}]])), []);
});
