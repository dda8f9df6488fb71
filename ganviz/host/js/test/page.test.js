import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { isForThePage } from "../keys.js";
import { nearest, short, tidy } from "../numbers.js";
import { shelf, want } from "../shelf.js";
import { plain, say } from "../words.js";

test("who waits before the library comes, and who asks after, get the same one", async () => {
  const before = shelf("test-library").ready;
  shelf("test-library").resolve({ version: 1 });
  assert.equal((await before).version, 1);
  assert.equal(await shelf("test-library").ready, await before);
  assert.notEqual(shelf("other-library").ready, before);
});

test("the library is asked for once, and again ever later", () => {
  const slot = shelf("slow-library");
  const ask = mock.fn();
  for (let now = 0; now < 16_000; now += 250) for (let i = 0; i < 5; i++) want(slot, ask, now);
  assert.equal(ask.mock.callCount(), 4); // at 0, 2, 6 and 14 s
  slot.filled = true;
  want(slot, ask, 1e6);
  assert.equal(ask.mock.callCount(), 4);
});

test("a number is as it was typed, and a ladder shows the nearest of its steps", () => {
  assert.equal(tidy(0.1 + 0.2), 0.3);
  assert.deepEqual([0.3744817771, 1e-5, 30000].map(short), [0.37448, 1e-5, 30000]);
  assert.equal(nearest([0, 0.01, 0.1, 1], 0.02), 1);
  assert.equal(nearest([0, 0.01, 0.1, 1], 50), 3);
});

test("words take their numbers, and lose their HTML for who listens", () => {
  assert.equal(say("step {step} · {rate}/s", { step: "1,000", rate: 30 }), "step 1,000 · 30/s");
  assert.equal(say(undefined, {}), "");
  assert.equal(plain("<i>p</i><sub>g</sub>"), "p_g");
});

test("the page keeps its own shortcuts, but a box keeps its editing", () => {
  const press = (key, more = {}, box = false) => isForThePage({ key, target: { matches: () => box }, ...more });
  assert.ok(press("s", { ctrlKey: true }) && press("s", { metaKey: true }, true) && press("Enter", { shiftKey: true }));
  assert.ok(!press("x") && !press("Enter") && !press("a", { ctrlKey: true }, true));
});
