"""What the players minimise: generator costs, saturation, label smoothing."""

TEXTS: dict[str, str] = {}
