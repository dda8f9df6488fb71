// Where pictures come from. A Host draws what its Source holds, and knows no kernel, no socket and no file.
import { merge } from "./arrays.js";

/** @import {ByUid, Json, Message, Picture, State, Value, Viewer} from "./types" */

/** What every source has: the state that a page mirrors, the picture, and the hosts that show them. */
export class Source {
  /** @type {Set<Viewer>} */
  hosts = new Set();
  /** @type {State} */
  state = {
    schema: [],
    sections: [],
    settings: {},
    off: [],
    message: {},
    clock: null,
    words: {},
    alt: "",
    draw: null,
    note: "",
    tab: null,
    gone: false,
  };
  /** @type {Picture | null} as it came, without its arrays */
  picture = null;
  /** @type {ByUid} the newest arrays of its traces */
  arrays = new Map();
  /** @type {Json} what has moved in its layout since it came: {"xaxis.range": [0, 1]} */
  layout = {};
  /** @type {{n?: number, final: boolean, readout?: string | null}} the newest picture or frame */
  about = { final: true };
  /** @type {Map<Viewer, string[]>} what a person has switched off in the legend of each host */
  switched = new Map();

  // What a host asks. A source without Python answers as far as it can.

  /** Change settings. @param {Record<string, Value>} changes */
  set(changes) {
    void changes;
  }

  /** Press something. @param {string} what @param {any} [value] */
  act(what, value) {
    void [what, value];
  }

  /**
   * Move something, many times a second: of those that wait with the same key only the newest is worth sending.
   * @param {string} what
   * @param {any} value
   * @param {{final?: boolean, key?: string, answered?: import("./types").Answered}} [how]
   */
  move(what, value, how) {
    void [what, value, how];
  }

  /** Whether a move of this kind has not been answered yet. @param {string} what */
  moving(what) {
    void what;
    return false;
  }

  /** The settings as a person wants them: ahead of what Python has accepted. */
  get wanted() {
    return this.state.settings;
  }

  get playing() {
    return Boolean(this.state.clock?.playing) && !this.state.gone;
  }

  /** This picture or frame is on the screen. @param {number} [n] */
  painted(n) {
    void n;
  }

  /**
   * In the legend of this host these traces are off: what is off in all of them need not be sent.
   * @param {Viewer} host
   * @param {string[]} uids
   */
  hide(host, uids) {
    const before = this.hidden;
    this.switched.set(host, uids);
    const now = this.hidden;
    if (now.join() !== before.join()) this.move("hidden", now);
  }

  get hidden() {
    const [first, ...others] = this.switched.values();
    return first?.filter((uid) => others.every((uids) => uids.includes(uid))) ?? [];
  }

  /** @param {Viewer} host */
  leave(host) {
    this.hosts.delete(host);
    this.switched.delete(host);
  }

  close() {
    this.hosts.clear();
    this.switched.clear();
    this.picture = null; // an old model may be kept, but not what it showed
    this.arrays = new Map();
    this.layout = {};
  }

  // What hosts are told.

  /**
   * @template {keyof State} K
   * @param {K} key
   * @param {State[K]} [value]
   */
  change(key, value) {
    if (value !== undefined) this.state[key] = value;
    for (const host of this.hosts) host.changed(key);
  }

  /**
   * @param {Picture} picture
   * @param {ByUid} arrays
   * @param {{n?: number, final: boolean, readout?: string | null, clock?: any}} about
   */
  draw(picture, arrays, about) {
    this.picture = picture;
    this.arrays = arrays;
    this.layout = {};
    this.tell(about);
    for (const host of this.hosts) host.drawn();
  }

  /**
   * @param {ByUid} arrays
   * @param {Json} layout
   * @param {{n?: number, final: boolean, readout?: string | null, clock?: any}} about
   * @param {boolean} paint or else it is only kept: a later frame shows it
   */
  frame(arrays, layout, about, paint = true) {
    merge(this.arrays, arrays);
    Object.assign(this.layout, layout);
    if (paint) this.tell(about);
    for (const host of this.hosts) host.moved(arrays.keys(), paint);
  }

  /** @param {{n?: number, final: boolean, readout?: string | null, clock?: any}} about */
  tell({ clock, ...about }) {
    this.about = { ...about, readout: about.readout ?? this.about.readout };
    if (clock) this.state.clock = { ...this.state.clock, ...clock }; // hosts show it with the picture
  }
}
