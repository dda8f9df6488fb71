// Words of a figure for a screen reader.

/** What stands in a bit of HTML: "<i>p</i><sub>g</sub>" is p_g. */
export const plain = (html) => html.replaceAll("<sub>", "_").replaceAll("<br>", " ").replace(/<[^>]*>/g, "");
