import assert from "node:assert/strict";
import { test } from "node:test";

import { shelf } from "../shelf.js";

test("who waits before the library comes, and who asks after, get the same one", async () => {
  const before = shelf("test-library").ready;
  shelf("test-library").resolve({ version: 1 });
  assert.equal((await before).version, 1);
  assert.equal(await shelf("test-library").ready, await before);
  assert.notEqual(shelf("other-library").ready, before);
});
