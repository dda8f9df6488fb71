// A heat map on the canvas: one pixel a number through the colour scale, stretched over its cells.

const SHADES = 256;
const scales = new Map(); // colour scale as text -> its shades
let picture = null; // of one pixel a number

/** A plotly colour scale as SHADES pixels (RGBA in 32 bits), by the browser's own gradient. */
function shadesOf({ colorscale, reversescale }) {
  const key = JSON.stringify([colorscale, reversescale]);
  if (!scales.has(key)) {
    const canvas = Object.assign(document.createElement("canvas"), { width: SHADES, height: 1 });
    const ctx = canvas.getContext("2d");
    const gradient = ctx.createLinearGradient(0.5, 0, SHADES - 0.5, 0);
    for (const [at, color] of colorscale) gradient.addColorStop(reversescale ? 1 - at : at, color);
    ctx.fillStyle = gradient;
    ctx.fillRect(0, 0, SHADES, 1);
    scales.set(key, new Uint32Array(ctx.getImageData(0, 0, SHADES, 1).data.buffer));
  }
  return scales.get(key);
}

/** rows of numbers -> one shade each, linear from low to high and clamped; nan is transparent. */
export function pixels(rows, low, high, shades) {
  const columns = rows[0]?.length ?? 0;
  const painted = new Uint32Array(rows.length * columns);
  const last = shades.length - 1;
  const scale = last / (high - low);
  let at = 0;
  for (const row of rows) {
    for (let i = 0; i < columns; i++, at++) {
      const shade = Math.round((row[i] - low) * scale);
      if (shade === shade) painted[at] = shades[Math.min(Math.max(shade, 0), last)];
    }
  }
  return painted;
}

/** The outer edges of `n` equal cells whose centres are trace.x, or x0 and steps of dx. */
export function edges(trace, letter, n) {
  const centre = (i) => trace[letter]?.[i] ?? trace[`${letter}0`] + i * trace[`d${letter}`];
  const [first, last] = [centre(0), centre(n - 1)];
  const half = n > 1 ? (last - first) / (n - 1) / 2 : trace[`d${letter}`] / 2;
  return [first - half, last + half];
}

/** Paint rows of numbers in the style of a heat map; left .. bottom are pixels of its outer edges. */
export function paintHeat(ctx, trace, rows, { left, right, top, bottom }) {
  const [height, width] = [rows.length, rows[0]?.length ?? 0];
  if (!height || !width) return;
  picture ??= document.createElement("canvas");
  if (picture.width !== width || picture.height !== height) Object.assign(picture, { width, height });
  const shades = pixels(rows, trace.zmin, trace.zmax, shadesOf(trace));
  picture.getContext("2d").putImageData(new ImageData(new Uint8ClampedArray(shades.buffer), width, height), 0, 0);
  ctx.imageSmoothingEnabled = Boolean(trace.zsmooth);
  ctx.translate(left, bottom); // the first row is the lowest
  ctx.scale((right - left) / width, (top - bottom) / height);
  ctx.drawImage(picture, 0, 0);
}
