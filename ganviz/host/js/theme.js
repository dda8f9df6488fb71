// Light or dark: as the page behind the host is.
import palettes from "../../plots/palette.json" with { type: "json" };

/** @import {Palette} from "./types" */

/**
 * Red, green and blue of a CSS colour as the browser computes it; null where one sees through it.
 * @param {string} color
 */
export function opaque(color) {
  const [red, green, blue, alpha = 1] = (color.match(/[\d.]+/g) ?? []).map(Number);
  return blue === undefined || alpha < 0.5 ? null : [red, green, blue];
}

/** @param {number[]} rgb 0 to 255 */
export const isDark = ([red, green, blue]) => 0.2126 * red + 0.7152 * green + 0.0722 * blue < 110;

/** @param {Element} root */
function behind(root) {
  for (let at = root.parentElement; at; at = at.parentElement) {
    const found = opaque(getComputedStyle(at).backgroundColor);
    if (found) return isDark(found);
  }
  return matchMedia("(prefers-color-scheme: dark)").matches;
}

export class Theme {
  dark = false;

  /**
   * @param {HTMLElement} root
   * @param {() => void} changed
   */
  constructor(root, changed) {
    this.root = root;
    this.changed = changed;
    // JupyterLab says a new theme on its body once it has loaded it.
    const observer = new MutationObserver(() => requestAnimationFrame(() => this.look()));
    const says = { attributeFilter: ["class", "style", "data-jp-theme-light", "data-jp-theme-name", "data-theme"] };
    for (const element of [document.documentElement, document.body]) observer.observe(element, says);
    const media = matchMedia("(prefers-color-scheme: dark)");
    const look = () => this.look();
    media.addEventListener("change", look);
    this.close = () => {
      observer.disconnect();
      media.removeEventListener("change", look);
    };
    this.wear();
  }

  /** @returns {Palette} */
  get palette() {
    return palettes[this.dark ? "dark" : "light"];
  }

  /** Look behind the host; it must stand in the page by now. */
  look() {
    const dark = behind(this.root);
    if (dark === this.dark) return;
    this.dark = dark;
    this.wear();
    this.changed();
  }

  wear() {
    const { style, dataset } = this.root;
    for (const [role, value] of Object.entries(this.palette)) style.setProperty(`--ganviz-${role}`, value);
    style.colorScheme = dataset.theme = this.dark ? "dark" : "light"; // for the browser's own inputs
  }
}
