// The one view: a plotly figure, and over it a canvas for what is live.
// Each model has its own copy of this module, so what does not belong to a moment of its life is in the library.
import { changed, unpack } from "./frame.js";
import { Outbox } from "./mail.js";
import { fill, shelf } from "./shelf.js";

const CONFIG = {
  displaylogo: false,
  modeBarButtons: [["toImage"]],
  toImageButtonOptions: { scale: 2, filename: "ganviz" },
  responsive: false,
};
const ASK_AGAIN = 2000; // ms without the library after which a view asks the kernel for it
const LIBRARY_PATIENCE = 30_000;
const REST = 400; // ms without news after which settled arrays go into the real traces
const STOPPING = 500; // ms for which the picture of a pause is waited for

function element(tag, className, parent) {
  const node = document.createElement(tag);
  node.className = className;
  parent.append(node);
  return node;
}

/** plotly.js, and all that draws and listens. The loader brings it; where a manager has not made the loader, the kernel is asked. */
async function library(model) {
  const slot = shelf(model.get("_key"));
  const ask = setInterval(() => slot.filled || model.send({ type: "library" }), ASK_AGAIN);
  let timer;
  const late = new Promise((_, reject) => {
    const error = new Error("plotly.js did not arrive: run the cell again");
    timer = setTimeout(() => reject(error), LIBRARY_PATIENCE);
  });
  try {
    return await Promise.race([slot.ready, late]);
  } finally {
    clearInterval(ask);
    clearTimeout(timer);
  }
}

class View {
  constructor(model, el) {
    this.model = model;
    this.id = `ganviz-${Math.random().toString(36).slice(2)}`; // each model has its own copy of this module
    this.root = element("div", `ganviz-view ${this.id}`, el);
    this.rule = element("style", "", this.root);
    this.stage = element("div", "ganviz-stage", this.root);
    this.gd = element("div", "ganviz-figure", this.stage);
    this.layer = element("div", "ganviz-layer", this.stage);
    this.line = element("div", "ganviz-readout", this.root);
    this.canvas = document.createElement("canvas");
    this.canvas.className = "ganviz-canvas";
    this.traces = new Map(); // what the canvas shows: uid -> {x, y} or {z}
    this.echo = new Map(); // what a person is drawing: uid -> {x, y}
    this.applied = {}; // what frames have set in the layout
    this.frame = null;
    this.frames = 0;
    this.stopping = -Infinity; // when a person clicked on Pause
    this.width = 0;
    this.room = 0; // pixels above the figure for more rows of its legend
    this.switches = new WeakSet(); // words of the legends that have been made switches
    this.visible = true;
    this.dirty = new Set(); // of "figure", "size", "frame", "rest", "paint"
    this.cleanups = [];
    this.guard = (fn) => (...args) => {
      try {
        return fn(...args);
      } catch (error) {
        return this.fail(error);
      }
    };
  }

  fail(error) {
    console.error("[ganviz]", error);
    this.line.textContent = `${error?.message ?? error}`;
    this.root.dataset.error = "true";
  }

  async open() {
    const { model } = this;
    this.readout();
    this.stage.style.height = `${model.get("height")}px`;
    this.root.setAttribute("role", "figure");
    this.root.setAttribute("aria-label", model.get("alt"));
    this.library = await library(model); // until then nothing is drawn
    if (this.closed) return;
    const { Cells, Handles, Sheet, listenForClicks } = this.library;
    this.outbox = new Outbox((message) => model.send(message));
    const tools = {
      arrays: (trace) => this.echo.get(trace.uid) ?? this.traces.get(trace.uid) ?? trace,
      echo: this.guard((uid, curve) => this.show(uid, curve)),
      guard: this.guard,
    };
    const post = (type) => (body, final) => this.outbox.post({ type, final, view: this.id, ...body });
    this.handles = new Handles(this.layer, this.gd, { ...tools, report: post("drag") });
    this.sheet = new Sheet(this.layer, this.gd, { ...tools, report: post("draw") });
    listenForClicks(this.gd, { ...tools, report: post("click") });
    this.cells = new Cells(this.layer, this.gd, { ...tools, report: post("click") });
    this.listen();
    this.mark("figure");
  }

