"""What there is to see of a game at one moment: densities, samples, divergences, diagnosis."""
