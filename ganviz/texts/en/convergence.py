"""Proposition 2: gradient descent in function space."""

TEXTS: dict[str, str] = {}
