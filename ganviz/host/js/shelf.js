// Where the library lies on the page, under its name: the first widget asks for it, all others find it.

/**
 * @typedef {{filled: boolean, next: number, patience: number, ready: Promise<any>,
 *   resolve: (library: any) => void, reject: (error: any) => void}} Slot
 */

const PATIENCE = 2000; // ms without the library after which it is asked for again; then twice as long

/**
 * The slot of this name, empty or not.
 * @param {string} key
 * @returns {Slot}
 */
export function shelf(key) {
  const name = Symbol.for(key);
  const page = /** @type {Record<symbol, Slot>} */ (/** @type {unknown} */ (globalThis));
  if (!page[name]) {
    const slot = /** @type {Slot} */ ({ filled: false, next: 0, patience: PATIENCE });
    slot.ready = new Promise((resolve, reject) => Object.assign(slot, { resolve, reject }));
    slot.ready.catch(() => {}); // each widget that waits reports it
    page[name] = slot;
  }
  return page[name];
}

/**
 * Ask for the library, unless it is here or another widget has just asked: on a slow link it takes seconds,
 * and a second copy would only make it later.
 * @param {Slot} slot
 * @param {() => void} ask
 * @param {number} now in ms
 */
export function want(slot, ask, now) {
  if (slot.filled || now < slot.next) return;
  slot.next = now + slot.patience;
  slot.patience *= 2;
  ask();
}

/**
 * Put the library into its slot, from gzipped source; a second copy is not looked at.
 * @param {Slot} slot
 * @param {BufferSource} bytes
 */
export function fill(slot, bytes) {
  if (slot.filled) return;
  slot.filled = true;
  load(bytes).then(slot.resolve, slot.reject);
}

/** @param {BufferSource} bytes gzipped */
export const unzip = (bytes) => new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).blob();

/** A module from its gzipped source. @param {BufferSource} bytes */
export async function load(bytes) {
  const source = await unzip(bytes);
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  try {
    return await import(url);
  } finally {
    URL.revokeObjectURL(url);
  }
}
