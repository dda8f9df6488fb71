// The line of numbers under the picture, with room for as many rows as its words will need.
import { element, fillWith } from "./dom.js";

const GROWTH = 1.12; // numbers get longer as a run goes on

export class Readout {
  width = 0;
  rows = 0;

  /** @param {Element} parent */
  constructor(parent) {
    this.root = element("div", "ganviz-readout", parent);
    this.words = element("span", "", this.root);
    // What has once needed another row keeps it: nothing below goes up and down.
    const observer = new ResizeObserver(() => this.fit());
    observer.observe(this.root);
    this.close = () => observer.disconnect();
  }

  /** @param {string} html */
  show(html) {
    const first = !this.rows;
    fillWith(this.words, html);
    if (first) this.fit();
  }

  fit() {
    const { root, words } = this;
    const style = getComputedStyle(root);
    const width = root.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    if (width <= 0 || !words.textContent) return;
    if (width !== this.width) {
      this.width = width;
      root.style.whiteSpace = "nowrap";
      this.rows = Math.max(1, Math.ceil((words.getBoundingClientRect().width * GROWTH) / width));
      root.style.whiteSpace = "";
    }
    this.rows = Math.max(this.rows, Math.round(words.getBoundingClientRect().height / parseFloat(style.lineHeight)));
    root.style.setProperty("--rows", `${this.rows}`);
  }
}
