// A recording in a file: it plays without Python what Python has shown.
import { columns } from "./columns.js";
import { Source } from "./source.js";

/** @import {ByUid, Json, State, Value} from "./types" */

const FRAME = 15; // ms between two looks which moment it is
const STALL = 250; // ms at most that count between two looks: a page that was hidden goes on from where it was
const AGAIN = 1e-9; // of a round: a sum of small times may miss the last moment by so much

/**
 * A moment as it is held: all that it shows, of which most is shared with the moments beside it.
 * @typedef {{look: {picture: Json, painted: string[]}, arrays: ByUid, layout: Json, state: Partial<State>,
 *   readout: string, step: number}} Moment
 */

/**
 * What `ganviz.host.packing.encode` has written: the length of its JSON, the JSON, the numbers.
 * @param {Uint8Array} bytes
 */
export function decode(bytes) {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const message = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  return { message, numbers: bytes.subarray(4 + length) };
}

/**
 * All moments of a recording.
 * @param {Json} message
 * @param {Uint8Array} numbers
 * @returns {Moment[]}
 */
export function momentsOf(message, numbers) {
  const read = columns(message, numbers);
  /** @type {Map<string, Json>} the newest arrays of all traces so far */
  const latest = new Map();
  let look = message.pictures[0];
  /** @type {Json} */
  let layout = {};
  const { settings, off, note, message: said } = message.state;
  /** @type {Partial<State>} what may differ from moment to moment */
  let state = { settings, off, note, message: said };
  return message.moments.map((/** @type {Json} */ moment, /** @type {number} */ i) => {
    if (moment.picture !== undefined) [look, layout] = [message.pictures[moment.picture], {}];
    for (const [uid, arrays] of read(i, latest)) latest.set(uid, { ...latest.get(uid), ...arrays });
    layout = { ...layout, ...moment.layout };
    state = { ...state, ...moment.state };
    /** @type {ByUid} */
    const arrays = new Map();
    for (const [uid, keys] of Object.entries(look.arrays)) {
      const own = latest.get(uid) ?? {};
      const same = [...keys].length === Object.keys(own).length;
      arrays.set(uid, same ? own : Object.fromEntries([...keys].map((key) => [key, own[key]])));
    }
    return { look, arrays, layout, state, readout: moment.readout, step: moment.step ?? 0 };
  });
}

/** The place of the value that is nearest; of words, the same. @param {Value[]} values @param {Value} value */
export function placeOf(values, value) {
  const same = values.indexOf(value);
  if (same >= 0 || typeof value !== "number") return same;
  const far = values.map((each) => Math.abs(Number(each) - value));
  return far.indexOf(Math.min(...far));
}

export class RecordedSource extends Source {
  at = -1;
  rounds = 0; // at which it plays now, between two moments
  last = 0; // ms when it looked
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  timer = undefined;

  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    super();
    const { message, numbers } = decode(bytes);
    this.moments = momentsOf(message, numbers);
    /** @type {[string, Value[]][]} */
    this.sweep = message.sweep ?? [];
    Object.assign(this.state, message.state);
    if (this.state.clock) this.state.clock.length = this.moments.length;
    this.show(this.sweep.length ? this.nearest(this.state.settings) : 0);
  }

  now() {
    return performance.now();
  }

  // What a person does.

  /** @override @param {Record<string, Value>} changes */
  set(changes) {
    this.show(this.nearest({ ...this.state.settings, ...changes }));
    this.change("settings"); // a control goes to the value that was recorded
  }

  /** The moment of these settings: the last one that was swept changes fastest. @param {Record<string, Value>} settings */
  nearest(settings) {
    return this.sweep.reduce((at, [name, values]) => at * values.length + Math.max(0, placeOf(values, settings[name])), 0);
  }

  /** @override @param {string} what @param {any} [value] */
  act(what, value) {
    if (what === "play") this.play();
    else if (what === "pause") this.pause();
    else if (what === "speed" && this.state.clock) this.change("clock", { ...this.state.clock, speed: value });
  }

  /** @override @param {string} what @param {any} value */
  move(what, value) {
    if (what !== "seek") return;
    this.stop();
    this.show(value);
  }

  play() {
    const { clock } = this.state;
    if (!clock || clock.playing) return;
    if (this.at >= this.moments.length - 1) this.show(0); // from the beginning again
    this.rounds = this.moments[this.at].step;
    this.last = this.now();
    this.turn(true);
    this.timer = setTimeout(() => this.look(), FRAME);
  }

  pause() {
    this.stop();
    this.show(this.at);
  }

  stop() {
    clearTimeout(this.timer);
    this.turn(false);
  }

  /** @param {boolean} playing */
  turn(playing) {
    const { clock } = this.state;
    if (clock) this.change("clock", { ...clock, playing });
  }

  /** Show the moment of now, while it plays. */
  look() {
    const now = this.now();
    this.rounds += (Math.min(now - this.last, STALL) / 1000) * (this.state.clock?.speed ?? 1);
    this.last = now;
    let at = this.at;
    while (at + 1 < this.moments.length && this.moments[at + 1].step <= this.rounds + AGAIN) at += 1;
    const ended = at === this.moments.length - 1;
    if (ended) this.stop();
    else this.timer = setTimeout(() => this.look(), FRAME);
    if (at !== this.at || ended) this.show(at);
  }

  /** Show a moment, whichever is shown now. @param {number} at */
  show(at) {
    const before = this.moments[this.at];
    const { look, arrays, layout, state, readout, step } = this.moments[at];
    this.at = at;
    for (const key of /** @type {(keyof State)[]} */ (Object.keys(state))) {
      if (state[key] !== this.state[key]) this.change(key, state[key]);
    }
    const clock = this.state.clock && { ...this.state.clock, position: at, step };
    const about = { final: !this.playing, readout, clock };
    const moved = new Map([...arrays].filter(([uid, own]) => own !== before?.arrays.get(uid)));
    const painted = before?.look === look && [...moved.keys()].every((uid) => look.painted.includes(uid));
    if (!painted) this.draw({ ...look.picture }, new Map(arrays), about);
    this.frame(painted ? moved : new Map(), layout, about);
    if (clock) this.change("clock");
  }
}
