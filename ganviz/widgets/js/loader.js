// The hidden widget that brings plotly.js to the page, once, and leaves it on the shelf.
import { shelf } from "./shelf.js";

async function unpack(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const source = await new Response(stream).blob();
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  try {
    return await import(/* @vite-ignore */ url);
  } finally {
    URL.revokeObjectURL(url);
  }
}

export default {
  // Not awaited: anywidget gives a model two seconds to begin, and a busy page may need longer.
  initialize({ model }) {
    const slot = shelf(model.get("key"));
    if (slot.loading) return;
    slot.loading = true;
    unpack(model.get("source")).then(slot.resolve, slot.reject);
  },
};
