"""Table 1 of Goodfellow et al. (2014), with further rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol


class Scored(Protocol):
    """A mean log-likelihood and its standard error in nats, such as a ParzenEstimate."""

    @property
    def mean(self) -> float: ...  # noqa: D102
    @property
    def standard_error(self) -> float: ...  # noqa: D102


@dataclass(frozen=True)
class Score:
    """A result of the paper, in nats."""

    mean: float
    standard_error: float


@dataclass(frozen=True)
class Row:
    """One line of the table; None where there is no number."""

    model: str
    mnist: Scored | None = None
    tfd: Scored | None = None
    source: str = "measured here"


_SOURCE = "the paper, Table 1"

PAPER = (
    Row("DBN (Bengio et al., 2013)", Score(138, 2), Score(1909, 66), _SOURCE),
    Row("Stacked CAE (Bengio et al., 2013)", Score(121, 1.6), Score(2110, 50), _SOURCE),
    Row("Deep GSN (Bengio et al., 2014)", Score(214, 1.1), Score(1890, 29), _SOURCE),
    Row("Adversarial nets", Score(225, 2), Score(2057, 26), _SOURCE),
)
"""The rows of Goodfellow et al. (2014).

The standard error is across test images on MNIST, across folds on TFD.
"""


def table1(ours: Iterable[Row] = ()) -> str:
    """A Markdown table of the paper's rows, then ``ours``, with aligned columns.

    >>> print(table1([Row("ours", mnist=Score(226.04, 1.98))]))
    | model                             | MNIST       | TFD       | source             |
    |-----------------------------------|-------------|-----------|--------------------|
    | DBN (Bengio et al., 2013)         | 138 ± 2     | 1909 ± 66 | the paper, Table 1 |
    | Stacked CAE (Bengio et al., 2013) | 121 ± 1.6   | 2110 ± 50 | the paper, Table 1 |
    | Deep GSN (Bengio et al., 2014)    | 214 ± 1.1   | 1890 ± 29 | the paper, Table 1 |
    | Adversarial nets                  | 225 ± 2     | 2057 ± 26 | the paper, Table 1 |
    | ours                              | 226.0 ± 2.0 |           | measured here      |
    """
    cells = [("model", "MNIST", "TFD", "source")]
    cells += [
        (_escaped(row.model), _cell(row.mnist), _cell(row.tfd), _escaped(row.source))
        for row in (*PAPER, *ours)
    ]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = [
        "| " + " | ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)) + " |"
        for line in cells
    ]
    rule = "|" + "|".join("-" * (w + 2) for w in widths) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])


def _cell(score: Scored | None) -> str:
    if score is None:
        return ""
    if score.mean == round(score.mean):  # as the paper prints it
        return f"{score.mean:g} ± {score.standard_error:g}"
    return with_error(score.mean, score.standard_error)


def with_error(mean: float, error: float) -> str:
    """``mean ± error`` with one decimal each; an error below .05 with one significant digit.

    >>> with_error(226.04, 1.98), with_error(-0.41, 0.0183)
    ('226.0 ± 2.0', '-0.4 ± 0.02')
    """
    return f"{mean:.1f} ± {error:{'.1g' if 0 < error < 0.05 else '.1f'}}"


def _escaped(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
