/*! plotly.js 4.1.1, Copyright (c) 2016-2024 Plotly Technologies Inc., MIT License: https://github.com/plotly/plotly.js */
// The library, once a page: plotly.js, the host, and where its pictures come from.
export { Host } from "./explorer.js";
export { KernelSource } from "./kernel.js";
export { RecordedSource } from "./recorded.js";
