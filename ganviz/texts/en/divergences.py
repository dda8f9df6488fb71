"""Fitting under different divergences, maximum likelihood, disjoint supports."""

TEXTS: dict[str, str] = {}
