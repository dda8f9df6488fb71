// The widget's module. Each model on a page has its own copy of it, so all that can wait is in the library.
import { fill, shelf, want } from "./shelf.js";

/** @import {Model} from "./types" */

const ASK_AGAIN = 250; // ms between two looks whether the library must be asked for
const LIBRARY_PATIENCE = 30_000;

/**
 * The library, from the shelf of the page or from Python.
 * @param {Model} model
 */
async function library(model) {
  const slot = shelf(model.get("_key"));
  const ask = () => want(slot, () => model.send({ kind: "library" }), performance.now());
  ask();
  const asking = setInterval(ask, ASK_AGAIN);
  const late = setTimeout(() => slot.reject(new Error(model.get("_late") ?? "")), LIBRARY_PATIENCE);
  try {
    return await slot.ready;
  } finally {
    clearInterval(asking);
    clearTimeout(late);
  }
}

/**
 * Let messages reach a model in any case. anywidget holds them back until its module has begun, and for good if that
 * takes longer than two seconds, as on a busy page: the explorer would stay empty.
 * @param {Model} model
 */
export async function listen(model) {
  try {
    const real = await model.widget_manager.get_model(model.get("_id"));
    const { _handle_comm_msg: plain } = Object.getPrototypeOf(Object.getPrototypeOf(real));
    real.comm.on_msg((/** @type {any} */ message) => plain.call(real, message));
  } catch {} // another manager, or no kernel: then it is as anywidget has it
}

export default () => {
  /** @type {any} */
  let source = null; // one for a model, however many views it has
  /** @type {Promise<any>} */
  let ready;
  let closed = false;
  return {
    /** @param {{model: Model}} given */
    initialize({ model }) {
      const slot = shelf(model.get("_key"));
      /** @type {(message: any, buffers: DataView<ArrayBuffer>[]) => void} */
      const listener = (message, buffers) => {
        if (message.kind === "library") fill(slot, buffers[0]);
      };
      model.on("msg:custom", listener);
      listen(model);
      // Not awaited: anywidget gives a model two seconds to begin, and a slow link needs longer.
      ready = library(model).then((found) => {
        if (!closed) source = new found.KernelSource(model);
        return found;
      });
      ready.catch(() => {}); // each view says it
      return () => {
        closed = true;
        model.off("msg:custom", listener);
        source = source?.close(); // whoever keeps this function keeps no source
      };
    },
    /** @param {{el: HTMLElement}} given */
    render({ el }) {
      /** @type {any} */
      let host = null;
      let gone = false;
      ready.then(
        ({ Host }) => {
          if (!gone && source) host = new Host(el, source);
        },
        (error) => {
          el.textContent = error.message;
        },
      );
      return () => {
        gone = true;
        host = host?.close();
      };
    },
  };
};
