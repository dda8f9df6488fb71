import assert from "node:assert/strict";
import { test } from "node:test";

import { neighbour } from "../cells.js";
import { nameOf, ringOf } from "../handles.js";

const named = (more) => ({ uid: "handle", name: "trace 7", _input: {}, ...more });

test("a handle is called what its hover text says, else by its trace's own name", () => {
  const pair = named({ hovertext: ["drag: <i>D</i>", "drag: <i>p</i><sub>g</sub>"] });
  assert.deepEqual([0, 1].map((i) => nameOf(pair, i, 2)), ["drag: D", "drag: p_g"]);
  assert.equal(nameOf(named({ _input: { name: "data" } }), 2, 3), "data 3");
  assert.equal(nameOf(named({ hovertext: "mean" }), 0, 1), "mean");
  assert.equal(nameOf(named(), 0, 1), "handle", "never by the name that plotly makes up");
});

test("the ring around a white marker has the colour of its edge", () => {
  const edged = { marker: { color: "#ffffff", line: { width: 3, color: "#009e73" } } };
  assert.equal(ringOf(edged, 0), "#009e73");
  const plain = { marker: { color: ["black", "green"], line: { width: 0, color: "#444" } } };
  assert.equal(ringOf(plain, 1), "green");
});

test("arrow keys stay in the table", () => {
  const z = [[0, 0, 0], [0, 0, 0]];
  assert.deepEqual(neighbour("ArrowDown", [2, 0], z), [2, 1]);
  assert.deepEqual(neighbour("ArrowDown", [2, 1], z), [2, 1]);
  assert.deepEqual(neighbour("ArrowRight", [2, 1], z), [2, 1]);
  assert.equal(neighbour("x", [0, 0], z), null);
});
