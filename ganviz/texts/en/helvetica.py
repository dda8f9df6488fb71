"""The Helvetica scenario: the order of the two optimisations, and data on a curve."""

TEXTS: dict[str, str] = {
    # minimax and maximin
    "orders_alt": "What G makes in min max and in max min, step by step, and V in both",
    "orders_axis_steps": "steps",
    "orders_min_max": "<b>min<sub>G</sub> max<sub>D</sub></b><br>D answers, G steps",
    "orders_max_min": "<b>max<sub>D</sub> min<sub>G</sub></b><br>G answers, D steps",
    "orders_outside_g": "min max",
    "orders_outside_d": "max min",
    "orders_average": "its average",
    "orders_modes": "modes",
    "orders_modes_tip": "Equal modes of the data",
    "orders_pace": "pace of D",
    "orders_pace_tip": (
        "In max min: the weight of the latest p_g in what D remembers; – lets D stand still (k = 0)"
    ),
    "orders_step": "step",
    "orders_step_tip": "Steps of the player in the outer loop",
    "orders_readout": (
        "max min <i>V</i> = {lower} ≤ <b>−log 4</b> ≤ {upper} = min max <i>V</i> &ensp;·&ensp; "
        "JSD: min max <b>{jsd_g}</b>, max min <b>{jsd_d}</b>, average of max min {average}"
    ),
    # data on a curve
    "sharp_alt": "A generator's curve, the path of a Markov chain, and its mixing against its blur",
    "sharp_axis_off": "distance from the circle",
    "sharp_axis_visited": "parts of the circle visited",
    "sharp_curve": "<i>G</i>(<i>z</i>), <i>z</i> in one dimension",
    "sharp_chain": "Markov chain",
    "sharp_width": "thickness",
    "sharp_width_tip": "Standard deviation of the data across their circle; G is trained anew",
    "sharp_blur": "blur",
    "sharp_blur_tip": "Standard deviation of the noise that the data get for the chain's sake",
    "sharp_readout": (
        "<i>G</i>: {g_visited} of {parts} parts, <b>{g_off}</b> from the circle &ensp;·&ensp; "
        "chain, {steps} steps: <b>{visited}</b> of {parts} parts, <b>{off}</b> from the circle"
    ),
}
