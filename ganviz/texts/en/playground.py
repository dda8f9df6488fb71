"""The 2-D laboratory."""

TEXTS: dict[str, str] = {
    # layers of the plane
    "layer_difference": "<i>D</i> − <i>D</i>*",
    "layer_push": "gradient",
    "layer_trails": "trails",
    "layer_warp": "grid of <i>z</i>",
    # model graph
    "node_real": "real <i>x</i>",
    "node_fake": "<i>G</i>(<i>z</i>)",
    # curves
    "share_covered": "modes",
    "share_good": "high quality",
}
