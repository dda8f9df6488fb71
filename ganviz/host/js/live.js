// A session in Python, whatever carries the messages: requests, answers, and what goes out when.
import { unpack } from "./arrays.js";
import { Source } from "./source.js";

/** @import {Answered, Message, State, Value} from "./types" */

const FROZEN = 1000; // ms after Pause in which only the picture of the pause itself is painted
const WAITS = 500; // ms without an answer after which a press says that it waits
const PATIENCE = 3000; // ms without an answer after which the page says that there is none
const WORD = 500; // ms between two words to Python of what has been painted
const QUIET = 100; // ms without another picture after which it is told at once
const SETTLE = 1000; // ms in which a run that was told to play, or to pause, does so

/** A subclass posts messages, and hands those that come to `receive`. */
export class LiveSource extends Source {
  requests = 0;
  /** @type {Map<number, Answered>} */
  asked = new Map();
  /** @type {Record<string, Value>} settings on their way: one request at a time */
  sent = {};
  /** @type {Record<string, Value>} settings that wait for the answer to those: the newest wins */
  waiting = {};
  setting = false;
  /** @type {{what: string, value: any, final: boolean, key: string, answered?: Answered}[]} */
  moves = [];
  /** @type {string | null} the move on its way */
  flying = null;
  /** @type {boolean | null} what a press has asked the run to do, until it does */
  aim = null;
  frozen = -Infinity;
  /** @type {Message} what Python says */
  said = {};
  /** @type {Message | null} what the page says of the last request, which comes first */
  notice = null;
  shown = 0;
  shownAt = 0;
  /** @type {Record<string, ReturnType<typeof setTimeout> | undefined>} */
  timers = {};

  /** @param {object} message */
  post(message) {
    void message;
  }

  now() {
    return performance.now();
  }

  /**
   * Run later, unless it is asked for anew.
   * @param {string} name
   * @param {number} ms
   * @param {() => void} act
   */
  after(name, ms, act) {
    clearTimeout(this.timers[name]);
    this.timers[name] = setTimeout(act, ms);
  }

  /** @param {string} name */
  never(name) {
    clearTimeout(this.timers[name]);
    delete this.timers[name];
  }

  /**
   * @param {object} message
   * @param {Answered} [answered]
   * @param {number} [patience]
   */
  ask(message, answered = () => {}, patience = PATIENCE) {
    const request = ++this.requests;
    this.asked.set(request, answered);
    this.after("patience", patience, () => this.late());
    this.post({ ...message, request });
  }

  /** Nobody has answered. */
  late() {
    if (!this.state.gone) this.say({ text: this.state.words.kernel_silent, level: "warning" });
  }

  /** @param {Message | null} notice */
  say(notice) {
    this.notice = notice;
    this.change("message", notice ?? this.said);
  }

  /** The other end is gone: nothing that is on its way arrives. @param {string} text */
  lose(text) {
    for (const name of Object.keys(this.timers)) this.never(name);
    const asked = [...this.asked.values()];
    this.asked.clear();
    this.waiting = {};
    this.moves = [];
    this.aim = null;
    for (const answered of asked) answered(text);
    this.change("gone", true);
    this.say({ text, level: "error" });
    this.change("clock");
    this.change("settings");
  }

  // What a person does.

  /** @override @param {Record<string, Value>} changes */
  set(changes) {
    Object.assign(this.waiting, changes);
    this.flush();
    this.change("settings"); // in the other views, too
  }

  flush() {
    if (this.setting || !Object.keys(this.waiting).length) return;
    this.sent = this.waiting;
    this.waiting = {};
    this.setting = true;
    this.ask({ kind: "set", changes: this.sent }, () => {
      this.setting = false;
      this.sent = {};
      this.flush();
    });
  }

  get wanted() {
    return { ...this.state.settings, ...this.sent, ...this.waiting };
  }

  /** @override @param {string} what @param {any} [value] */
  act(what, value) {
    const turns = what === "play" || what === "pause";
    this.frozen = what === "pause" ? this.now() : -Infinity;
    // A click cannot stop what has no thread: it is heard when that has ended.
    if (turns && !(what === "pause" && this.atWork)) this.aim = what === "play";
    if (turns) this.change("clock"); // before Python knows
    this.after("waits", WAITS, () => this.say({ text: this.state.words.kernel_waits, level: "info" }));
    this.ask({ kind: "do", what, value }, (refused) => {
      this.never("waits");
      const atOnce = refused || this.atWork; // without a thread all has happened by now
      if (turns) this.after("aim", atOnce ? 0 : SETTLE, () => this.arrive());
    });
  }

  /** The run does what it was told, or has had its time to. */
  arrive() {
    this.never("aim");
    this.aim = null;
    this.change("clock");
  }

