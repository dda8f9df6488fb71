// Messages to the kernel: at most 30 a second, the latest wins, the final one always arrives, and none is
// sent while the kernel still works on the one before, so a slow callback builds no queue.

const INTERVAL = 33;
const PATIENCE = 1000; // a kernel that is busy elsewhere does not answer; do not wait for ever

export class Outbox {
  constructor(send, now = () => performance.now()) {
    Object.assign(this, { send, now, waiting: null, unanswered: false, last: -Infinity, timer: 0 });
  }

  post(message) {
    this.waiting = message;
    this.flush();
  }

  answered() {
    this.unanswered = false;
    this.flush();
  }

  flush() {
    clearTimeout(this.timer);
    if (!this.waiting) return;
    const since = this.now() - this.last;
    const due = this.unanswered ? PATIENCE : INTERVAL;
    if (since < due) {
      this.timer = setTimeout(() => this.flush(), due - since);
      return;
    }
    this.last = this.now();
    this.unanswered = true;
    this.send(this.waiting);
    this.waiting = null;
  }

  close() {
    clearTimeout(this.timer);
    this.waiting = null;
  }
}
