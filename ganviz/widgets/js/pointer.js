// What a person does to the figure: drags points, draws a curve or points in the plane, clicks.
// A handle is an invisible disc over a marker: it has the cursor, works with touch, pen and arrow keys,
// and plotly's own mouse handling below it never hears of the drag.
import { KEYS, along, append, between, clamp, erase, mergeStroke } from "./geometry.js";
import { at, axesOf, toData, toPixels } from "./layer.js";
import { plain } from "./words.js";

const GAP = 2; // pixels between two points of a drawn curve
const SPACING = 6; // pixels between two points drawn in the plane
const RUBBER = 12; // pixels around the pointer that it clears
const STILL = 4; // pixels that the pointer may move in a click

function place(event, gd) {
  const box = gd.getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top };
}

function dataAt(gd, trace, point) {
  const [xaxis, yaxis] = axesOf(gd, trace);
  return { x: clamp(toData(xaxis, point.x), xaxis.range), y: clamp(toData(yaxis, point.y), yaxis.range) };
}

const find = (gd, uid) => gd._fullData.find((trace) => trace.uid === uid);

/** What a screen reader calls marker `index`: its hover text, or the name that the figure gives its trace. */
export function nameOf({ hovertext, uid, _input }, index, count) {
  const own = at(hovertext, index);
  const which = count > 1 && !Array.isArray(hovertext) ? ` ${index + 1}` : "";
  return plain(`${own || _input?.name || uid}${which}`);
}

/** The colour of the ring around a marker: that of its edge, as its inside may be white. */
export function ringOf({ marker }, index) {
  const edged = at(marker?.line?.width ?? 0, index) > 0;
  const color = at(edged ? marker.line.color : marker?.color, index);
  return typeof color === "string" ? color : "";
}

const short = (value) => `${Number(Number(value).toPrecision(3))}`;

/** Let a screen reader know where a handle is. */
function tell(disc, trace, { x, y }, index, [xaxis, yaxis]) {
  const along = trace.meta.drag === "y" ? [y, yaxis] : [x, xaxis];
  const [low, high] = [...along[1].range].sort((a, b) => a - b);
  const plane = trace.meta.drag === "xy";
  const state = {
    "aria-valuemin": short(low),
    "aria-valuemax": short(high),
    "aria-valuenow": short(along[0][index]),
    "aria-valuetext": plane ? `${short(x[index])}, ${short(y[index])}` : short(along[0][index]),
  };
  for (const [name, value] of Object.entries(state)) {
    if (disc.getAttribute(name) !== value) disc.setAttribute(name, value);
  }
}

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
        tell(disc, trace, arrays, index, axesOf(gd, trace));
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

  make(key, trace, index) {
    const { uid } = trace;
    const disc = document.createElement("div");
    disc.className = "ganviz-handle";
    disc.tabIndex = 0;
    disc.dataset.uid = uid;
    disc.setAttribute("role", "slider");
    disc.setAttribute("aria-label", nameOf(trace, index, trace.x.length));
    disc.style.color = ringOf(trace, index);
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

// What a stroke is: the pixels at which it leaves points, and what it makes of the points that were
// there. `unit` is the size of a pixel in data, {x, y}.
const graph = {
  step: (from, to) => between(from, to, GAP),
  merge: (points, stroke, unit) => mergeStroke(points, stroke, GAP * unit.x),
};
const free = { step: (from, to) => along(from, to, SPACING), merge: append };
const rubber = {
  step: free.step,
  merge: (points, stroke, unit) => erase(points, stroke, RUBBER * unit.x, RUBBER * unit.y),
};

/** The pen for a press of the pointer: the right button, or shift, clears points of the plane. */
export function penFor({ meta }, { button, shiftKey }) {
  if (meta.draw !== "free") return button ? null : graph;
  if (button === 2 || (button === 0 && shiftKey)) return rubber;
  return button ? null : free;
}

/** The sheet over one subplot on which a person draws. */
export class Sheet {
  /** echo(uid, curve) shows the curve at once; report({uid, x, y}, final). */
  constructor(layer, gd, { arrays, echo, report, guard }) {
    Object.assign(this, { layer, gd, arrays, echo, report, uid: null, pen: null });
    const sheet = document.createElement("div");
    sheet.className = "ganviz-sheet";
    sheet.hidden = true;
    layer.prepend(sheet);
    this.sheet = sheet;
    const on = (type, handler) => sheet.addEventListener(type, guard(handler));
    on("pointerdown", (event) => {
      this.pen = penFor(find(gd, this.uid), event);
      if (!this.pen) return;
      sheet.setPointerCapture(event.pointerId);
      this.begin(place(event, gd));
      event.preventDefault();
    });
    on("pointermove", (event) => {
      if (!this.pen) return;
      const events = event.getCoalescedEvents?.() ?? [];
      for (const part of events.length ? events : [event]) this.draw(place(part, gd));
      this.show(false);
    });
    const end = () => {
      if (!this.pen) return;
      this.show(true);
      this.pen = null;
    };
    on("pointerup", end);
    on("pointercancel", end);
    on("contextmenu", (event) => {
      event.preventDefault();
      event.stopPropagation();
    });
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
    const { x, y } = this.arrays(find(this.gd, this.uid));
    this.base = { x: Array.from(x ?? []), y: Array.from(y ?? []) };
    this.stroke = { x: [], y: [] };
    this.add(point);
    this.show(false);
  }

  draw(point) {
    for (const step of this.pen.step(this.last, point)) this.add(step);
  }

  add(point) {
    const { x, y } = dataAt(this.gd, find(this.gd, this.uid), point);
    this.stroke.x.push(x);
    this.stroke.y.push(y);
    this.last = point;
  }

  show(final) {
    const axes = axesOf(this.gd, find(this.gd, this.uid));
    const [x, y] = axes.map((axis) => Math.abs(toData(axis, 1) - toData(axis, 0)));
    const curve = this.pen.merge(this.base, this.stroke, { x, y });
    this.echo(this.uid, curve);
    this.report({ uid: this.uid, ...curve }, final);
  }
}

const within = (axis, pixel) => pixel >= axis._offset && pixel <= axis._offset + axis._length;

/** report({uid, x, y}, final) for a click anywhere in the subplot of a trace with meta.click. */
export function listenForClicks(gd, { report, guard }) {
  const release = (from) => (event) => {
    const to = place(event, gd);
    if (Math.hypot(to.x - from.x, to.y - from.y) > STILL) return;
    const hit = gd._fullData.find((trace) => {
      if (!trace.meta?.click) return false;
      const [xaxis, yaxis] = axesOf(gd, trace);
      return within(xaxis, to.x) && within(yaxis, to.y);
    });
    if (hit) report({ uid: hit.uid, ...dataAt(gd, hit, to) }, true);
  };
  const press = (event) => {
    if (event.button || event.target.closest(".legend, .modebar")) return;
    // plotly lays a cover over the page while a button is down: the release comes to the window
    window.addEventListener("pointerup", guard(release(place(event, gd))), { once: true });
  };
  gd.addEventListener("pointerdown", guard(press));
}
