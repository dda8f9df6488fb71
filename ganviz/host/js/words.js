// Words of a page: for a screen reader, and with numbers in them.

/** What stands in a bit of HTML: "<i>p</i><sub>g</sub>" is p_g. @param {string} html */
export const plain = (html) => html.replaceAll("<sub>", "_").replaceAll("<br>", " ").replace(/<[^>]*>/g, "");

/**
 * "step {step}" and {step: "1,000"} -> "step 1,000".
 * @param {string | undefined} words
 * @param {Record<string, string | number>} values
 */
export const say = (words, values) => (words ?? "").replace(/\{(\w+)\}/g, (whole, name) => `${values[name] ?? whole}`);
