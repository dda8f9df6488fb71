"""What is wrong with a run, said in words, from the signs of its recent moments.

A rule asks for a state that lasts: what passes within :data:`WINDOW` rounds is called learning.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter

import numpy as np

from ganviz.texts import decimal, text
from ganviz.toy.snapshots.signs import Signs

WINDOW = 1_000
"""Rounds that a state must last."""

FEWEST = 8
"""Moments that it takes to say anything: where they are rare, the window is longer."""

CERTAIN = 0.99
"""Share of samples that D judges right when G has lost; while both learn it is mostly .5 to .75."""

SATURATED = 1e-3
"""Norm of G's gradient at which it stands still; in good runs it was .002 to 4."""

VANISHED = 1e-9
"""Norm of G's gradient that only a D which is constant around all fakes gives."""

FAR = 0.1
"""JSD in nats above which D has something to tell."""

MISSED = 0.2
"""Share of the data missed in a collapse, two modes of eight at least; of a hundred moments of good
runs, 97 miss below .1."""

REAL = 0.5
"""Share of the fakes that look real in a collapse; before G has found the data it is less."""

GAINED = 0.8
"""G is still learning where what it misses falls below this share within the window."""

SWING = 0.25
"""Standard deviations of the data, to either side; four good runs in five stay within .15."""

SWINGS = 4
"""Crossings from one side to the other: two periods."""

PAUSE = 3.0
"""Mean times from one crossing to the next after which the swinging has come to an end."""

MEMORY = 3 * WINDOW
"""Rounds within which an oscillation is looked for, as its period is not known beforehand."""

HUGE = 1_000.0
"""Loss of D beyond what a critic needs whose data are of ordinary size."""

FLED = 5.0
"""Standard deviations of the data: no fake has any business there."""

GROWTH = 1.5
"""Factor within the window that tells growing from large: G may start far from the data."""


@dataclass(frozen=True)
class Finding:
    """Something that is wrong with a run.

    Attributes:
        name: of the rule, a key of :data:`RULES`.
        title: what it is called.
        evidence: how it was seen, in numbers.
        suggestion: what helps.
    """

    name: str
    title: str
    evidence: str
    suggestion: str


def diagnose(history: Sequence[Signs], *, stopped: str = "") -> tuple[Finding, ...]:
    """What is wrong with a run now; nothing where it is healthy, or too young to tell.

    Rules are asked in the order of :data:`RULES`. The first three explain whatever else there is to
    see, so that each of them is the only finding; a collapse and an oscillation may come together.

    Args:
        history: signs of its moments, oldest first; those of the last :data:`MEMORY` rounds count.
        stopped: the reason, where the run has diverged and cannot go on.

    >>> at_first = Signs(0, 1.4, 0.7, 1, 1, 0.69, 0.5, 1, 0, 0.1, 0, 0)
    >>> diagnose([at_first])
    ()
    >>> [found] = diagnose([at_first], stopped="the generator's loss is not finite at step 3")
    >>> found.title, found.evidence
    ('Divergence', "The run has stopped: the generator's loss is not finite at step 3.")
    """
    if stopped:
        return (_finding("divergence", text("diagnosis_divergence_stopped", reason=stopped)),)
    if len(history) < FEWEST or _rounds(history) < WINDOW:
        return ()
    history = _last(history, MEMORY)
    found = []
    for name, rule in RULES.items():
        if evidence := rule(history):
            found.append(_finding(name, evidence))
            if name in _DECISIVE:
                break
    return tuple(found)


def _finding(name: str, evidence: str) -> Finding:
    title, cure = text(f"diagnosis_{name}"), text(f"diagnosis_{name}_cure")
    return Finding(name, title, evidence, cure)


def _last(history: Sequence[Signs], rounds: int) -> Sequence[Signs]:
    """The moments of the last so many rounds, and one before, or more where they are rare."""
    start = bisect_right(history, history[-1].step - rounds, key=lambda signs: signs.step) - 1
    return history[max(0, min(start, len(history) - FEWEST)) :]


def _rounds(history: Sequence[Signs]) -> int:
    return history[-1].step - history[0].step


