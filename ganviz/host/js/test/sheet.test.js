import assert from "node:assert/strict";
import { test } from "node:test";

import { penFor } from "../sheet.js";

const LEFT = { button: 0, shiftKey: false };
const RIGHT = { button: 2, shiftKey: false };

test("a curve is drawn with the left button only", () => {
  const curve = { meta: { draw: true } };
  const pen = penFor(curve, LEFT);
  assert.deepEqual(pen.merge({ x: [0, 9], y: [0, 0] }, { x: [4], y: [5] }, { x: 1 }).x, [0, 4, 9]);
  assert.equal(penFor(curve, RIGHT), null);
});

test("in the plane the right button, or shift, takes points away", () => {
  const plane = { meta: { draw: "free" } };
  const points = { x: [0, 9], y: [0, 0] };
  const [stroke, unit] = [{ x: [0.1], y: [0.1] }, { x: 0.1, y: 0.1 }];
  assert.deepEqual(penFor(plane, LEFT).merge(points, stroke, unit).x, [0, 9, 0.1]);
  for (const press of [RIGHT, { button: 0, shiftKey: true }]) {
    assert.deepEqual(penFor(plane, press).merge(points, stroke, unit).x, [9]);
  }
  assert.equal(penFor(plane, { button: 1 }), null);
});
