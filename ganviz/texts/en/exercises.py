"""The graded exercises: statements, hints, solutions, verdicts."""

TEXTS: dict[str, str] = {}