  get playing() {
    return this.aim ?? super.playing;
  }

  /** Whether a press is answered only when all that it asks for has been done: there is no thread. */
  get atWork() {
    return Boolean(this.state.clock?.n);
  }

  /** Something has come while Python is at work on a press: it is there. */
  heard() {
    this.never("waits");
    this.never("patience");
    const { kernel_waits, kernel_silent } = this.state.words;
    if (this.notice && [kernel_waits, kernel_silent].includes(this.notice.text ?? "")) this.say(null);
  }

  /**
   * @override
   * @param {string} what
   * @param {any} value
   * @param {{final?: boolean, key?: string, answered?: Answered}} [how]
   */
  move(what, value, { final = true, key = what, answered } = {}) {
    const last = this.moves.at(-1);
    if (last && !last.final && last.key === key) this.moves.pop();
    this.moves.push({ what, value, final, key, answered });
    this.next();
  }

  next() {
    if (this.flying) return;
    const move = this.moves.shift();
    if (!move) return;
    const { what, value } = move;
    this.flying = what;
    this.ask({ kind: "do", what, value }, (refused) => {
      this.flying = null;
      move.answered?.(refused);
      this.next();
    });
  }

  /** @override @param {string} what */
  moving(what) {
    return this.flying === what || this.moves.some((move) => move.what === what);
  }

  /** Say so, but not for each: a word to a kernel costs it three threads' turns and two status messages. @param {number} [n] */
  painted(n = 0) {
    this.shown = Math.max(n, this.shown);
    if (!n) return;
    this.shownAt = this.now();
    const tell = () => {
      this.never("word");
      this.never("quiet");
      if (!this.state.gone) this.post({ kind: "ack", n: this.shown, waited: (this.now() - this.shownAt) / 1000 });
    };
    this.after("quiet", QUIET, tell);
    if (!this.timers.word) this.after("word", WORD, tell);
  }

  close() {
    for (const name of Object.keys(this.timers)) this.never(name);
    this.asked.clear();
    this.moves = [];
    super.close();
  }

  // What Python says.

  /**
   * @param {any} message
   * @param {(ArrayBufferView | ArrayBuffer)[]} [buffers]
   */
  receive(message, buffers = []) {
    try {
      if (this.atWork && message.kind !== "done") this.heard();
      if (message.kind === "state") this.mirror(message.state);
      else if (message.kind === "picture") this.whole(message, buffers[0]);
      else if (message.kind === "frame") this.step(message, buffers[0]);
      else if (message.kind === "done") this.done(message);
    } catch (error) {
      this.fail(error);
    }
  }

  /** @param {Partial<State>} state */
  mirror(state) {
    if (state.message) this.said = state.message;
    for (const key of /** @type {(keyof State)[]} */ (Object.keys(state))) {
      if (key === "message") this.change(key, this.notice ?? this.said);
      else if (key in this.state) this.change(key, /** @type {any} */ (state[key]));
    }
    if (state.clock && this.aim === Boolean(state.clock.playing)) this.arrive();
  }

  /** @param {any} message @param {ArrayBufferView | ArrayBuffer} buffer */
  whole({ picture, header, n, final, readout, clock }, buffer) {
    this.draw(picture, unpack(header, buffer), { n, final, readout, clock });
    if (clock && this.aim === Boolean(clock.playing)) this.arrive();
  }

  /** @param {any} message @param {ArrayBufferView | ArrayBuffer} buffer */
  step({ header, layout, n, final, readout, clock }, buffer) {
    if (!this.picture) return; // its picture comes with the answer to hello
    const late = !final && this.now() - this.frozen < FROZEN;
    if (final) this.frozen = -Infinity;
    this.frame(unpack(header, buffer, this.arrays), layout ?? {}, { n, final, readout, clock }, !late);
    if (late) this.painted(n);
    else if (clock && this.aim === Boolean(clock.playing)) this.arrive();
  }

  /** @param {{request: number, refused?: string | null}} message */
  done({ request, refused = null }) {
    const answered = this.asked.get(request);
    this.asked.delete(request);
    if (!this.asked.size) this.never("patience");
    if (this.state.gone) this.change("gone", false); // back, after all
    if (refused) this.notice = { text: refused, level: "warning" };
    else if (this.notice && answered) this.notice = null;
    answered?.(refused);
    this.change("message", this.notice ?? this.said);
    this.change("settings"); // a refused control goes back
  }

  /** Something of the page itself has failed: where else would a person see it? @param {any} error */
  fail(error) {
    console.error("[ganviz]", error);
    this.say({ text: `${error?.message ?? error}`, level: "error" });
  }
}
