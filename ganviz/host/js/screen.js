// Presentation: the explorer fills the screen in larger type; where a frame forbids that, it fills the window.

const BASE = 620; // pixels of height that an explorer takes at scale 1

export class Screen {
  /** @param {HTMLElement} root @param {() => void} changed */
  constructor(root, changed) {
    this.root = root;
    this.changed = changed;
    const sync = () => this.wear();
    document.addEventListener("fullscreenchange", sync);
    this.close = () => document.removeEventListener("fullscreenchange", sync);
  }

  get isFull() {
    return document.fullscreenElement === this.root || this.isOver;
  }

  get isOver() {
    return this.root.popover !== null && this.root.matches(":popover-open");
  }

  /** How much larger than at home. */
  get scale() {
    if (!this.isFull) return 1;
    return Math.min(Math.max(Math.min(innerHeight / BASE, innerWidth / 1000), 1), 2);
  }

  async toggle() {
    const { root } = this;
    if (this.leave()) return;
    try {
      await root.requestFullscreen();
    } catch {
      root.popover = "manual"; // the top layer: "position: fixed" alone stays within JupyterLab's panel
      root.showPopover();
      this.wear();
    }
    root.focus();
  }

  /** Go back; whether there was anything to leave. */
  leave() {
    const { root } = this;
    if (document.fullscreenElement === root) document.exitFullscreen();
    else if (this.isOver) {
      root.hidePopover();
      root.popover = null;
      this.wear();
    } else return false;
    return true;
  }

  wear() {
    this.root.classList.toggle("ganviz-full", this.isFull);
    this.root.style.setProperty("--ganviz-scale", `${this.scale}`);
    this.changed();
  }
}
