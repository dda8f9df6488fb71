// plotly.js with the traces that ganviz draws.
import core from "plotly.js/lib/core";
import heatmap from "plotly.js/lib/heatmap";

/** @type {any} */
export const Plotly = core;

Plotly.register([heatmap]);
