"""English, one module for each part of the project."""

from ganviz.texts.en import (
    common,
    convergence,
    diagnosis,
    divergences,
    exercises,
    games,
    helvetica,
    images,
    laboratory,
    losses,
    paper,
    playground,
)

PARTS = (
    common,
    convergence,
    diagnosis,
    divergences,
    exercises,
    games,
    helvetica,
    images,
    laboratory,
    losses,
    paper,
    playground,
)
TEXTS: dict[str, str] = {key: words for part in PARTS for key, words in part.TEXTS.items()}