  listen() {
    const { attend, explorerOf, keepPress } = this.library;
    const on = (target, type, handler, capture = false) => {
      const guarded = this.guard(handler);
      target.addEventListener(type, guarded, capture);
      this.cleanups.push(() => target.removeEventListener(type, guarded, capture));
    };
    const change = (name, handler) => {
      const guarded = this.guard(handler);
      this.model.on(`change:${name}`, guarded);
      this.cleanups.push(() => this.model.off(`change:${name}`, guarded));
    };
    change("_spec", () => this.receive(null)); // what came before belongs to another figure
    change("height", () => this.mark("figure"));
    change("draw_uid", () => this.mark("paint"));
    change("readout", () => this.readout());
    change("alt", () => this.root.setAttribute("aria-label", this.model.get("alt")));
    const sizes = new ResizeObserver(this.guard(() => this.mark("size")));
    sizes.observe(this.root);
    const sights = new IntersectionObserver(
      this.guard(([entry]) => {
        this.visible = entry.isIntersecting;
        this.wake();
      }),
    );
    sights.observe(this.root);
    this.cleanups.push(() => sizes.disconnect(), () => sights.disconnect());
    on(document, "visibilitychange", () => this.wake());
    on(document, "click", ({ target }) => {
      if (target.closest?.(".ganviz-play") && this.isBeside(target)) this.stop();
    });
    on(document, "focusin", ({ target }) => {
      if (this.isBeside(target)) attend(explorerOf(this.root), target);
    });
    const capture = true; // JupyterLab listens to presses on their way down, from the document on
    on(window, "keydown", (event) => this.isBeside(event.target) && keepPress(event), capture);
  }

  /** Whether an element belongs to the explorer of this view, which may have come after the view. */
  isBeside(target) {
    return target instanceof Element && this.library.explorerOf(this.root).contains(target);
  }

  /** Something is out of date: put it right before the next painting of the screen, at most once. */
  mark(what) {
    this.dirty.add(what);
    this.wake();
  }

  wake() {
    const asleep = this.closed || !this.library || !this.visible || document.hidden;
    if (asleep || this.request || !this.dirty.size) return;
    this.request = requestAnimationFrame(
      this.guard(() => {
        this.request = 0;
        this.update();
      }),
    );
  }

  update() {
    const { dirty } = this;
    const width = Math.floor(this.stage.clientWidth);
    if (!width) return; // not laid out yet: the ResizeObserver calls again
    this.dirty = new Set();
    if (dirty.has("figure")) this.draw(width);
    else if (width !== this.width) this.library.Plotly.relayout(this.gd, { width });
    if (dirty.has("figure") || width !== this.width) this.makeRoom();
    this.width = width;
    if (this.frame && (dirty.has("frame") || dirty.has("figure"))) this.apply();
    else if (dirty.has("rest") && this.frame?.kind === "settle") this.settle(this.frame.traces);
    this.repaint();
  }

  draw(width) {
    const { gd, model } = this;
    const { data, layout } = JSON.parse(model.get("_spec"));
    const first = !gd._fullLayout;
    this.top = layout.margin?.t ?? 100; // plotly's own
    const margin = { ...layout.margin, t: this.top + this.room };
    const height = this.heighten();
    this.library.Plotly.react(gd, data, { ...layout, margin, width, height, autosize: false }, CONFIG);
    if (first) gd.on("plotly_afterplot", this.guard(() => this.plotted()));
    this.live(new Map());
    this.applied = {};
    const { font, paper_bgcolor } = gd._fullLayout;
    Object.assign(this.root.style, { background: paper_bgcolor, color: font.color, fontFamily: font.family });
    this.root.dataset.plots = Number(this.root.dataset.plots ?? 0) + 1;
  }

  /** The height of the stage, with what the legend needs. */
  heighten() {
    const height = this.model.get("height") + this.room;
    this.stage.style.height = `${height}px`;
    return height;
  }

  /** A narrow page wraps the legend upwards: the figure grows by its rows, and nothing else moves. */
  makeRoom() {
    const room = this.library.missing(this.gd, this.room);
    if (room === this.room) return;
    this.room = room;
    const height = this.heighten();
    this.library.Plotly.relayout(this.gd, { height, "margin.t": this.top + room });
  }

  /** Plotly has drawn: perhaps because a person has switched a trace off or on in the legend. */
  plotted() {
    const off = this.gd._fullData.filter((trace) => trace.visible !== true);
    const hidden = off.map((trace) => trace.uid);
    if (JSON.stringify(hidden) !== JSON.stringify(this.model.get("hidden"))) {
      this.model.set("hidden", hidden);
      this.model.save_changes();
    }
    this.library.makeSwitches(this.gd, this.switches, this.guard);
    this.mark("paint");
  }

  /** A frame or settled arrays from the kernel; the latest wins. */
  receive(frame) {
    this.frame = frame;
    const late = frame?.kind === "frame" && performance.now() - this.stopping < STOPPING;
    if (!late) this.mark(frame ? "frame" : "figure");
    if (!late) this.stopping = -Infinity;
  }

