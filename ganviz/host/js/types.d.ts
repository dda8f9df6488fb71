// What travels between Python and the page, and what the parts of the page know of each other.

export type Numbers = ArrayLike<number>;
export type Arrays = { x?: Numbers; y?: Numbers; z?: Numbers[] };
export type ByUid = Map<string, Arrays>;
export type Json = any;

/** A size of each array of a trace, in the order of the buffer. */
export type Header = ({ uid: string } & { [array: string]: any })[];

export interface Picture {
  data: ({ uid: string } & Json)[];
  layout: Json;
}

export interface Message {
  text?: string;
  level?: "info" | "warning" | "error";
}

export interface Clock {
  playing: boolean;
  position: number;
  length: number;
  step: number;
  rate: number;
  only?: string[];
  speeds?: [label: string, value: number | null][];
  speed?: number | null;
  n?: number | null;
  /** Whether single steps can be made, and all begun anew: not in a recording. */
  stepped?: boolean;
}

export type Value = string | number | boolean | null;

/** A control. */
export interface Field {
  name: string;
  kind: string;
  label: string;
  tip?: string;
  section?: string;
  min?: number | null;
  max?: number | null;
  step?: number;
  options?: [label: string, value: Value][];
  values?: number[];
  rows?: number;
  placeholder?: string;
  /** What can be typed, where that is more than the track has. */
  limits?: [low: number | null, high: number | null];
  /** Not there at all where it has no meaning, instead of grey. */
  hides?: boolean;
  /** What stands beside a button. */
  asks?: Field;
}

export interface Section {
  key: string;
  label: string;
  kind: "plain" | "fold" | "tab" | "row";
}

/** What a page mirrors: only Python writes it, but for `gone`. */
export interface State {
  schema: Field[];
  sections: Section[];
  settings: Record<string, Value>;
  off: string[];
  message: Message;
  clock: Clock | null;
  words: Record<string, string>;
  alt: string;
  draw: string | null;
  note: string;
  tab: string | null;
  gone: boolean;
}

/** Who shows what a source holds. */
export interface Viewer {
  changed(key: keyof State): void;
  drawn(): void;
  moved(uids: Iterable<string>, paint: boolean): void;
}

export type Answered = (refused: string | null) => void;

export type Palette = Record<string, string>;

/** The figure's element, with plotly's own view of it: `_fullData`, `_fullLayout`. */
export type Figure = HTMLElement & Json;

/** Runs a handler, and shows on the page what it throws. */
export type Guard = <T extends (...given: any[]) => any>(handler: T) => T;

/** What anywidget lets a module see of a model. */
export interface Model {
  get(name: string): any;
  send(message: object): void;
  on(name: string, callback: (...given: any[]) => void): void;
  off(name: string, callback: (...given: any[]) => void): void;
  widget_manager?: any;
}
