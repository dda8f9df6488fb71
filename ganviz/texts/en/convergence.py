"""Proposition 2: gradient descent in function space."""

TEXTS = {
    # p_g flows to p_data
    "convergence_axis_d_star": "density, <i>D</i>*(<i>x</i>)",
    "convergence_axis_density": "density",
    "convergence_axis_steps": "steps",
    "convergence_alt": "p_g on its way to p_data, log(1 − D*), and C(G) over the steps",
    "convergence_readout": (
        "step <b>{step}</b> &ensp;·&ensp; <i>C</i>(<i>G</i>) = <b>{criterion}</b> &ensp;·&ensp; "
        "above −log 4 by {gap} &ensp;·&ensp; known bound {bound} &ensp;·&ensp; "
        "{rate} of what it was a step before"
    ),
    "convergence_step_tip": "One step down the subgradient",
    "convergence_bound": "known bound",
    "convergence_method": "method",
    "convergence_method_tip": "How a step stays a density; each begins with its own step size",
    "convergence_method_mirror": "mirror descent",
    "convergence_method_projected": "projected gradient",
    "convergence_start": "start",
    "convergence_start_tip": "The p_g that the descent begins with",
    "convergence_start_broad": "broad, N(0, 2²)",
    "convergence_start_left": "on the left, N(−2, 0.6²)",
    "convergence_start_drawn": "draw it …",
    "convergence_start_box": "flat on [−2, 2] only",
    "convergence_step_size": "step size",
    "convergence_step_size_tip": (
        "Mirror descent: C(G) falls with any step size up to 1; projected gradient needs far "
        "smaller ones"
    ),
    # convexity along a line
    "convexity_alt": "Two densities, one between them, and C(G) along the line",
    "convexity_axis_share": "share <i>λ</i> of <i>q</i>",
    "convexity_chord": "chord",
    "convexity_readout": (
        "<i>p</i><sub>g</sub> = (1 − λ) <i>p</i> + λ <i>q</i>, λ = {share} &ensp;·&ensp; "
        "<i>C</i> = <b>{criterion}</b> &ensp;·&ensp; chord: {chord}, higher by {below} "
        "&ensp;·&ensp; slope of the tangent: {slope}"
    ),
    "convexity_end_bump": "bump to drag",
    "convexity_p": "p",
    "convexity_p_tip": "One end of the line: a named density, or a Gaussian to drag",
    "convexity_q": "q",
    "convexity_q_tip": "The other end of the line",
    "convexity_p_mean": "mean of p",
    "convexity_p_mean_tip": "Or drag the circle on p",
    "convexity_p_std": "std of p",
    "convexity_p_std_tip": "Or drag the diamond on p",
    "convexity_q_mean": "mean of q",
    "convexity_q_mean_tip": "Or drag the circle on q",
    "convexity_q_std": "std of q",
    "convexity_q_std_tip": "Or drag the diamond on q",
    "convexity_share": "λ",
    "convexity_share_tip": "The share of q; or drag the point on the curve",
    "convexity_handle": "drag: the share of q",
    "convexity_tangent": "<i>V</i> for this one <i>D</i>*",
    # other critical points of a parametric G
    "critical_points_alt": "C(G) over two parameters of G, their path, and p_g beside it",
    "critical_points_first": "start θ₁",
    "critical_points_first_tip": "Where the first bump starts; or drag the circle on the map",
    "critical_points_second": "start θ₂",
    "critical_points_second_tip": "Where the second bump starts; or drag the circle on the map",
    "critical_points_step": "step",
    "critical_points_step_tip": "How far both descents have come",
    "critical_points_readout": (
        "step <b>{step}</b> &ensp;·&ensp; through θ: <i>C</i>(<i>G</i>) = <b>{through}</b>, "
        "|∇<sub>θ</sub><i>C</i>| = {gradient} &ensp;·&ensp; p<sub>g</sub> itself: "
        "<i>C</i>(<i>G</i>) = <b>{free}</b> &ensp;·&ensp; −log 4 = −1.3863"
    ),
    "critical_points_handle": "drag: where both descents start",
    "critical_points_free": "<i>p</i><sub>g</sub> itself",
    "critical_points_through": "<i>p</i><sub>g</sub> through <i>θ</i>",
    "critical_points_path": "path of <i>θ</i>",
}