def _column(history: Sequence[Signs], *names: str) -> np.ndarray:
    """Signs over time, (t,), or (t, n) of several names."""
    return np.array([attrgetter(*names)(signs) for signs in history], dtype=float)


def _divergence(history: Sequence[Signs]) -> str:
    """D's loss, in which a critic's arbitrary constant cancels, or the fakes go off and away."""
    recent = _last(history, WINDOW)
    before, after = _ends(abs(_column(recent, "d_loss")))
    if after > HUGE and after > GROWTH * before:
        shown = {"before": f"{before:.0f}", "after": f"{after:.0f}", "rounds": _rounds(recent)}
        return text("diagnosis_divergence_loss", **shown)
    before, after = _ends(np.hypot(*_column(recent, "centre_x", "centre_y").T))
    if after > FLED and after > GROWTH * before:
        return text("diagnosis_divergence_fled", distance=decimal(after, 1))
    return ""


def _dead_discriminator(history: Sequence[Signs]) -> str:
    """G gets no gradient although D errs: D must be flat where the fakes are."""
    recent = _last(history, WINDOW)
    accuracy = float(np.median(_column(recent, "d_accuracy")))
    far = _column(recent, "jsd").min() > FAR
    if not (far and accuracy < CERTAIN and _gradient(recent) <= VANISHED):
        return ""
    shown = {"accuracy": f"{accuracy:.0%}", "rounds": _rounds(recent)}
    return text("diagnosis_dead_discriminator_evidence", **shown)


def _saturated_generator(history: Sequence[Signs]) -> str:
    """G gets no gradient because D never errs."""
    recent = _last(history, WINDOW)
    accuracy, gradient = float(_column(recent, "d_accuracy").min()), _gradient(recent)
    if not (accuracy >= CERTAIN and gradient <= SATURATED):
        return ""
    shown = {"accuracy": f"{accuracy:.0%}", "rounds": _rounds(recent)}
    return text("diagnosis_saturated_generator_evidence", gradient=f"{gradient:.0e}", **shown)


def _gradient(recent: Sequence[Signs]) -> float:
    """The norm of G's gradient that only one moment in ten exceeds: a lucky minibatch may.

    It is nan, and no rule speaks, as long as the moment before G's first step is among them.
    """
    return float(np.quantile(_column(recent, "g_grad_norm"), 0.9))


def _mode_collapse(history: Sequence[Signs]) -> str:
    recent = _last(history, WINDOW)
    missed, quality = _column(recent, "missed", "quality").T
    before, after = _ends(missed)
    learning = after < GAINED * before
    if learning or min(before, after) < MISSED or np.median(quality) < REAL:
        return ""
    shares = {"missed": f"{after:.0%}", "quality": f"{np.median(quality):.0%}"}
    return text("diagnosis_mode_collapse_evidence", rounds=_rounds(recent), **shares)


def _oscillation(history: Sequence[Signs]) -> str:
    step = _column(history, "step")
    for name in ("centre_x", "centre_y", "spread"):
        path = _column(history, name)
        away = path - np.quantile(path, (0.1, 0.9)).mean()
        sided = np.flatnonzero(abs(away) > SWING)
        turns = step[sided[1:]][np.diff(np.sign(away[sided])) != 0]
        if len(turns) >= SWINGS and step[-1] - turns[-1] < PAUSE * np.diff(turns).mean():
            shown = {"swings": len(turns), "rounds": _rounds(history)}
            return text("diagnosis_oscillation_evidence", way=decimal(np.ptp(path), 1), **shown)
    return ""


def _ends(path: np.ndarray) -> tuple[float, float]:
    """The medians of the first and of the last third."""
    third = len(path) // 3
    return float(np.median(path[:third])), float(np.median(path[-third:]))


RULES: dict[str, Callable[[Sequence[Signs]], str]] = {
    "divergence": _divergence,
    "dead_discriminator": _dead_discriminator,
    "saturated_generator": _saturated_generator,
    "mode_collapse": _mode_collapse,
    "oscillation": _oscillation,
}
"""What may be found, by name: each rule gives its evidence, or no words where it finds nothing."""

_DECISIVE = ("divergence", "dead_discriminator", "saturated_generator")
