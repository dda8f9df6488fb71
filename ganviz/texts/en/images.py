"""The image experiments of section 5."""

TEXTS = {
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
