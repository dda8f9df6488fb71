// The hidden widget that brings plotly.js to the page, once, and leaves it on the shelf.
import { fill, shelf } from "./shelf.js";

export default {
  // Not awaited: anywidget gives a model two seconds to begin, and a busy page may need longer.
  initialize({ model }) {
    fill(shelf(model.get("key")), model.get("source"));
  },
};
