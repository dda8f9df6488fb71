/*! plotly.js 4.1.1, Copyright (c) 2016-2024 Plotly Technologies Inc., MIT License: https://github.com/plotly/plotly.js */
// The one library: plotly.js with the traces that ganviz draws, and what every view does with it.
// Drawing is plotly's own table of symbols and dashes: the live layer draws with the same ones.
import Plotly from "plotly.js/lib/core";
import bar from "plotly.js/lib/bar";
import contour from "plotly.js/lib/contour";
import heatmap from "plotly.js/lib/heatmap";
import Drawing from "plotly.js/src/components/drawing";

Plotly.register([bar, contour, heatmap]);

export { Drawing, Plotly };
export { attend, explorerOf, keepPress } from "./beside.js";
export { Cells } from "./cells.js";
export { arrowSizes } from "./geometry.js";
export { headSize, hideOriginals, isArrows, paint, stack } from "./layer.js";
export { makeSwitches, missing } from "./legend.js";
export { Handles, Sheet, listenForClicks } from "./pointer.js";
