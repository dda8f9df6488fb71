"""The same game in torch, by autograd: for unrolling, and the oracle of the explicit rounds."""
