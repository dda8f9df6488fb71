"""The paper's sections 3 and 4: Figure 1, Algorithm 1, Proposition 1, Theorem 1."""

TEXTS = {
    # Figure 1
    "figure1_alt": "Figure 1 of the paper, live: D, p_data, p_g over x, z mapped to x, and curves",
    "figure1_readout": (
        "round <b>{step}</b> &ensp;·&ensp; <i>V</i> = {value} &ensp;·&ensp; "
        "<i>C</i>(<i>G</i>) = {criterion} &ensp;·&ensp; JSD = {jsd} &ensp;·&ensp; "
        "|∇<sub>θd</sub>| = {d_grad} &ensp;·&ensp; |∇<sub>θg</sub>| = {g_grad}"
    ),
    "panels": "Panels of Figure 1",
    "panels_alt": "The four panels (a) to (d) of Figure 1 of the paper",
    "panel_busy": "Training up to that panel …",
    "panel_a_tip": "Near convergence: p_g is similar to p_data, D is partially accurate",
    "panel_b_tip": "D alone has been trained: it has reached D*",
    "panel_c_tip": "G alone has followed the gradient of D",
    "panel_d_tip": "Trained on: p_g is close to p_data and D to 1/2",
    # eq. 1
    "value_alt": "p_data, p_g and D over x, and the two terms of V(G, D) as bars",
    "value_mean": "G: mean",
    "value_mean_tip": "Where the counterfeits are; or drag the circle",
    "value_slope": "D: slope",
    "value_slope_tip": "How sharply the police judge; below 0 they take money for fake",
    "value_threshold": "D: threshold",
    "value_threshold_tip": "Where D = 1/2",
    "value_readout": (
        "E<sub>data</sub>[log <i>D</i>] = {real} &ensp;·&ensp; "
        "E<sub>g</sub>[log(1 − <i>D</i>)] = {fake} &ensp;·&ensp; <i>V</i> = <b>{value}</b> "
        "&ensp;·&ensp; best that any police can do: {best}"
    ),
    "best_police": "Police: best answer",
    "best_police_tip": "Set D to D*: no judgement does better against these counterfeits",
    # Algorithm 1
    "algorithm1_alt": "A minibatch of Algorithm 1 on the axes z and x, with D above it",
    "algorithm1_readout": (
        "round <b>{round}</b> &ensp;·&ensp; <i>G</i>(<i>z</i>) = {a} <i>z</i> {b} "
        "&ensp;·&ensp; <i>D</i>(<i>x</i>) = σ({w} <i>x</i> {c})"
    ),
    "algorithm1_0": "for each round:",
    "algorithm1_1": "  repeat k times:",
    "algorithm1_2": "    draw m noise samples z from p_z",
    "algorithm1_3": "    draw m examples x from p_data",
    "algorithm1_4": "    D: one step up the gradient of V",
    "algorithm1_5": "  draw m noise samples z from p_z",
    "algorithm1_6": "  G: one step down the gradient of its cost",
    "next_line": "Next line",
    "next_line_tip": "Execute one line",
    "next_round": "Whole round",
    "next_round_tip": "Execute lines until G has been updated",
    # Proposition 1
    "lemma_alt": "The weights a and b, and a log y + b log(1 − y) over y with its maximum",
    "lemma_a": "a",
    "lemma_a_tip": "p_data(x) at this x; or drag the black dot",
    "lemma_b": "b",
    "lemma_b_tip": "p_g(x) at this x; or drag the green dot",
    "lemma_y": "y = D(x)",
    "lemma_y_tip": "Your guess; or drag the blue dot",
    "lemma_readout": (
        "at <i>y</i> = {y}: {reached} nats &ensp;·&ensp; best at <i>a</i>/(<i>a</i> + <i>b</i>) = "
        "<b>{best}</b>: {top} nats &ensp;·&ensp; shortfall {shortfall}"
    ),
    "discriminator_alt": "p_data, p_g, D and D* over x, and what each x adds to V(G, D)",
    "discriminator_readout": (
        "<i>V</i>(<i>G</i>, <i>D</i>) = <b>{value}</b> &ensp;·&ensp; "
        "<i>V</i>(<i>G</i>, <i>D</i>*) = <i>C</i>(<i>G</i>) = <b>{criterion}</b> &ensp;·&ensp; "
        "shortfall {shortfall} nats"
    ),
    "draw_d": "Draw D",
    "draw_d_tip": "Draw your own D into the upper picture with the mouse",
    "d_half": "D = 1/2",
    "d_half_tip": "A D that knows nothing: V = −log 4",
    "d_star": "D = D*",
    "d_star_tip": "The optimal discriminator: no D does better",
    "training_alt": "A discriminator in training: D beside D*, and V beside C(G)",
    "training_readout": (
        "update <b>{step}</b> &ensp;·&ensp; <i>V</i>(<i>G</i>, <i>D</i>) = {value} &ensp;·&ensp; "
        "<i>C</i>(<i>G</i>) = {criterion} &ensp;·&ensp; shortfall {gap} nats"
    ),
    "classifier_alt": "D* as the posterior of the label real, over the share counted in bins of x",
    "classifier_readout": (
        "mean log <i>P</i>(<i>Y</i> = <i>y</i> | <i>x</i>) of {n} labelled points: "
        "<b>{mean}</b> (s.e. {error}) &ensp;·&ensp; <i>C</i>(<i>G</i>)/2 = <b>{half}</b>"
    ),
    # Theorem 1
    "optimum_alt": "p_data, p_g, D and D*, and C(G) found by four routes on one axis of nats",
    "optimum_readout": (
        "<i>V</i>(<i>G</i>, <i>D</i>*) = <b>{criterion}</b> &ensp;·&ensp; eq. 5: {eq5} "
        "&ensp;·&ensp; samples: {sampled} ± {half} &ensp;·&ensp; "
        "trained <i>D</i>: {trained} &ensp;·&ensp; "
        "JSD = {jsd}"
    ),
    "landscape_alt": "Contour lines of C(G) over the mean and the standard deviation of p_g",
    "landscape_readout": (
        "<i>p</i><sub>g</sub> = N({mean}, {std}²) &ensp;·&ensp; "
        "<i>C</i>(<i>G</i>) = <b>{criterion}</b> &ensp;·&ensp; −log 4 = −1.386294"
    ),
    "g_cost": "G's cost",
    "g_cost_tip": "minimax: log(1 − D(G(z))); non-saturating: −log D(G(z))",
}
