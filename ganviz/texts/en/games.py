"""Two-parameter games."""

TEXTS: dict[str, str] = {}
