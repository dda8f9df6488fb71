// Bundles the sources into ../static. `--check` compares with what is committed instead of writing.
import { build } from "esbuild";
import { readFile, writeFile } from "node:fs/promises";

const here = new URL(".", import.meta.url).pathname;
const target = `${here}../static/`;
const check = process.argv.includes("--check");

const result = await build({
  entryPoints: ["host", "library", "recording"].map((name) => `${here}${name}.js`),
  outdir: target,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  // plotly.js asks for node's `global`; a page with RequireJS must not swallow its d3.
  define: { global: "globalThis", "define.amd": "false" },
  plugins: [
    {
      name: "styles", // ours as text; maplibre's is left out: no maps here
      setup({ onLoad }) {
        onLoad({ filter: /\.css$/ }, async ({ path }) => {
          const contents = path.startsWith(here) ? await readFile(path, "utf8") : "";
          return { contents, loader: "text" };
        });
      },
    },
  ],
  legalComments: "eof",
  charset: "utf8",
  write: false,
  logLevel: "error",
});

const stale = [];
for (const { path, contents } of result.outputFiles) {
  const committed = await readFile(path).catch(() => null);
  if (committed?.equals(contents)) continue;
  if (check) stale.push(path);
  else await writeFile(path, contents);
}
for (const { path, contents } of result.outputFiles) {
  console.log(`${path.split("/").at(-1)}: ${(contents.length / 1000).toFixed(1)} kB`);
}
if (stale.length) {
  console.error(`not built from the sources beside it (npm run build):\n${stale.join("\n")}`);
  process.exit(1);
}
