// A notebook's kernel, behind a widget's comm.
import { LiveSource } from "./live.js";

/** @import {Model} from "./types" */

const DEAD = ["restarting", "autorestarting", "terminating", "dead"];
const AGAIN = 1000; // ms without an answer after which hello is said once more, and then after twice as long
const PING = 700; // ms in which a kernel that has just changed answers, if it knows the widget

export class KernelSource extends LiveSource {
  /** @param {Model} model */
  constructor(model) {
    super();
    this.model = model;
    /** @type {[string, (...given: any[]) => void][]} */
    this.listeners = [
      ["msg:custom", (message, buffers) => {
        if (message.kind === "state") this.never("hello");
        this.receive(message, buffers);
      }],
      // JupyterLab's manager fires this when the kernel restarts on purpose, and at no other death. The widget
      // cannot see whether its comm is still there, so it asks; nobody answers on a comm that is gone.
      ["comm_live_update", () => this.ask({ kind: "ping" }, undefined, PING)],
      ["comm:close", () => this.lose(this.state.words.kernel_gone)],
    ];
    for (const [name, listener] of this.listeners) model.on(name, listener);
    this.hello(AGAIN);
  }

  /** A kernel that has just made the widget may not listen yet; what it misses is lost. @param {number} wait */
  hello(wait) {
    this.ask({ kind: "hello" });
    this.after("hello", wait, () => this.hello(2 * wait));
  }

  /** "idle", "busy", "dead" ...; undefined where the manager does not say. */
  get status() {
    return this.model.widget_manager?.kernel?.status;
  }

  /** @override @param {object} message */
  post(message) {
    try {
      this.model.send(message);
    } catch {
      queueMicrotask(() => this.lose(this.state.words.kernel_gone)); // a comm that was disposed of throws
    }
  }

  /** A time-out alone cannot tell a dead kernel from one that computes: JupyterLab may call both "idle". */
  late() {
    const { words } = this.state;
    if (DEAD.includes(this.status)) this.lose(words.kernel_gone);
    else if (this.status === "busy") this.say({ text: words.kernel_waits, level: "info" });
    else super.late();
  }

  close() {
    for (const [name, listener] of this.listeners) this.model.off(name, listener);
    super.close();
  }
}
