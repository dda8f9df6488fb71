"""English."""

TEXTS = {
    # transport bar
    "play": "Play",
    "play_tip": "Train until paused",
    "play_n_tip": "Train {n} rounds",
    "pause": "Pause",
    "pause_tip": "Pause",
    "step": "Step",
    "step_tip": "One round of Algorithm 1: D, then G",
    "step_only": "{name} only",
    "step_only_tip": "Train {name} alone for one step",
    "reset": "Reset",
    "reset_tip": "Begin again with the same seed",
    "stopped_hint": "The run has stopped; its history is kept. Reset begins again.",
    "time_tip": "Back through time: every stored moment of this run",
    "speed_tip": "Rounds per second",
    "speed_full": "full speed",
    "speed_limit": "{n} / s",
    "rate": "step {step} · {rate} rounds/s",
    "at_step": "step {step}",
    # axes and legends
    "axis_density_d": "density, <i>D</i>(<i>x</i>)",
    "axis_integrand": "integrand of <i>V</i>",
    "axis_mean_g": "mean of <i>p</i><sub>g</sub>",
    "axis_nats": "nats",
    "axis_probability": "probability, density",
    "axis_std_g": "std of <i>p</i><sub>g</sub>",
    "axis_updates": "updates of <i>D</i>",
    "axis_weight": "weight",
    "d_loss": "<i>D</i> loss",
    "fake": "fake, <i>G</i>(<i>z</i>)",
    "g_loss": "<i>G</i> loss",
    "handle_mean": "drag: mean",
    "handle_std": "drag: standard deviation",
    "real": "real, <i>x</i>",
    "route_divergences": "−log 4 + KL + KL",
    "route_monte_carlo": "samples, 95%",
    "route_quadrature": "<i>V</i>(<i>G</i>, <i>D</i>*), quadrature",
    "route_trained": "trained <i>D</i>: a bound",
    "share_real": "share of real points",
    "shortfall": "shortfall",
    # settings of a game
    "target": "target",
    "target_tip": "The data's density: what G is to reproduce",
    "target_two_modes": "two modes",
    "target_gaussian": "one Gaussian",
    "target_uniform": "flat",
    "target_laplace": "sharp peak",
    "target_student_t": "heavy tails",
    "target_triangle": "triangle",
    "target_three_modes": "three modes",
    "target_skewed": "broad and narrow",
    "target_rare_mode": "rare mode",
    "target_far_modes": "far modes",
    "target_two_boxes": "two boxes",
    "target_iris_petal_length": "iris petals (data)",
    "target_drawn": "draw it …",
    "prior": "prior of z",
    "prior_tip": "Where the noise z comes from",
    "prior_uniform": "uniform",
    "prior_gaussian": "Gaussian",
    "objective": "G's cost",
    "objective_tip": "minimax: log(1 − D(G(z))), eq. 1; non-saturating: −log D(G(z)), section 3",
    "objective_minimax": "minimax",
    "objective_non_saturating": "non-saturating",
    "k": "k",
    "k_tip": "Steps of D for each step of G (Algorithm 1)",
    "d_lr": "rate of D",
    "d_lr_tip": "Learning rate of the discriminator",
    "g_lr": "rate of G",
    "g_lr_tip": "Learning rate of the generator",
    "seed": "seed",
    "seed_tip": "The same seed gives the same run",
    "d_size": "size of D",
    "d_size_tip": "Widths of the hidden layers of D",
    "g_size": "size of G",
    "g_size_tip": "Widths of the hidden layers of G",
    "optimizer": "optimiser",
    "optimizer_tip": "How both players follow their gradients",
    "optimizer_adam": "Adam",
    "optimizer_sgd": "SGD, momentum",
    "batch": "minibatch",
    "batch_tip": "Samples of each kind per update",
    "update": "updates",
    "update_tip": "alternating: Algorithm 1; simultaneous: the code released with the paper",
    "update_alternating": "alternating",
    "update_simultaneous": "simultaneous",
    "more": "More settings",
    "more_tip": "Network sizes, optimiser, minibatch, order of updates",
    "lr": "step size",
    "lr_tip": "Learning rate of both players",
    "mean": "mean p_g",
    "mean_tip": "Or drag the circle on the curve",
    "std": "std p_g",
    "std_tip": "Or drag the diamond on the curve",
    "n": "samples",
    "n_tip": "How many points are drawn",
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
    "classifier_readout": (
        "mean log <i>P</i>(<i>Y</i> = <i>y</i> | <i>x</i>) of {n} labelled points: "
        "<b>{mean}</b> ± {error} &ensp;·&ensp; <i>C</i>(<i>G</i>)/2 = <b>{half}</b>"
    ),
    # Theorem 1
    "optimum_alt": "p_data, p_g, D and D*, and C(G) found by four routes on one axis of nats",
    "optimum_readout": (
        "<i>V</i>(<i>G</i>, <i>D</i>*) = <b>{criterion}</b> &ensp;·&ensp; eq. 5: {eq5} "
        "&ensp;·&ensp; samples: {sampled} ± {half} &ensp;·&ensp; "
        "trained <i>D</i>: {trained} &ensp;·&ensp; "
        "JSD = {jsd}"
    ),
    "landscape_readout": (
        "<i>p</i><sub>g</sub> = N({mean}, {std}²) &ensp;·&ensp; "
        "<i>C</i>(<i>G</i>) = <b>{criterion}</b> &ensp;·&ensp; −log 4 = −1.386294"
    ),
    "g_cost": "G's cost",
    "g_cost_tip": "minimax: log(1 − D(G(z))); non-saturating: −log D(G(z))",
    # image experiments
    "axis_mean_d": "mean of <i>D</i>",
    "axis_rounds": "rounds",
    "axis_share": "share of the minibatch",
    "images_alt": "An image GAN in training: losses, means of D, histograms of D(x) and D(G(z))",
    "images_failed": "Failed",
    "images_failed_tip": "The line below says why; run the cell again to begin anew",
    "images_finished": "Finished",
    "images_finished_tip": "All epochs are done; run the cell again to begin anew",
    "images_interrupt": "Training. To stop, interrupt the kernel: the run is saved first.",
    "images_readout": (
        "round <b>{step}</b> of {steps} &ensp;·&ensp; epoch {epoch} &ensp;·&ensp; "
        "<i>D</i>(<i>x</i>) = {d_real} &ensp;·&ensp; "
        "<i>D</i>(<i>G</i>(<i>z</i>)) = {d_fake} &ensp;·&ensp; {rate} img/s &ensp;·&ensp; "
        "{left} left"
    ),
    "images_real": "real images, <i>x</i>",
    "images_resume": "Resume",
    "images_resume_tip": "Go on exactly where the run was saved",
    "images_samples": "<i>G</i>(<i>z</i>), always of the same <i>z</i>",
    "images_saved": "saved in {path}",
    "images_start": "Start",
    "images_start_tip": "Train until stopped",
    "images_stop": "Stop",
    "images_stop_tip": "Save and stop",
    "images_undecided": "log 2",
    "images_undecided_d": "<i>D</i> at 1/2",
    "images_undecided_g": "<i>G</i> at 1/2",
    "images_warning": "round {step}: {what}",
}
