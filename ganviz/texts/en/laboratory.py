"""The controls of the 2-D laboratory: settings of the game, slow motion, branches, files."""

TEXTS: dict[str, str] = {
    # what is always there
    "preset": "preset",
    "preset_tip": "Settings that show one phenomenon each; the run begins anew",
    "preset_": "choose …",
    "target_soft_ring": "ring of 8",
    "target_three_blobs": "three blobs",
    "target_circle": "circle",
    "target_ring": "ring of 8, narrow",
    "target_grid": "grid of 25",
    "target_spiral": "spiral",
    "target_two_moons": "two moons",
    "target_swiss_roll": "Swiss roll",
    "target_checkerboard": "checkerboard",
    "target_iris_petals": "iris petals (data)",
    "target_own": "your data",
    "tab_z": "z",
    "tab_g": "G",
    "tab_d": "D",
    "tab_game": "game",
    "tab_cures": "cures",
    "tab_share": "share",
    # z
    "z_dim": "dim of z",
    "z_dim_tip": "How many independent numbers G starts from",
    # the players
    "layers": "layers",
    "layers_tip": "Hidden layers; 0 makes an affine map",
    "units": "units",
    "units_tip": "Width of every hidden layer",
    "activation": "activation",
    "activation_tip": "Between the layers",
    "activation_tanh": "tanh",
    "activation_relu": "ReLU",
    "activation_leaky_relu": "leaky ReLU",
    "activation_elu": "ELU",
    "activation_sigmoid": "sigmoid",
    "activation_maxout": "maxout",
    "momentum": "momentum",
    "momentum_tip": "Of SGD; with Adam, the decay β₁ of the mean gradient",
    "beta2": "β₂",
    "beta2_tip": "Adam's decay of the mean squared gradient",
    "batch_norm": "Batch norm",
    "batch_norm_tip": "Batch normalisation in the hidden layers of G",
    "k_g": "k of G",
    "k_g_tip": "Steps of G in a round; 0 lets G stand still",
    "ema": "average",
    "ema_tip": "Show a moving average of G's parameters with this decay (EMA)",
    "spectral_norm": "Spectral norm",
    "spectral_norm_tip": "Divide each weight matrix of D by its largest singular value",
    "minibatch_features": "compare",
    "minibatch_features_tip": "Minibatch features: numbers by which D compares samples",
    "pack": "pack",
    "pack_tip": "PacGAN: so many samples of one kind are judged together",
    # the game
    "unroll": "unroll",
    "unroll_tip": (
        "G looks so many steps of D ahead and differentiates through them; as published, "
        "G's cost is minimax"
    ),
    # cures
    "r1": "R1",
    "r1_tip": "Weight of D's squared gradient at real samples: γ/2 of Mescheder et al. 2018",
    "r2": "R2",
    "r2_tip": "Weight of D's squared gradient at fakes: γ/2 of Mescheder et al. 2018",
    "gradient_penalty": "WGAN-GP",
    "gradient_penalty_tip": (
        "Weight of (|∇D| − 1)² between real samples and fakes; "
        "its authors took 0.1 for toys, 10 for images"
    ),
    "zero_centred": "0-centred",
    "zero_centred_tip": "Weight of |∇D|² between real samples and fakes",
    "clip": "clip",
    "clip_tip": "Clip D's parameters to this size after each step (WGAN)",
    "instance_noise": "noise",
    "instance_noise_tip": "Standard deviation of the noise on all that D sees",
    "smooth_real": "smooth real",
    "smooth_real_tip": "One-sided label smoothing: real labels are 1 minus this",
    "smooth_fake": "smooth fake",
    "smooth_fake_tip": "Fake labels are this instead of 0",
    # slow motion
    "slow": "Slow motion",
    "slow_tip": "One round of Algorithm 1 from the latest moment, by stages; click again to stop",
    "slow_now": "<b>{place}</b> &ensp; {what}",
    "slow_z": "Draw a minibatch of noise: <i>z</i> ~ <i>p</i><sub>z</sub>",
    "slow_g": "<i>G</i> makes fakes of it: <i>x</i> = <i>G</i>(<i>z</i>)",
    "slow_real": "Draw a minibatch of real examples: <i>x</i> ~ <i>p</i><sub>data</sub>",
    "slow_d": "<i>D</i> judges both: <i>D</i>(<i>x</i>) and <i>D</i>(<i>G</i>(<i>z</i>))",
    "slow_d_loss": (
        "<i>D</i> ascends ∇<sub>θd</sub> mean[log <i>D</i>(<i>x</i>) + "
        "log(1 − <i>D</i>(<i>G</i>(<i>z</i>)))], or its objective in that place"
    ),
    "slow_fake": "<i>G</i> makes fakes of fresh noise: <i>G</i>(<i>z</i>)",
    "slow_d_fake": "<i>D</i>, which stands still now, judges the fakes",
    "slow_g_loss": (
        "<i>G</i> descends ∇<sub>θg</sub> of its cost, through <i>D</i>: "
        "log(1 − <i>D</i>(<i>G</i>(<i>z</i>))) or −log <i>D</i>(<i>G</i>(<i>z</i>))"
    ),
    "slow_both_d": (
        "The gradient of <i>D</i>: ∇<sub>θd</sub> mean[log <i>D</i>(<i>x</i>) + "
        "log(1 − <i>D</i>(<i>G</i>(<i>z</i>)))]; the step waits for that of <i>G</i>"
    ),
    "slow_both_g": (
        "The gradient of <i>G</i> through the same <i>D</i>: ∇<sub>θg</sub> of its cost. Both step "
        "at once"
    ),
    # branches
    "branch": "Branch",
    "branch_tip": "Go on from the moment that is shown in one more lane, with other settings",
    "branch_most": "there are {n} lanes already: keep one first",
    "keep": "Keep this one",
    "keep_tip": "Go on with the lane that is chosen, alone",
    "lane": "run {letter}",
    "same_as_a": "as A so far: change a setting",
    "points": "{n} points",
    # words under the picture
    "playground_alt": "A GAN in the plane: model graph, samples over D's heat map, curves",
    "playground_readout": (
        "round <b>{step}</b>&ensp; <i>V</i> {value}&ensp; "
        "JSD <b>{jsd}</b>&ensp; KL {kl}&ensp; reverse KL {reverse_kl}&ensp; "
        "<i>D</i> right {accuracy}{modes}"
    ),
    "playground_readout_pause": (
        "&ensp; W<sub>1</sub> {wasserstein} (perfect: {perfect})&ensp; |∇<sub>θd</sub>| {d_grad}"
        "&ensp; |∇<sub>θg</sub>| {g_grad}"
    ),
    "lane_readout": "<b>{letter}</b>: JSD = {jsd}{modes}",
    "modes_readout": "&ensp; {covered}/{modes} modes, {share} good",
    "label_of": "{label} of {player}",
    "on": "on",
    "off": "off",
    "finding": "<b>{title}.</b> {evidence} <i>{cure}</i>",
    "draw_hint": "Draw the data into the plane; Shift or the right button takes points away.",
    # files and the text to share
    "settings_text": "Settings, to copy or to paste",
    "settings_tip": "What differs from the defaults, as JSON",
    "use": "Use this text",
    "use_tip": "Begin anew with the settings above",
    "save": "Save",
    "save_tip": "Write a file beside the notebook",
    "save_kind_tip": "What to write",
    "save_safetensors": "run (to load)",
    "save_png": "picture, PNG",
    "save_svg": "picture, SVG",
    "save_gif": "film, GIF",
    "save_mp4": "film, MP4",
    "save_csv": "numbers, CSV",
    "save_parquet": "numbers, parquet",
    "saving": "{name}: {done} of {of}",
    "saved": "written: {name}",
    "load": "Load",
    "load_tip": "Go on with a run that was saved",
    "load_path_tip": "The file of a run",
    # presets
    "preset_start": "Eight modes, learnt",
    "preset_start_about": "G goes to the data: all eight modes within a thousand rounds.",
    "preset_helvetica": "Helvetica: G ahead of D",
    "preset_helvetica_about": (
        "Five steps of G for each of D: G puts every z on one mode; once D has learnt that this is "
        "fake, G goes to the next (paper, section 6; tutorial, 5.1.1)."
    ),
    "preset_k": "Cure: more steps of D",
    "preset_k_about": "A is the Helvetica scenario; in B, k = 5 keeps D near its optimum.",
    "preset_two_rates": "Cure: two time scales",
    "preset_two_rates_about": (
        "A is the Helvetica scenario; in B, D learns ten times as fast as in A (TTUR, Heusel et "
        "al. 2017)."
    ),
    "preset_packing": "Cure: packing",
    "preset_packing_about": (
        "A is the Helvetica scenario; in B, D judges two samples together and sees that they are "
        "alike (PacGAN, Lin et al. 2018)."
    ),
    "preset_unrolling": "Cure: unrolling",
    "preset_unrolling_about": (
        "A is the Helvetica scenario; in B, G looks two steps of D ahead: to go to one mode does "
        "not pay (Metz et al. 2017)."
    ),
    "preset_cycling": "Cycling",
    "preset_cycling_about": (
        "With momentum both players overshoot: G runs around the ring and D runs after it "
        "(tutorial, 5.1: non-convergence)."
    ),
    "preset_r1": "Cycling, cured by R1",
    "preset_r1_about": (
        "A cycles; in B, the penalty on D's gradient at real samples damps the rotation (Mescheder "
        "et al. 2018)."
    ),
    "preset_saturation": "Saturated G",
    "preset_saturation_about": (
        "D is sure at once. A: log(1 − D(G(z))) is flat there, and G stands still; B: −log D(G(z)) "
        "is steep, and G moves (paper, section 3)."
    ),
    "preset_dead": "Dead D",
    "preset_dead_about": (
        "After one huge step all ReLU units of D are off: D is constant, and G gets no gradient."
    ),
    "preset_divergence": "Divergence",
    "preset_divergence_about": (
        "Linear players and a Wasserstein loss, V = xy in the plane. A: simultaneous steps spiral "
        "outwards; B: alternating ones go round and round (tutorial, exercise 7.2)."
    ),
    "preset_wasserstein": "WGAN: clip or penalise",
    "preset_wasserstein_about": (
        "Two ways to a Lipschitz critic. A: clipped weights, slow and coarse (Arjovsky et al. "
        "2017); B: a gradient penalty (WGAN-GP, Gulrajani et al. 2017)."
    ),
    "preset_circle": "A curve out of one dimension",
    "preset_circle_about": (
        "z is a single number, so that G bends a line along the data: its distribution is "
        "degenerate, without a density in the plane (paper, section 6). The data are a little "
        "thicker than a line."
    ),
    "preset_iris": "Real data: iris",
    "preset_iris_about": "Length and width of 150 iris petals (Fisher 1936), in two groups.",
}
