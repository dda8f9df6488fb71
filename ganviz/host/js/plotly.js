// plotly.js with the traces that ganviz draws.
import bar from "plotly.js/lib/bar";
import contour from "plotly.js/lib/contour";
import core from "plotly.js/lib/core";
import heatmap from "plotly.js/lib/heatmap";

/** @type {any} */
export const Plotly = core;

Plotly.register([bar, contour, heatmap]);
