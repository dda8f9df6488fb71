// What a file with a recording runs: it unpacks the library and the recording, and shows it.
import { load, unzip } from "./shelf.js";

/** The bytes in a script of text that nobody runs. @param {string} id */
function bytesOf(id) {
  const packed = atob(document.getElementById(id)?.textContent?.trim() ?? "");
  return Uint8Array.from(packed, (letter) => letter.charCodeAt(0));
}

const root = /** @type {HTMLElement} */ (document.getElementById("ganviz"));
const recording = bytesOf("ganviz-recording");
try {
  const { Host, RecordedSource } = await load(bytesOf("ganviz-library"));
  const source = new RecordedSource(new Uint8Array(await (await unzip(recording)).arrayBuffer()));
  new Host(root, source);
  const frame = window.frameElement; // of a notebook's page, which has room for all of it
  const fit = () => frame?.setAttribute("height", `${document.body.offsetHeight}`);
  if (frame) new ResizeObserver(fit).observe(document.body);
} catch (error) {
  console.error("[ganviz]", error);
  root.textContent = `${document.querySelector("[data-failed]")?.getAttribute("data-failed")} (${error})`;
}
