"""The 2-D laboratory."""

TEXTS: dict[str, str] = {}
