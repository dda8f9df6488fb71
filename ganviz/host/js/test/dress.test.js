import assert from "node:assert/strict";
import { test } from "node:test";

import { colour, dress, dressPaths } from "../dress.js";
import { figureOf, withPaths } from "../figure.js";
import { isDark, opaque } from "../theme.js";

const palette = { data: "#000000", generator: "#009E73", ground: "#ffffff" };

test("a role becomes a colour, with its opacity, wherever it stands; other words stay", () => {
  assert.equal(colour("@generator", palette), "#009E73");
  assert.equal(colour("@generator/0.35", palette), "rgba(0,158,115,0.35)");
  assert.equal(colour("white", palette), "white");
  assert.throws(() => colour("@gennerator", palette), /@gennerator/);
  const scale = { colorscale: [[0, "@ground"], [1, "@generator"]] };
  assert.deepEqual(dress(scale, palette, 2).colorscale, [[0, "#ffffff"], [1, "#009E73"]]);
});

test("sizes grow with the scale, and numbers of the data do not", () => {
  const trace = {
    line: { width: 3 },
    marker: { size: [4, 6], line: { width: 1 } },
    width: 0.8,
    contours: { size: 0.1 },
    textfont: { size: 10 },
    zmax: 5,
  };
  assert.deepEqual(dress(trace, palette, 2), {
    line: { width: 6 },
    marker: { size: [8, 12], line: { width: 2 } },
    width: 0.8,
    contours: { size: 0.1 },
    textfont: { size: 20 },
    zmax: 5,
  });
  const layout = { margin: { l: 60, t: 34 }, xaxis: { ticklen: 4, title: { standoff: 10 }, range: [0, 9] } };
  assert.deepEqual(dress(layout, palette, 0.5), {
    margin: { l: 30, t: 17 },
    xaxis: { ticklen: 2, title: { standoff: 5 }, range: [0, 9] },
  });
});

test("parts of a layout by path are dressed like the whole", () => {
  const parts = { "xaxis.range": [0, 1], "xaxis.tickfont.size": 10, shapes: [{ line: { width: 1, color: "@data" } }] };
  assert.deepEqual(dressPaths(parts, palette, 2), {
    "xaxis.range": [0, 1],
    "xaxis.tickfont.size": 20,
    shapes: [{ line: { width: 2, color: "#000000" } }],
  });
});

test("a path leads into the layout, which stays as it was", () => {
  const layout = { xaxis: { range: [0, 1], title: "x" } };
  const moved = withPaths(layout, { "xaxis.range": [0, 2], "yaxis.range": [3, 4] });
  assert.deepEqual(moved, { xaxis: { range: [0, 2], title: "x" }, yaxis: { range: [3, 4] } });
  assert.deepEqual(layout.xaxis.range, [0, 1]);
  const images = [{ source: "", x: 0 }, { source: "", x: 1 }];
  assert.deepEqual(withPaths({ images }, { "images[1].source": "data:," }).images, [
    { source: "", x: 0 },
    { source: "data:,", x: 1 },
  ]);
});

const view = { palette, scale: 2, off: () => undefined };

test("a trace without points gets one that is nowhere: plotly gives it no style otherwise", () => {
  const picture = { data: [{ uid: "a", name: "none yet" }], layout: {} };
  const [trace] = figureOf(picture, new Map([["a", { x: [], y: [] }]]), {}, view).data;
  assert.deepEqual([[...trace.x], [...trace.y]], [[NaN], [NaN]]);
});

test("arrows have heads at their ends only, in the view's size", () => {
  const arrows = { uid: "a", marker: { size: 8 }, meta: { kind: "arrows" } };
  const arrays = new Map([["a", { x: [0, 1, NaN], y: [0, 1, NaN] }]]);
  const [trace] = figureOf({ data: [arrows], layout: {} }, arrays, {}, view).data;
  assert.deepEqual(trace.marker.size, [0, 16, 0]);
  assert.equal(trace.meta.head, 16);
});

test("what a person has switched off stays off in the next picture, and what Python hides hidden", () => {
  const data = [{ uid: "a" }, { uid: "b" }, { uid: "c", visible: false }];
  const off = (uid) => ({ a: true, c: false })[uid];
  const shown = figureOf({ data, layout: {} }, new Map(), {}, { ...view, off }).data;
  assert.deepEqual(shown.map(({ visible }) => visible), ["legendonly", undefined, false]);
});

test("a page is dark if its background is", () => {
  assert.equal(isDark(opaque("rgb(17, 17, 17)")), true);
  assert.equal(isDark(opaque("rgb(255, 255, 255)")), false);
  assert.equal(opaque("rgba(0, 0, 0, 0)"), null);
});
