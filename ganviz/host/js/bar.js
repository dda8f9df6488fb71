// The transport bar: play, single steps, reset, the way back through time, and the speed.
import { press } from "./controls.js";
import { ICONS, element, fillWith } from "./dom.js";
import { say } from "./words.js";

/** @import {Clock} from "./types" */
/** @import {Source} from "./source.js" */

/** @param {number} value */
const grouped = (value) => Math.round(value).toLocaleString("en");

export class Bar {
  made = "";

  /** @param {HTMLElement} root @param {Source} source */
  constructor(root, source) {
    this.root = root;
    this.source = source;
    root.hidden = true;
    this.play = press(root, "", "", () => this.toggle());
    this.play.classList.add("ganviz-play");
    this.buttons = element("span", "ganviz-presses", root);
    this.time = element("input", "ganviz-time", root, { type: "range", min: "0", step: "1" });
    this.time.addEventListener("input", () => this.source.move("seek", this.time.valueAsNumber, { final: false }));
    this.where = element("span", "ganviz-where", root);
    this.speed = element("select", "ganviz-speed", root);
    this.speed.addEventListener("change", () => {
      const speeds = this.source.state.clock?.speeds ?? [];
      this.source.act("speed", speeds[this.speed.selectedIndex][1]);
    });
  }

  toggle() {
    this.source.act(this.source.playing ? "pause" : "play");
  }

  /** Make what depends on words and on what can be stepped. */
  build() {
    const { clock, words } = this.source.state;
    this.root.hidden = !clock;
    if (!clock) return;
    const { only = [], speeds = [], n = null, stepped = true } = clock;
    const made = JSON.stringify([only, speeds, n, stepped, words]);
    if (made === this.made) return;
    this.made = made;
    this.buttons.replaceChildren();
    /** @type {(what: string, value?: any) => () => void} */
    const act = (what, value) => () => this.source.act(what, value);
    if (stepped) press(this.buttons, `${ICONS.step} ${words.step ?? ""}`, words.step_tip ?? "", act("step"));
    for (const name of only) {
      press(this.buttons, say(words.step_only, { name }), say(words.step_only_tip, { name }), act("only", name));
    }
    if (stepped) press(this.buttons, `${ICONS.reset} ${words.reset ?? ""}`, words.reset_tip ?? "", act("reset"));
    for (const [input, tip] of /** @type {[HTMLElement, string][]} */ ([[this.time, words.time_tip], [this.speed, words.speed_tip]])) {
      input.title = tip ?? "";
      input.setAttribute("aria-label", tip ?? "");
    }
    this.speed.replaceChildren(...speeds.map(([label]) => element("option", "", null, { textContent: label })));
    this.speed.hidden = !speeds.length;
  }

  /** What the clock says. */
  show() {
    this.build();
    const { clock, gone, words } = this.source.state;
    if (!clock) return;
    const { playing } = this.source;
    const once = clock.n !== null && clock.n !== undefined;
    fillWith(this.play, `${playing ? ICONS.pause : ICONS.play} ${(playing ? words.pause : words.play) ?? ""}`);
    this.play.title = playing ? (words.pause_tip ?? "") : once ? say(words.play_n_tip, { n: clock.n ?? 0 }) : (words.play_tip ?? "");
    this.play.setAttribute("aria-pressed", `${playing}`);
    for (const input of /** @type {NodeListOf<HTMLInputElement>} */ (this.root.querySelectorAll("button, input, select"))) {
      input.disabled = gone;
    }
    const { step, rate, position, length, speed, speeds = [] } = clock;
    this.time.max = `${Math.max(0, length - 1)}`;
    if (!this.source.moving("seek") && !this.time.matches(":active")) this.time.value = `${position}`;
    const now = say(words.at_step, { step: grouped(step) });
    this.time.setAttribute("aria-valuetext", now);
    fillWith(this.where, clock.playing && rate ? say(words.rate, { step: grouped(step), rate: grouped(rate) }) : now);
    if (speed !== undefined) this.speed.selectedIndex = speeds.findIndex(([, value]) => value === speed);
  }
}
