// What a person does to the figure: drags points, draws a curve.
// A handle is an invisible disc over a marker: it has the cursor, works with touch, pen and arrow keys,
// and plotly's own mouse handling below it never hears of the drag.
import { between, clamp, mergeStroke } from "./geometry.js";
import { axesOf, toData, toPixels } from "./layer.js";

const GAP = 2; // pixels between two points of a drawn curve
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

function place(event, gd) {
  const box = gd.getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top };
}

function dataAt(gd, trace, point) {
  const [xaxis, yaxis] = axesOf(gd, trace);
  return { x: clamp(toData(xaxis, point.x), xaxis.range), y: clamp(toData(yaxis, point.y), yaxis.range) };
}

const find = (gd, uid) => gd._fullData.find((trace) => trace.uid === uid);

/** The discs over the markers of every trace with meta.drag. */
export class Handles {
  /** arrays(trace) -> {x, y} as shown now; report({uid, index, x, y}, final). */
  constructor(layer, gd, { arrays, report, guard }) {
    Object.assign(this, { layer, gd, arrays, report, guard, held: null, discs: new Map() });
  }

  sync() {
    const { gd } = this;
    const seen = new Set();
    for (const trace of gd._fullData) {
      if (!trace.meta?.drag || trace.visible !== true) continue;
      const arrays = this.arrays(trace);
      const [xaxis, yaxis] = axesOf(gd, trace);
      const [px, py] = [toPixels(xaxis, arrays.x), toPixels(yaxis, arrays.y)];
      for (let index = 0; index < px.length; index++) {
        const key = `${trace.uid} ${index}`;
        seen.add(key);
        const disc = this.discs.get(key) ?? this.make(key, trace, index);
        disc.dataset.drag = trace.meta.drag;
        disc.hidden = !Number.isFinite(px[index]) || !Number.isFinite(py[index]);
        if (this.held !== disc && !disc.hidden) this.move(disc, px[index], py[index]);
      }
    }
    for (const [key, disc] of this.discs) {
      if (seen.has(key)) continue;
      disc.remove();
      this.discs.delete(key);
    }
  }

  move(disc, x, y) {
    disc.style.transform = `translate(${x}px, ${y}px)`;
    Object.assign(disc, { px: x, py: y });
  }

  make(key, { uid, name, marker }, index) {
    const disc = document.createElement("div");
    disc.className = "ganviz-handle";
    disc.tabIndex = 0;
    disc.dataset.uid = uid;
    disc.setAttribute("role", "slider");
    disc.setAttribute("aria-label", `${name ?? uid} ${index + 1}`);
    disc.style.color = typeof marker?.color === "string" ? marker.color : "";
    const act = (event, point, final) => {
      const trace = find(this.gd, uid);
      if (!trace) return;
      const free = trace.meta.drag;
      const now = this.arrays(trace);
      const to = dataAt(this.gd, trace, point);
      const x = free.includes("x") ? to.x : now.x[index];
      const y = free.includes("y") ? to.y : now.y[index];
      const [xaxis, yaxis] = axesOf(this.gd, trace);
      this.move(disc, toPixels(xaxis, [x])[0], toPixels(yaxis, [y])[0]);
      this.report({ uid, index, x, y }, final);
      event.preventDefault();
    };
    const on = (type, handler) => disc.addEventListener(type, this.guard(handler));
    on("pointerdown", (event) => {
      if (event.button) return;
      disc.setPointerCapture(event.pointerId);
      disc.focus({ preventScroll: true });
      this.held = disc;
      event.preventDefault();
      event.stopPropagation();
    });
    on("pointermove", (event) => {
      if (this.held === disc) act(event, place(event, this.gd), false);
    });
    const release = (event) => {
      if (this.held !== disc) return;
      act(event, place(event, this.gd), true);
      this.held = null;
    };
    on("pointerup", release);
    on("pointercancel", release);
    on("keydown", (event) => {
      const step = KEYS[event.key];
      if (!step) return;
      const size = event.shiftKey ? 10 : 2;
      act(event, { x: disc.px + step[0] * size, y: disc.py - step[1] * size }, true);
      event.stopPropagation();
    });
    this.layer.append(disc);
    this.discs.set(key, disc);
    return disc;
  }
}

/** The sheet over one subplot on which a stroke becomes a function graph. */
export class Sheet {
  /** echo(uid, curve) shows the curve at once; report({uid, x, y}, final). */
  constructor(layer, gd, { arrays, echo, report, guard }) {
    Object.assign(this, { layer, gd, arrays, echo, report, uid: null, last: null });
    const sheet = document.createElement("div");
    sheet.className = "ganviz-sheet";
    sheet.hidden = true;
    layer.prepend(sheet);
    this.sheet = sheet;
    const on = (type, handler) => sheet.addEventListener(type, guard(handler));
    on("pointerdown", (event) => {
      if (event.button) return;
      sheet.setPointerCapture(event.pointerId);
      this.begin(place(event, gd));
      event.preventDefault();
    });
    on("pointermove", (event) => {
      if (!this.last) return;
      const events = event.getCoalescedEvents?.() ?? [];
      for (const part of events.length ? events : [event]) this.draw(place(part, gd));
      this.show(false);
    });
    const end = () => {
      if (!this.last) return;
      this.show(true);
      this.last = null;
    };
    on("pointerup", end);
    on("pointercancel", end);
  }

  /** Lay the sheet over the subplot of trace `uid`, or put it away. */
  sync(uid) {
    this.uid = uid;
    const trace = uid && find(this.gd, uid);
    this.sheet.hidden = !trace?.meta?.draw;
    if (this.sheet.hidden) return;
    const [xaxis, yaxis] = axesOf(this.gd, trace);
    Object.assign(this.sheet.style, {
      left: `${xaxis._offset}px`,
      top: `${yaxis._offset}px`,
      width: `${xaxis._length}px`,
      height: `${yaxis._length}px`,
    });
  }

  begin(point) {
    const trace = find(this.gd, this.uid);
    const { x, y } = this.arrays(trace);
    this.base = { x: Array.from(x ?? []), y: Array.from(y ?? []) };
    this.stroke = { x: [], y: [] };
    this.last = point;
    this.add(point);
    this.show(false);
  }

  draw(point) {
    for (const step of between(this.last, point, GAP)) this.add(step);
    this.last = point;
  }

  add(point) {
    const { x, y } = dataAt(this.gd, find(this.gd, this.uid), point);
    this.stroke.x.push(x);
    this.stroke.y.push(y);
  }

  show(final) {
    const [xaxis] = axesOf(this.gd, find(this.gd, this.uid));
    const gap = Math.abs(toData(xaxis, GAP) - toData(xaxis, 0));
    const curve = mergeStroke(this.base, this.stroke, gap);
    this.echo(this.uid, curve);
    this.report({ uid: this.uid, ...curve }, final);
  }
}
