// The host: one explorer on the page. It draws what its source holds, and tells the source what a person does.
import { Bar } from "./bar.js";
import { press } from "./controls.js";
import { ICONS, element, fillWith } from "./dom.js";
import styles from "./host.css";
import { listenToKeys } from "./keys.js";
import { Panel } from "./panel.js";
import { Picture } from "./picture.js";
import { Readout } from "./readout.js";
import { Screen } from "./screen.js";
import { Theme } from "./theme.js";

/** @import {Guard, State, Viewer} from "./types" */
/** @import {Source} from "./source.js" */

const SIGNS = { info: "", warning: "⚠ ", error: "✕ " };

/** Once a page for all hosts of this library. */
function dressThePage() {
  if (styled) return;
  styled = true;
  element("style", "", document.head, { textContent: styles });
}

let styled = false;

/** @implements {Viewer} */
export class Host {
  /** @param {HTMLElement} parent @param {Source} source */
  constructor(parent, source) {
    dressThePage();
    this.source = source;
    const root = (this.root = element("div", "ganviz-host", parent, { tabIndex: 0 })); // the focus, for F and Space
    root.setAttribute("role", "group");
    const body = element("div", "ganviz-body", root);
    const main = element("div", "ganviz-main", body);
    const frame = element("div", "ganviz-frame", main);
    this.readout = new Readout(main);
    const bar = element("div", "ganviz-bar", main);
    const under = element("div", "ganviz-under", main);
    const row = element("div", "ganviz-actions", under);
    this.note = element("div", "ganviz-note", under);
    const last = element("div", "ganviz-last", main);
    this.line = element("div", "ganviz-message", last);
    this.line.setAttribute("role", "status");
    const side = element("div", "ganviz-side", body);

    /** @type {Guard} */
    this.guard = (handler) =>
      /** @type {any} */ (
        (/** @type {any[]} */ ...given) => {
          try {
            return handler(...given);
          } catch (error) {
            return this.fail(error);
          }
        }
      );
    this.theme = new Theme(root, () => this.redraw());
    this.screen = new Screen(root, () => this.redraw());
    this.full = press(last, ICONS.full, "", () => this.screen.toggle());
    this.full.classList.add("ganviz-fill");
    this.bar = new Bar(bar, source);
    this.panel = new Panel(side, row, source);
    this.picture = new Picture(frame, source, {
      look: () => ({ palette: this.theme.palette, scale: this.screen.scale, fills: this.screen.isFull }),
      drawn: () => this.count(),
      painted: () => this.painted(),
      hidden: (uids) => source.hide(this, uids),
      guard: this.guard,
    });
    this.cleanups = [this.listen(), () => this.theme.close(), () => this.screen.close(), () => this.readout.close(), () => this.picture.close()];
    source.hosts.add(this);
    for (const key of /** @type {(keyof State)[]} */ (Object.keys(source.state))) this.changed(key);
    this.picture.mark("figure");
  }

  /** @returns {() => void} ends it */
  listen() {
    const keys = listenToKeys(this.root, {
      full: () => this.screen.toggle(),
      leave: () => this.screen.leave(),
      toggle: () => {
        if (this.source.state.clock) this.bar.play.click();
        return Boolean(this.source.state.clock);
      },
    });
    const sizes = new ResizeObserver(this.guard(() => {
      this.theme.look(); // it stands in the page now
      this.picture.mark("size");
    }));
    sizes.observe(this.picture.stage);
    const sights = new IntersectionObserver(this.guard((/** @type {IntersectionObserverEntry[]} */ entries) => {
      this.picture.visible = Boolean(entries.at(-1)?.isIntersecting); // a page that blinks tells of both
      this.picture.wake();
    }));
    sights.observe(this.picture.stage);
    const wake = () => this.picture.wake();
    document.addEventListener("visibilitychange", wake);
    return () => {
      keys();
      sizes.disconnect();
      sights.disconnect();
      document.removeEventListener("visibilitychange", wake);
    };
  }

  redraw() {
    this.picture?.mark("figure");
  }

  // What the source tells.

  drawn() {
    this.picture.mark("figure");
  }

  /** @param {Iterable<string>} uids @param {boolean} now */
  moved(uids, now) {
    this.picture.moved(uids, now);
  }

  /** @param {keyof State} key */
  changed(key) {
    const { state } = this.source;
    if (key === "schema" || key === "sections") this.panel.build();
    if (key === "settings" || key === "off") this.panel.refresh();
    if (key === "tab") this.panel.choose(state.tab);
    if (key === "clock" || key === "words") this.showClock();
    if (key === "message") this.say();
    if (key === "draw") this.picture.mark("paint");
    if (key === "note") fillWith(this.note, state.note);
    if (key === "alt") this.root.setAttribute("aria-label", state.alt);
    if (key === "words") {
      this.full.title = state.words.full_screen_tip ?? "";
      this.full.setAttribute("aria-label", state.words.full_screen ?? "");
    }
    if (key === "gone") {
      this.root.classList.toggle("ganviz-gone", state.gone);
      this.panel.refresh();
      this.showClock();
    }
  }

  showClock() {
    this.bar.show();
    this.root.dataset.playing = `${this.source.playing}`;
  }

  say() {
    const { text = "", level = "info" } = this.source.state.message ?? {};
    const said = text ? `${SIGNS[level]}${text}` : "";
    this.line.dataset.level = level;
    if (this.line.textContent !== said) this.line.textContent = said;
    this.line.title = said;
  }

  /** For who watches the page: a test, or a style. */
  count() {
    const { frames, live, plot } = this.picture;
    Object.assign(this.root.dataset, { ready: true, frames, plots: plot.count, live: live.size > 0 });
  }

  /** The newest picture or frame is on the screen, and with it what is said of it. */
  painted() {
    const { about, state } = this.source;
    this.readout.show(about.readout ?? "");
    this.showClock();
    this.root.dataset.final = `${about.final}`;
    if (state.clock) this.root.dataset.step = `${state.clock.step}`;
    this.source.painted(about.n);
  }

  /** @param {any} error */
  fail(error) {
    console.error("[ganviz]", error);
    this.source.change("message", { text: `${error?.message ?? error}`, level: "error" });
  }

  close() {
    this.source.leave(this);
    for (const cleanup of this.cleanups) cleanup();
    this.root.remove(); // a manager may keep an old view's element alive: leave nothing in it
  }
}
