import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { Outbox } from "../mail.js";

function outbox() {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  const state = { now: 0, sent: [] };
  const box = new Outbox((message) => state.sent.push(message), () => state.now);
  const pass = (ms) => {
    state.now += ms;
    mock.timers.tick(ms);
  };
  return { box, pass, sent: state.sent };
}

test("while the kernel works, only the latest message waits", () => {
  const { box, pass, sent } = outbox();
  for (const message of [1, 2, 3, 4]) box.post(message);
  pass(500);
  assert.deepEqual(sent, [1]);
  box.answered();
  assert.deepEqual(sent, [1, 4]);
});

test("no more than thirty a second, and the last always arrives", () => {
  const { box, pass, sent } = outbox();
  for (let i = 0; i < 100; i++) {
    box.post(i);
    box.answered();
    pass(10);
  }
  pass(100);
  assert.ok(sent.length >= 24 && sent.length <= 31, `${sent.length} in a second`);
  assert.equal(sent.at(-1), 99);
});

test("a kernel that never answers is not waited for", () => {
  const { box, pass, sent } = outbox();
  box.post(1);
  box.post(2);
  pass(1500);
  assert.deepEqual(sent, [1, 2]);
});

test("a closed box sends nothing", () => {
  const { box, pass, sent } = outbox();
  box.post(1);
  box.post(2);
  box.close();
  pass(5000);
  assert.deepEqual(sent, [1]);
});
