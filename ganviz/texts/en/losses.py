"""What the players minimise: generator costs, saturation, label smoothing."""

TEXTS: dict[str, str] = {
    # names of objectives
    "objective_minimax": "minimax",
    "objective_non_saturating": "non-saturating",
    "objective_maximum_likelihood": "maximum likelihood",
    "objective_least_squares": "least squares",
    "objective_hinge": "hinge",
    "objective_wasserstein": "Wasserstein",
    "objective_relativistic": "relativistic pairing",
    "objective_kl": "f-GAN: KL",
    "objective_reverse_kl": "f-GAN: reverse KL",
    "objective_pearson": "f-GAN: Pearson",
    "objective_neyman": "f-GAN: Neyman",
    "objective_hellinger": "f-GAN: Hellinger",
    "objective_js": "f-GAN: JS",
    "objective_total_variation": "f-GAN: total variation",
    # what they imply: what D measures, what G descends
    "measures_minimax": "2 JSD − log 4",
    "measures_non_saturating": "2 JSD − log 4",
    "measures_maximum_likelihood": "2 JSD − log 4",
    "measures_least_squares": "χ²(<i>p</i><sub>g</sub> ‖ <i>m</i>) − 1",
    "measures_hinge": "2 TV − 2",
    "measures_wasserstein": "W<sub>1</sub>",
    "measures_relativistic": "JSD of pairs − log 2",
    "measures_kl": "KL(<i>p</i><sub>data</sub> ‖ <i>p</i><sub>g</sub>)",
    "measures_reverse_kl": "KL(<i>p</i><sub>g</sub> ‖ <i>p</i><sub>data</sub>)",
    "measures_pearson": "χ²(<i>p</i><sub>data</sub> ‖ <i>p</i><sub>g</sub>)",
    "measures_neyman": "χ²(<i>p</i><sub>g</sub> ‖ <i>p</i><sub>data</sub>)",
    "measures_hellinger": "2 H²",
    "measures_js": "2 JSD",
    "measures_total_variation": "TV",
    "descends_minimax": "2 JSD",
    "descends_non_saturating": "KL(<i>p</i><sub>g</sub> ‖ <i>p</i><sub>data</sub>) − 2 JSD",
    "descends_maximum_likelihood": "KL(<i>p</i><sub>data</sub> ‖ <i>p</i><sub>g</sub>)",
    "descends_least_squares": (
        "2 KL(<i>p</i><sub>data</sub> ‖ <i>m</i>) − χ²(<i>p</i><sub>g</sub> ‖ <i>m</i>)"
    ),
    "descends_hinge": "2 TV",
    "descends_wasserstein": "W<sub>1</sub>",
    "descends_relativistic": ("KL(<i>p</i><sub>g</sub> ‖ <i>p</i><sub>data</sub>) − JSD of pairs"),
    "descends_kl": "KL(<i>p</i><sub>data</sub> ‖ <i>p</i><sub>g</sub>)",
    "descends_reverse_kl": "KL(<i>p</i><sub>g</sub> ‖ <i>p</i><sub>data</sub>)",
    "descends_pearson": "χ²(<i>p</i><sub>data</sub> ‖ <i>p</i><sub>g</sub>)",
    "descends_neyman": "χ²(<i>p</i><sub>g</sub> ‖ <i>p</i><sub>data</sub>)",
    "descends_hellinger": "2 H²",
    "descends_js": "2 JSD",
    "descends_total_variation": "TV",
    # the tutorial's Figure 16
    "losses_alt": "What G pays for a sample over D(G(z)), and the slopes by the logit of D",
    "compared": "compare",
    "compared_tip": "An objective beside the three of the tutorial",
    "d_of_fake": "D(G(z))",
    "d_of_fake_tip": "How real D finds a sample; or drag the circle",
    "losses_handle": "drag: <i>D</i>(<i>G</i>(<i>z</i>))",
    "axis_cost": "cost of <i>G</i>",
    "axis_slope_by_logit": "|slope| by the logit of <i>D</i>",
    "slope_by_d": "slope by <i>D</i>",
    "losses_readout": "slope by logit (by <i>D</i>): {slopes}",
    "losses_slope": "{name} <b>{by_logit}</b> ({by_d})",
    # one fixed point
    "fixed_point_alt": "p_data, p_g and D*, and what G descends over the mean of p_g",
    "axis_descends": "what <i>G</i> descends",
    "fixed_point_readout": (
        "{name}: the best <i>D</i> measures <b>{measures}</b> &ensp;·&ensp; "
        "<i>G</i> descends <b>{descends}</b> &ensp;·&ensp; slope here {slope}"
    ),
    # saturation
    "saturation_alt": "D in training ahead of G, and the norms of G's gradient under two costs",
    "axis_gradient_norm": "|∇<sub>θg</sub>|",
    "rounds": "rounds",
    "rounds_tip": "Rounds of Algorithm 1 before G stands still: how early it is",
    "saturation_readout": (
        "update <b>{step}</b> of <i>D</i> &ensp;·&ensp; "
        "mean <i>D</i>(<i>G</i>(<i>z</i>)) = {d_fake} &ensp;·&ensp; "
        "|∇<sub>θg</sub>|: minimax {minimax}, non-saturating {non_saturating}: "
        "<b>{ratio}</b> times as much"
    ),
    # label smoothing
    "smoothing_alt": "D* with and without smoothed labels, and the pull of each on a sample at x",
    "smoothing_alpha": "α (real)",
    "smoothing_alpha_tip": "Share of real samples that D is to call fake",
    "smoothing_beta": "β (fake)",
    "smoothing_beta_tip": "Share of fake samples that D is to call real",
    "d_smoothed": "<i>D</i>*, smoothed",
    "smoothing_one_sided": "One-sided",
    "smoothing_one_sided_tip": "Targets .9 and 0: α = .1, β = 0",
    "smoothing_two_sided": "Two-sided",
    "smoothing_two_sided_tip": "Targets .9 and .1: α = β = .1",
    "smoothing_readout": (
        "a fake at <i>x</i> = {x}: <i>D</i>* = {d_star}, smoothed {d} &ensp;·&ensp; "
        "of the push that it feels <b>{kept}%</b> remains"
    ),
}
