"""What can go wrong in a run: what it is called, how it was seen, what helps."""

TEXTS: dict[str, str] = {
    "diagnosis_dead_discriminator": "Dead discriminator",
    "diagnosis_dead_discriminator_evidence": (
        "D judges only {accuracy} of the samples right, yet for {rounds} rounds G has had no "
        "gradient: D is flat where the fakes are."
    ),
    "diagnosis_dead_discriminator_cure": (
        "Its units have died: start again with leaky ReLU or with a lower learning rate of D."
    ),
    "diagnosis_saturated_generator": "Saturated generator",
    "diagnosis_saturated_generator_evidence": (
        "D judges {accuracy} of the samples right, and for {rounds} rounds G's gradient has been "
        "below {gradient}."
    ),
    "diagnosis_saturated_generator_cure": (
        "Let G maximise log D(G(z)) (the non-saturating loss of section 3), or train D less: "
        "fewer steps k, instance noise."
    ),
    "diagnosis_mode_collapse": "Mode collapse: the Helvetica scenario",
    "diagnosis_mode_collapse_evidence": (
        "{quality} of what G makes looks real, but it has missed {missed} of the data for "
        "{rounds} rounds."
    ),
    "diagnosis_mode_collapse_cure": (
        "Keep D ahead of G: more steps k, a higher learning rate of D. Or let D see samples "
        "together (packing), add R1, unroll D."
    ),
    "diagnosis_oscillation": "Oscillation",
    "diagnosis_oscillation_evidence": (
        "The fakes have swung to and fro {swings} times in {rounds} rounds, by {way} standard "
        "deviations of the data."
    ),
    "diagnosis_oscillation_cure": (
        "Damp the rotation: add R1, take momentum away, lower the learning rates, or look at an "
        "average of G (EMA)."
    ),
    "diagnosis_divergence": "Divergence",
    "diagnosis_divergence_stopped": "The run has stopped: {reason}.",
    "diagnosis_divergence_loss": (
        "D's loss has grown from {before} to {after} in {rounds} rounds."
    ),
    "diagnosis_divergence_fled": (
        "The fakes are {distance} standard deviations of the data away from the data, and go on."
    ),
    "diagnosis_divergence_cure": (
        "Lower the learning rates; with a Wasserstein loss add a gradient penalty or clip D."
    ),
}