  /** A click on Pause: frames under way are not painted any more, only that of the pause is. */
  stop() {
    if (this.frame?.kind !== "frame") return;
    this.stopping = performance.now();
    this.dirty.delete("frame");
  }

  apply() {
    const { frame, gd } = this;
    const update = changed(frame.layout, this.applied);
    if (Object.keys(update).length) {
      Object.assign(this.applied, update);
      this.library.Plotly.relayout(gd, structuredClone(update)); // plotly keeps and changes what it is given
    }
    this.live(frame.traces);
    clearTimeout(this.timer);
    // The canvas shows it at once; plotly's own redraw waits for a hand that moves the time slider.
    if (frame.kind === "settle") this.timer = setTimeout(() => this.mark("rest"), REST);
    this.root.dataset.kind = frame.kind;
    if (frame.readout !== null) this.readout(frame.readout);
    this.root.dataset.frames = ++this.frames;
    if (frame.step !== null) this.root.dataset.step = frame.step;
  }

  /** Fill the real traces, for hover, zoom and PNG, and clear the canvas. */
  settle(traces) {
    const filled = this.gd._fullData.filter((trace) => traces.has(trace.uid));
    const values = filled.map((trace) => [trace, traces.get(trace.uid)]);
    if (filled.length) {
      const { Plotly, arrowSizes, headSize, isArrows } = this.library;
      const update = {
        // plotly leaves alone what is undefined
        x: values.map(([, { x }]) => x?.slice()),
        y: values.map(([, { y }]) => y?.slice()),
        z: values.map(([, { z }]) => z?.map((row) => row.slice())),
        "marker.size": values.map(([trace, { x }]) =>
          isArrows(trace) ? arrowSizes(x.length, headSize(trace)) : undefined,
        ),
      };
      Plotly.restyle(this.gd, update, filled.map((trace) => trace.index));
    }
    this.live(new Map());
  }

  /** These traces are the canvas's now. Hover is hidden: it would show old data. */
  live(traces) {
    this.traces = traces;
    this.root.dataset.live = traces.size > 0;
  }

  show(uid, curve) {
    this.echo.set(uid, curve);
    this.mark("paint");
  }

  repaint() {
    const { canvas, gd, rule } = this;
    const { Drawing, hideOriginals, paint, stack } = this.library;
    const stacked = stack(gd._fullData, new Map([...this.traces, ...this.echo]));
    hideOriginals(gd, rule, `.${this.id}`, stacked);
    paint(canvas, gd, Drawing, stacked);
    this.handles.sync();
    this.cells.sync();
    this.sheet.sync(this.model.get("draw_uid"));
    this.root.dataset.ready = "true";
  }

  /** The kernel has dealt with what this view sent; a curve that was drawn is now the figure's affair. */
  answered({ view, final }) {
    if (view !== this.id) return;
    this.outbox.answered();
    if (!final || !this.echo.size) return;
    requestAnimationFrame(() => {
      this.echo.clear();
      this.mark("paint");
    });
  }

  readout(html = this.model.get("readout")) {
    delete this.root.dataset.error;
    if (this.line.innerHTML !== html) this.line.innerHTML = html;
  }

  close() {
    this.closed = true;
    cancelAnimationFrame(this.request);
    clearTimeout(this.timer);
    this.cleanups.forEach((cleanup) => cleanup());
    this.outbox?.close();
    if (this.gd._fullLayout) this.library.Plotly.purge(this.gd);
  }
}

/** One model: its latest frame, and its views, of which a page can show several. */
export default () => {
  const views = new Set();
  let frame = null;

  function receive(model, message, buffers) {
    if (message.kind === "library") return fill(shelf(model.get("_key")), buffers[0]);
    if (message.kind === "error") throw new Error(message.text);
    if (message.kind === "answer") {
      for (const view of views) view.guard(() => view.answered(message))();
      return;
    }
    frame = message.kind === "clear" ? null : { ...message, traces: unpack(message, buffers[0]) };
    for (const view of views) view.receive(frame);
  }

  return {
    initialize({ model }) {
      const listener = (message, buffers) => {
        try {
          receive(model, message, buffers);
        } catch (error) {
          for (const view of views) view.fail(error);
        }
      };
      model.on("msg:custom", listener);
      // A page that is loaded again asks for what it missed; asking for the loader makes the
      // managers that fetch models one by one fetch it too.
      model.widget_manager?.get_model?.(model.get("_loader").slice("IPY_MODEL_".length));
      model.send({ type: "hello" });
      return () => model.off("msg:custom", listener);
    },

    render({ model, el }) {
      const view = new View(model, el);
      views.add(view);
      if (frame) view.receive(frame);
      view.open().catch((error) => view.fail(error));
      return () => {
        views.delete(view);
        view.close();
      };
    },
  };
};
