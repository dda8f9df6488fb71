import assert from "node:assert/strict";
import { test } from "node:test";

import { along, append, arrowSizes, between, clamp, erase, mergeStroke, polylines, tip } from "../geometry.js";

test("a gap cuts a line in two", () => {
  const lines = polylines([0, 1, NaN, 3, 4, 5], [0, 1, 2, 3, Infinity, 5]);
  assert.deepEqual(lines, [[0, 0, 1, 1], [3, 3], [5, 5]]);
});

test("an arrow ends where its line ends and points along the last segment", () => {
  const turn = (x, y) => tip([0, 0, x, y]).turn;
  assert.equal(turn(0, -9), 0); // up the screen
  assert.equal(turn(9, 0), Math.PI / 2);
  assert.equal(turn(0, 9), Math.PI);
  assert.deepEqual(tip([5, 5, 0, 0, 0, 8]), { x: 0, y: 8, turn: Math.PI });
  assert.equal(tip([3, 3, 3, 3]), null);
  assert.equal(tip([3, 3]), null);
});

test("start, end, gap: only ends have heads", () => {
  assert.deepEqual(arrowSizes(6, 8), [0, 8, 0, 0, 8, 0]);
});

test("clamp takes its bounds in either order", () => {
  assert.equal(clamp(5, [3, 1]), 3);
  assert.equal(clamp(0, [1, 3]), 1);
  assert.equal(clamp(2, [3, 1]), 2);
});

test("a stroke replaces the curve where it passes, and nothing else", () => {
  const x = Array.from({ length: 11 }, (_, i) => i);
  const curve = { x, y: x.map(() => 0) };
  const merged = mergeStroke(curve, { x: [3, 4, 5], y: [1, 2, 3] }, 0.5);
  assert.deepEqual(merged.x, x);
  assert.deepEqual(merged.y, [0, 0, 0, 1, 2, 3, 0, 0, 0, 0, 0]);
});

test("a stroke may go leftwards, and the later pass wins", () => {
  const merged = mergeStroke({ x: [], y: [] }, { x: [2, 1, 0, 1], y: [5, 6, 7, 9] }, 0.5);
  assert.deepEqual(merged, { x: [0, 1, 2], y: [7, 9, 5] });
});

test("whatever is drawn stays a function: x strictly increases", () => {
  let curve = { x: [0, 10], y: [0, 0] };
  let seed = 1;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  for (let k = 0; k < 50; k++) {
    const stroke = { x: Array.from({ length: 30 }, () => 10 * random()), y: [] };
    stroke.y = stroke.x.map(() => random());
    curve = mergeStroke(curve, stroke, 0.1);
    assert.ok(curve.x.every((value, i) => i === 0 || value > curve.x[i - 1]));
  }
  assert.ok(curve.x.length < 250);
});

test("a fast hand leaves no holes", () => {
  const points = between({ x: 0, y: 0 }, { x: -10, y: 5 }, 2);
  assert.equal(points.length, 5);
  assert.deepEqual(points.at(-1), { x: -10, y: 5 });
  assert.deepEqual(between({ x: 1, y: 0 }, { x: 1, y: 5 }, 2), [{ x: 1, y: 5 }]);
});

test("points in the plane keep their distance, however the hand moves", () => {
  let last = { x: 0, y: 0 };
  const points = [last];
  for (const to of [{ x: 3, y: 0 }, { x: 5, y: 0 }, { x: 5, y: 40 }, { x: -20, y: 40 }]) {
    for (const step of along(last, to, 6)) points.push((last = step));
  }
  assert.equal(points.length, 1 + 6 + 4);
  for (let i = 1; i < points.length; i++) {
    const gap = Math.hypot(points[i].x - points[i - 1].x, points[i].y - points[i - 1].y);
    assert.ok(Math.abs(gap - 6) < 1e-9);
  }
});

test("points are appended in the order of the hand", () => {
  const drawn = append({ x: [9], y: [8] }, { x: [3, 1], y: [0, 2] });
  assert.deepEqual(drawn, { x: [9, 3, 1], y: [8, 0, 2] });
});

test("the rubber clears an ellipse around each point of its stroke", () => {
  const points = { x: [0, 1.9, 2.1, 0, 0], y: [0, 0, 0, 0.9, 1.1] };
  assert.deepEqual(erase(points, { x: [0, 50], y: [0, 50] }, 2, 1), { x: [2.1, 0], y: [0, 1.1] });
});
