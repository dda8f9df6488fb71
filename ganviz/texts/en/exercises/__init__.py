"""The graded exercises: statements, hints, solutions, remarks on mistakes; verdicts and the card.

Statements, hints (one a line) and explanations are HTML with formulas between dollar signs. Remarks
are plain text.
"""

from ganviz.texts.en.exercises import (
    card,
    discriminator,
    divergences,
    dynamics,
    generator,
    tutorial,
)

PROSE = (tutorial, discriminator, divergences, generator, dynamics)


def _literal(words: str) -> str:
    """Prose has no blanks to fill in: the braces in it belong to its formulas."""
    return words.replace("{", "{{").replace("}", "}}")


TEXTS: dict[str, str] = card.TEXTS | {
    key: _literal(words) for part in PROSE for key, words in part.TEXTS.items()
}
