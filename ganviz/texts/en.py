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
    "time_tip": "Back through time: every stored moment of this run",
    "speed": "Speed",
    "speed_tip": "Rounds per second",
    "speed_full": "full speed",
    "speed_limit": "{n} / s",
    "rate": "step {step} · {rate} rounds/s",
    "at_step": "step {step}",
}
