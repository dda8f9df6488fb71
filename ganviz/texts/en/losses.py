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
}
