"""Fitting under different divergences, maximum likelihood, disjoint supports."""

TEXTS: dict[str, str] = {
    "axis_density": "density",
    # one Gaussian for two modes
    "fitting_best": "best Gaussian <i>q</i>",
    "fitting_others": "other local minima",
    "fitting_cost": "cost at <i>x</i>",
    "fitting_mean": "mean of <i>q</i>",
    "fitting_std": "std of <i>q</i>",
    "fitting_alt": "Two modes, their best Gaussian, and the divergence over all Gaussians",
    "fitting_readout": (
        "{name} = <b>{value}</b> &ensp;·&ensp; <i>q</i> = N({mean}, {std}²) &ensp;·&ensp; "
        "local minima: {minima} &ensp;·&ensp; "
        "KL(<i>p</i><sub>data</sub>‖<i>q</i>) = {kl} &ensp;·&ensp; "
        "KL(<i>q</i>‖<i>p</i><sub>data</sub>) = {reverse}"
    ),
    "divergence": "minimise",
    "divergence_tip": (
        "What the Gaussian minimises; with D_α, the slider below leads from KL to reverse KL"
    ),
    "divergence_alpha": "D_α: KL to reverse KL",
    "divergence_js": "Jensen-Shannon",
    "divergence_total_variation": "total variation",
    "divergence_hellinger": "Hellinger, squared",
    "divergence_pearson": "Pearson χ²",
    "divergence_neyman": "Neyman χ²",
    "divergence_wasserstein1": "Wasserstein-1",
    "alpha": "α",
    "alpha_tip": "1: KL(p_data‖q), it must cover; 0: KL(q‖p_data), it may settle on one mode",
    "name_alpha": "<i>D</i><sub>{alpha}</sub>",
    "name_kl": "KL(<i>p</i><sub>data</sub>‖<i>q</i>)",
    "name_reverse_kl": "KL(<i>q</i>‖<i>p</i><sub>data</sub>)",
    "name_js": "JSD",
    "name_total_variation": "TV",
    "name_hellinger": "<i>H</i>²",
    "name_pearson": "χ²(<i>p</i><sub>data</sub>‖<i>q</i>)",
    "name_neyman": "χ²(<i>q</i>‖<i>p</i><sub>data</sub>)",
    "name_wasserstein1": "<i>W</i><sub>1</sub>",
    "mode_left": "left mode",
    "mode_left_tip": "Its mean; or drag the circle",
    "mode_right": "right mode",
    "mode_right_tip": "Its mean; or drag the circle",
    "mode_left_std": "its std",
    "mode_left_std_tip": "Of the left mode; or drag the diamond",
    "mode_right_std": "its std",
    "mode_right_std_tip": "Of the right mode; or drag the diamond",
    "mode_weight": "share left",
    "mode_weight_tip": "The probability of the left mode",
    # maximum likelihood
    "likelihood_alt": "A density over its data, the forces on it, and the change that they make",
    "likelihood_change": "change of <i>p</i>(<i>x</i>)",
    "likelihood_data": "data: drag",
    "likelihood_up": "up: 1/<i>n</i> each",
    "likelihood_down": "down: <i>p</i>(<i>x</i>) Δ<i>x</i>",
    "likelihood_part": "one point's part",
    "likelihood_sum": "sum",
    "likelihood_readout": (
        "log-likelihood <b>{reached}</b> nats a point &ensp;·&ensp; at the fit {best} "
        "&ensp;·&ensp; "
        "{model} &ensp;·&ensp; |∇| = {force}"
    ),
    "model": "model",
    "model_tip": "What is fitted: in closed form, or by expectation maximisation",
    "model_gaussian": "one Gaussian",
    "model_mixture": "two Gaussians (EM)",
    "likelihood_n": "points",
    "likelihood_n_tip": "How many are drawn from the data's density",
    "likelihood_fitted": "Fitted",
    "likelihood_fitted_tip": "Down: the model follows the data. Up: move the model by hand",
    "likelihood_mean": "mean",
    "likelihood_mean_tip": "Of the model; or drag the circle",
    "likelihood_std": "std",
    "likelihood_std_tip": "Of the model; or drag the diamond",
    # translates and noise
    "supports_alt": "Two densities, four divergences over their distance, and their slopes",
    "supports_distance": "divergence",
    "supports_slope": "slope by <i>θ</i>",
    "supports_handle": "drag: θ",
    "supports_readout": (
        "<i>θ</i> = {theta} &ensp;·&ensp; JSD = <b>{js}</b> (slope {slope}) &ensp;·&ensp; "
        "KL = {kl} &ensp;·&ensp; TV = {tv} &ensp;·&ensp; <i>W</i><sub>1</sub> = <b>{w}</b> "
        "(slope {w_slope})"
    ),
    "theta": "θ",
    "theta_tip": "How far p_g is from p_data; or drag the green circle",
    "width": "width",
    "width_tip": "Of the box; 0 is a single point",
    "sigma": "noise σ",
    "sigma_tip": "Gaussian noise on real and fake points alike",
}
