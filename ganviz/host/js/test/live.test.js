import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { KernelSource } from "../kernel.js";

const WORDS = { kernel_gone: "gone", kernel_silent: "silent", kernel_waits: "waits" };

/** A source with a model that writes down what it is sent, and a clock that the test moves. */
function open(status, answered = true) {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  const sent = [];
  const listeners = {};
  const model = {
    send: (message) => sent.push(message),
    on: (name, listener) => (listeners[name] = listener),
    off: (name) => delete listeners[name],
    widget_manager: { kernel: { status } },
  };
  const source = new KernelSource(model);
  let now = 0;
  source.now = () => now;
  const pass = (ms) => {
    now += ms;
    mock.timers.tick(ms);
  };
  const say = (message, numbers) => listeners["msg:custom"](message, numbers ? [Float32Array.from(numbers).buffer] : []);
  const answer = (refused = null, { request } = sent.findLast((each) => each.request)) => say({ kind: "done", request, refused });
  if (answered) say({ kind: "state", state: { words: WORDS, settings: { a: 1, b: 1 } } });
  const calls = [];
  source.hosts.add({ changed: (key) => calls.push(key), drawn: () => calls.push("drawn"), moved: (uids, paint) => calls.push(["moved", [...uids], paint]) });
  return { source, model, sent, pass, say, answer, listeners, calls };
}

const picture = { kind: "picture", picture: { data: [{ uid: "p" }], layout: {} }, header: [{ uid: "p", x: 1, y: 1 }], n: 1, final: true, readout: "r" };
const frame = (n, more = {}) => ({ kind: "frame", header: [{ uid: "p", y: 1 }], layout: {}, n, final: false, ...more });

test("it says hello, and mirrors what it is told", () => {
  const { source, sent, say, answer } = open();
  assert.deepEqual(sent, [{ kind: "hello", request: 1 }]);
  say(picture, [1, 2]);
  answer();
  assert.deepEqual([...source.arrays.get("p").y], [2]);
  say(frame(2, { layout: { "xaxis.range": [0, 1] }, clock: { step: 5 } }), [7]);
  assert.deepEqual([...source.arrays.get("p").x, ...source.arrays.get("p").y], [1, 7]);
  assert.deepEqual(source.layout, { "xaxis.range": [0, 1] });
  assert.equal(source.state.clock.step, 5);
  assert.equal(source.about.readout, "r", "a frame without a readout leaves it");
});

test("it says hello until it is answered, more and more rarely", () => {
  const { source, sent, pass, say } = open("idle", false);
  const hellos = () => sent.filter(({ kind }) => kind === "hello").length;
  pass(900);
  assert.equal(hellos(), 1);
  pass(200);
  assert.equal(hellos(), 2);
  pass(1800);
  assert.equal(hellos(), 2);
  pass(200);
  assert.equal(hellos(), 3);
  say({ kind: "state", state: { words: WORDS } });
  pass(60_000);
  assert.equal(hellos(), 3);
  source.close();
});

test("one request of settings is on its way; those that come meanwhile merge, and the newest wins", () => {
  const { source, sent, answer } = open();
  answer();
  source.set({ a: 2 });
  source.set({ a: 3 });
  source.set({ b: 4 });
  source.set({ a: 5 });
  assert.deepEqual(sent.slice(1).map(({ changes }) => changes), [{ a: 2 }]);
  assert.deepEqual(source.wanted, { a: 5, b: 4 });
  answer();
  assert.deepEqual(sent.at(-1).changes, { a: 5, b: 4 });
  answer();
  assert.deepEqual(source.wanted, { a: 1, b: 1 }, "until Python says otherwise");
});

test("a refused change is said, and goes back", () => {
  const { source, sent, answer, calls } = open();
  answer();
  source.set({ a: 99 });
  calls.length = 0;
  answer("a is too large");
  assert.deepEqual(source.state.message, { text: "a is too large", level: "warning" });
  assert.deepEqual(source.wanted, { a: 1, b: 1 });
  assert.ok(calls.includes("settings"));
  source.set({ a: 2 });
  answer();
  assert.deepEqual(source.state.message, {}, "the next one clears it");
  assert.equal(sent.length, 3);
});

test("of moves only the newest waits, but the last of a drag always goes", () => {
  const { source, sent, answer } = open();
  answer();
  const drag = (index, x, final = false) => source.move("drag", { index, x, final }, { final, key: `drag ${index}` });
  for (const x of [1, 2, 3]) drag(0, x);
  drag(0, 4, true);
  drag(1, 5);
  drag(1, 6, true);
  const gone = () => sent.filter(({ what }) => what === "drag").map(({ value }) => value.x);
  assert.deepEqual(gone(), [1]);
  assert.ok(source.moving("drag"));
  for (let i = 0; i < 3; i++) answer();
  assert.deepEqual(gone(), [1, 4, 6]);
  assert.ok(!source.moving("drag"));
});

