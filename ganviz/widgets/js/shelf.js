// Where the library lies on the page: whoever comes first, loader or view, puts up the promise.

export function shelf(key) {
  const name = Symbol.for(key);
  if (!globalThis[name]) {
    const slot = { loading: false };
    slot.ready = new Promise((resolve, reject) => Object.assign(slot, { resolve, reject }));
    slot.ready.catch(() => {}); // each view that waits reports it
    globalThis[name] = slot;
  }
  return globalThis[name];
}
