import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { columns } from "../columns.js";
import { RecordedSource, placeOf } from "../recorded.js";

/** What Python writes: the length of its JSON, the JSON, the numbers. */
function encode(message, numbers) {
  const words = new TextEncoder().encode(JSON.stringify(message));
  const bytes = new Uint8Array(4 + words.length + numbers.length);
  new DataView(bytes.buffer).setUint32(0, words.length, true);
  bytes.set(words, 4);
  bytes.set(numbers, 4 + words.length);
  return bytes;
}

const look = { picture: { data: [{ uid: "p" }, { uid: "d" }], layout: { a: 1 } }, painted: ["p"], moves: [], arrays: { p: "xy", d: "z" } };
const column = (uid, key, bytes, more) => ({ uid, key, bytes, ...more });

/** Five moments: p's y grows, d's z changes with the third, the last has a look of its own. */
function recording(more = {}) {
  const moments = [
    { picture: 0, header: [{ uid: "p", x: 2, y: 2 }, { uid: "d", z: [1, 2] }], layout: { "xaxis.range": [0, 1] }, readout: "r0", step: 0 },
    { header: [{ uid: "p", y: { size: 1, head: 1, tail: 0 } }], readout: "r1", step: 10 },
    { header: [{ uid: "d", z: [1, 2] }], readout: "r2", step: 20, state: { note: "n" } },
    { header: [], layout: { "xaxis.range": [0, 2] }, readout: "r3", step: 30 },
    { picture: 1, header: [], readout: "r4", step: 40 },
  ];
  const all = [
    column("p", "x", 8, { kind: "float" }),
    column("p", "y", 6, { kind: "step2", before: "point", low: 0, step: 0.5 }),
    column("d", "z", 4, { kind: "step1", before: "moment", low: -1, step: 1 }),
  ];
  const numbers = [
    ...[0, 0, 0, 0, 0, 128, 0, 63], // x: 0 and 1 as floats, all lowest bytes first
    ...[2, 4, 2, 0, 0, 0], // y: 1, 1 + 2, and behind the head 1, in steps of 1/2
    ...[1, 254, 255, 0], // z: 1 and 1 + 254, which is nan; then 1 less, and nan again
  ];
  const state = { settings: { a: 0 }, off: ["b"], note: "", message: { text: "recorded" }, clock: { playing: false, position: 0, length: 0, step: 0, rate: 0, speed: 10 }, words: { play: "Play" } };
  const pictures = [look, { ...look, arrays: { p: "y" } }];
  return encode({ state: { ...state, ...more.state }, sweep: more.sweep ?? null, pictures, moments, columns: all }, Uint8Array.from(numbers));
}

function open(more) {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  const source = new RecordedSource(recording(more));
  let now = 0;
  source.now = () => now;
  const pass = (ms, step = 10) => {
    for (let passed = 0; passed < ms; passed += step) {
      now += step;
      mock.timers.tick(step);
    }
  };
  const calls = [];
  source.hosts.add({ changed: (key) => calls.push(key), drawn: () => calls.push("drawn"), moved: (uids) => calls.push([...uids]) });
  return { source, pass, calls };
}

const numbersOf = (source) => Object.fromEntries([...source.arrays].map(([uid, own]) => [uid, Object.fromEntries(Object.entries(own).map(([key, a]) => [key, key === "z" ? a.map((row) => [...row]) : [...a]]))]));

test("it shows its first moment, and mirrors what Python showed", () => {
  const { source } = open();
  assert.deepEqual(numbersOf(source), { p: { x: [0, 1], y: [0.5, 1.5] }, d: { z: [[0, NaN]] } });
  assert.deepEqual(source.layout, { "xaxis.range": [0, 1] });
  assert.deepEqual(source.about, { final: true, readout: "r0" });
  assert.equal(source.state.clock.length, 5);
  assert.equal(source.state.message.text, "recorded");
});

test("any moment can be sought, forwards and backwards", () => {
  const { source, calls } = open();
  const first = numbersOf(source);
  source.move("seek", 3);
  assert.deepEqual(numbersOf(source), { p: { x: [0, 1], y: [0.5, 0.5] }, d: { z: [[-1, NaN]] } });
  assert.deepEqual([source.state.clock.position, source.state.clock.step, source.about.readout, source.state.note], [3, 30, "r3", "n"]);
  assert.deepEqual(source.layout, { "xaxis.range": [0, 2] });
  assert.ok(calls.includes("drawn"), "plotly has to draw what the canvas does not paint");
  source.move("seek", 4);
  assert.deepEqual(numbersOf(source), { p: { y: [0.5, 0.5] } }, "another look has other arrays");
  source.move("seek", 0);
  assert.deepEqual(numbersOf(source), first);
  assert.deepEqual([source.layout, source.state.note], [{ "xaxis.range": [0, 1] }, ""]);
  calls.length = 0;
  source.move("seek", 1);
  assert.ok(!calls.includes("drawn"), "what the canvas paints moves alone");
  assert.deepEqual(calls.filter(Array.isArray), [["p"]]);
});

test("it plays in its own time, pauses, and begins again after the end", () => {
  const { source, pass } = open();
  source.act("play");
  assert.ok(source.playing);
  pass(1100);
  assert.deepEqual([source.state.clock.step, source.about.final], [10, false]);
  source.act("pause");
  assert.deepEqual([source.playing, source.about.final], [false, true]);
  pass(5000);
  assert.equal(source.state.clock.step, 10, "a pause stands still");
  source.act("speed", 100);
  source.act("play");
  pass(1000);
  assert.deepEqual([source.state.clock.step, source.playing, source.about.final], [40, false, true]);
  source.act("play");
  assert.deepEqual([source.state.clock.step, source.playing], [0, true]);
  pass(120);
  assert.equal(source.state.clock.step, 10);
  source.move("seek", 3);
  assert.ok(!source.playing);
  pass(1000);
  assert.equal(source.state.clock.step, 30);
});

test("what only Python can do, and what a legend does, changes nothing", () => {
  const { source } = open();
  for (const what of ["step", "reset", "only", "tab"]) source.act(what, 1);
  for (const what of ["hidden", "drag", "draw", "click"]) source.move(what, []);
  assert.equal(source.state.clock.position, 0);
});

test("a slider shows the nearest picture that was recorded", () => {
  const { source } = open({ sweep: [["a", [0, 1]], ["b", ["u", "v"]]], state: { clock: null, settings: { a: 1, b: "u" } } });
  assert.equal(source.at, 2, "of the settings of then");
  source.set({ b: "v" });
  assert.equal(source.at, 3);
  source.set({ a: 0.4 });
  assert.equal(source.at, 0, "this recording says of no moment that b is v");
  assert.deepEqual([placeOf([0, 0.5, 1], 0.7), placeOf(["u", "v"], "v"), placeOf(["u"], "w"), placeOf([true, false], false)], [1, 1, -1, 1]);
});

test("numbers that are missing are an error that names the trace", () => {
  const read = columns({ moments: [{ header: [{ uid: "p", y: 3 }] }], columns: [column("p", "y", 4, { kind: "step2", before: "nothing", low: 0, step: 1 })] }, new Uint8Array(4));
  assert.throws(() => read(0, new Map()), /too few numbers for trace p/);
});