test("what is painted is said twice a second, and at once when no more comes", () => {
  const { source, sent, pass } = open();
  for (let n = 1; n <= 30; n++) {
    source.painted(n);
    pass(33);
  }
  pass(100);
  const acks = sent.filter(({ kind }) => kind === "ack");
  assert.ok(acks.length <= 3, `${acks.map(({ n }) => n)}`);
  assert.equal(acks.at(-1).n, 30);
  assert.ok(Math.abs(acks.at(-1).waited - 0.1) < 0.05, "seconds since it was painted");
});

test("a press shows before Python knows; after Pause only the picture of the pause is painted", () => {
  const { source, say, answer, calls, pass } = open();
  say(picture, [1, 2]);
  say({ kind: "state", state: { clock: { playing: false } } });
  source.act("play");
  assert.equal(source.playing, true);
  answer();
  say({ kind: "state", state: { clock: { playing: true } } });
  source.act("pause");
  assert.equal(source.playing, false);
  calls.length = 0;
  pass(50);
  say(frame(2, { clock: { playing: true, step: 9 } }), [3]);
  assert.deepEqual(calls, [["moved", ["p"], false]]);
  assert.equal(source.state.clock.step, undefined);
  say(frame(3, { final: true, clock: { playing: false, step: 8 } }), [4]);
  assert.deepEqual(calls.filter((call) => call[0] === "moved").at(-1), ["moved", ["p"], true]);
  assert.equal(source.state.clock.step, 8);
});

test("a run that does not play although it was told to stops looking as if it did", () => {
  const { source, say, answer, pass } = open();
  say({ kind: "state", state: { clock: { playing: false } } });
  source.act("play");
  answer();
  assert.equal(source.playing, true);
  pass(1100);
  assert.equal(source.playing, false);
  source.act("play");
  answer("it has diverged");
  pass(1);
  assert.equal(source.playing, false);
});

test("a kernel that does not answer: it waits, it is silent, it is gone, it is back", () => {
  const { source, answer, pass, model } = open();
  answer();
  source.act("step");
  pass(500);
  assert.equal(source.state.message.text, "waits");
  pass(2500);
  assert.equal(source.state.message.text, "silent");
  answer();
  assert.equal(source.state.message.text, undefined);
  model.widget_manager.kernel.status = "busy";
  source.act("step");
  pass(3000);
  assert.equal(source.state.message.text, "waits");
  model.widget_manager.kernel.status = "dead";
  source.set({ a: 2 });
  pass(3000);
  assert.deepEqual(source.state.message, { text: "gone", level: "error" });
  assert.equal(source.state.gone, true);
  assert.equal(source.playing, false);
  assert.deepEqual(source.wanted, { a: 1, b: 1 });
  source.set({ a: 3 });
  answer();
  assert.equal(source.state.gone, false);
});

test("without a thread what comes shows that Python is at work, and Pause does not pretend", () => {
  const { source, answer, pass, say } = open();
  answer();
  say({ kind: "state", state: { clock: { n: 200, playing: false } } });
  source.act("play");
  assert.equal(source.playing, true);
  pass(500);
  assert.equal(source.state.message.text, "waits");
  say({ kind: "state", state: { message: { text: "training" }, clock: { n: 200, playing: true } } });
  assert.equal(source.state.message.text, "training");
  source.act("pause");
  assert.equal(source.playing, true);
  for (let i = 0; i < 10; i++) {
    pass(400);
    say({ kind: "state", state: { clock: { n: 200, playing: true } } });
    assert.equal(source.state.message.text, "training");
  }
  say({ kind: "state", state: { clock: { n: 200, playing: false } } });
  assert.equal(source.playing, false);
});

test("a comm that throws is gone", async () => {
  const { source, model, answer } = open();
  answer();
  model.send = () => {
    throw new Error("disposed");
  };
  source.set({ a: 2 });
  await null;
  assert.equal(source.state.gone, true);
});

test("what is off in the legends of all hosts need not be sent", () => {
  const { source, sent, answer } = open();
  answer();
  const [one, other] = [{}, {}];
  source.hide(one, ["p"]);
  assert.deepEqual(sent.at(-1).value, ["p"]);
  answer();
  source.hide(other, []);
  assert.deepEqual(sent.at(-1).value, []);
  answer();
  source.hide(other, ["p", "q"]);
  assert.deepEqual(sent.at(-1).value, ["p"]);
});

test("a message that cannot be read is said on the page", () => {
  const { source, say } = open();
  const error = mock.method(console, "error", () => {});
  say({ ...picture, header: [{ uid: "p", x: 9, y: 9 }] }, [1, 2]);
  assert.match(source.state.message.text, /too few numbers/);
  assert.equal(error.mock.callCount(), 1);
});

test("a closed source keeps neither numbers nor listeners", () => {
  const { source, say, listeners, sent, pass } = open();
  say(picture, [1, 2]);
  source.painted(1);
  source.close();
  pass(10_000);
  assert.deepEqual([source.arrays.size, source.picture, Object.keys(listeners)], [0, null, []]);
  assert.equal(sent.length, 1);
});
