// Where the library lies on the page: whoever comes first, loader or view, puts up the promise.

export function shelf(key) {
  const name = Symbol.for(key);
  if (!globalThis[name]) {
    const slot = { filled: false };
    slot.ready = new Promise((resolve, reject) => Object.assign(slot, { resolve, reject }));
    slot.ready.catch(() => {}); // each view that waits reports it
    globalThis[name] = slot;
  }
  return globalThis[name];
}

/** Put the library on its shelf, from gzipped source; a second one is not looked at. */
export function fill(slot, bytes) {
  if (slot.filled) return;
  slot.filled = true;
  unpack(bytes).then(slot.resolve, slot.reject);
}

async function unpack(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const source = await new Response(stream).blob();
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  try {
    return await import(url);
  } finally {
    URL.revokeObjectURL(url);
  }
}
