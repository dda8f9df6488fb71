"""What the laboratory says in words: numbers, what is wrong with a run, how games differ."""

import html
import math
import time
from collections.abc import Sequence
from typing import Any, final
from weakref import WeakKeyDictionary

import numpy as np

from ganviz import metrics
from ganviz.distributions import Planar
from ganviz.explore.playground.lab import LETTERS, Lab
from ganviz.explore.playground.settings import PlaygroundSettings, difference
from ganviz.host import Frame
from ganviz.texts import decimal, text
from ganviz.toy.snapshots.diagnosis import MEMORY, diagnose
from ganviz.toy.snapshots.signs import Signs, signs_of

_GAP = "&ensp; "  # between the pieces of a line
_PAUSE = 0.2  # seconds between two looks at the signs
PAIRS = 8  # of sets of real samples


def numbers(frame: Frame) -> str:
    """Return the line under the picture: the measures of one run, or the main ones of several."""
    moment = frame.snapshot
    if len(moment.lanes) > 1:
        lanes = map(_lane, LETTERS, moment.lanes, moment.planes)
        return " &ensp;|&ensp; ".join(map(_whole, lanes))
    [snapshot], [plane] = moment.lanes, moment.planes
    shown = {
        "jsd": interval(snapshot.jsd, snapshot.jsd_error),
        "kl": interval(snapshot.kl, snapshot.kl_error, 2),
        "reverse_kl": interval(snapshot.reverse_kl, snapshot.reverse_kl_error, 2),
        "modes": _modes(snapshot, plane),
    }
    line = text("playground_readout", now=snapshot, **shown)
    if frame.playing:  # what takes long is said on pause
        return _whole(line)
    return _whole(
        line
        + text(
            "playground_readout_pause",
            now=snapshot,
            wasserstein=metrics.wasserstein(snapshot.fake, snapshot.real),
            perfect=_between_real(plane, moment.states[0].get("p_data"), len(snapshot.real)),
        )
    )


_BETWEEN_REAL: WeakKeyDictionary[Any, float] = WeakKeyDictionary()  # by plane


def _between_real(plane: Any, p_data: Planar | None, n: int) -> float:
    """The mean W_1 between two sets of n real samples: what a perfect generator reads."""
    if p_data is None:  # a run that does not say what it learns
        return math.nan
    if plane not in _BETWEEN_REAL:
        draws = p_data.sample(2 * PAIRS * n, np.random.default_rng(0)).reshape(PAIRS, 2, n, 2)
        far = [metrics.wasserstein(*pair) for pair in draws]
        _BETWEEN_REAL[plane] = float(np.mean(far))
    return _BETWEEN_REAL[plane]


def names_of(moment: Any) -> list[str]:
    """What the lanes are called, where there are several."""
    lanes = len(moment.lanes)
    return [text("lane", letter=letter) for letter in LETTERS[:lanes]] if lanes > 1 else []


def _whole(line: str) -> str:
    """Let a line break between its pieces only."""
    pieces = line.split(_GAP)
    return _GAP.join(f'<span class="ganviz-whole">{piece}</span>' for piece in pieces)


def interval(value: float, error: float, digits: int = 3) -> str:
    """A number and half the width of its 95% interval, or a bound from below.

    Where the error is below the last digit shown, the number stands alone.

    >>> interval(0.0123, 0.004), interval(0.0123, 2e-9)
    ('0.012 ± 0.004', '0.012')
    >>> interval(0.4321, math.inf)
    '≥ 0.432'
    """
    if error == math.inf:
        return f"≥ {decimal(value, digits)}"
    if error < 0.5 * 10**-digits:
        return decimal(value, digits)
    return f"{decimal(value, digits)} ± {decimal(error, digits)}"


def _lane(letter: str, snapshot: Any, plane: Any) -> str:
    jsd = interval(snapshot.jsd, snapshot.jsd_error)
    return text("lane_readout", letter=letter, jsd=jsd, modes=_modes(snapshot, plane))


def _modes(snapshot: Any, plane: Any) -> str:
    if not len(plane.means):
        return ""
    return text("modes_readout", now=snapshot, modes=len(plane.means))


def differences(games: tuple[PlaygroundSettings, ...]) -> str:
    """Return what each further game has other than the first, as HTML.

    >>> a = PlaygroundSettings()
    >>> differences((a, a.but(k=3)))
    'B: <b>k = 3</b> (A: 1)'
    """
    first, *others = games
    said = []
    for letter, game in zip(LETTERS[1:], others, strict=False):
        parts = [
            f"<b>{_label(path)} = {_short(path, new)}</b> (A: {_short(path, old)})"
            for path, (old, new) in difference(first, game).items()
        ]
        said.append(f"{letter}: {', '.join(parts) or text('same_as_a')}")
    return " &ensp;|&ensp; ".join(said)


def _label(path: str) -> str:
    """What the control of a setting is called, and of whom it is."""
    who, _, part = path.rpartition(".")
    player = {"generator": "G", "discriminator": "D"}.get(who)
    if part == "lr":
        return text(f"{str(player).lower()}_lr")
    label = html.escape(text(_KEYS.get(part, part)))
    return text("label_of", label=label, player=player) if player else label


def _short(path: str, value: Any) -> str:
    """A value as its control shows it."""
    part = path.rpartition(".")[2]
    if isinstance(value, str):
        return html.escape(text(f"{_KEYS.get(part, part)}_{value}"))
    if isinstance(value, bool):
        return text("on" if value else "off")
    if part == "drawn":
        return text("points", n=len(value))
    if isinstance(value, tuple):
        return " · ".join(map(str, value)) or "–"
    return f"{value:g}"


_KEYS = {"kind": "prior", "dim": "z_dim", "hidden": "layers", "drawn": "target_drawn"}
"""Of texts, where they are not called as the field is."""


@final
class Doctor:
    """Diagnoses the run of one lane from the moments that it is shown."""

    def __init__(self) -> None:
        self._signs: list[Signs] = []
        self._due = 0.0

    def copy(self) -> "Doctor":
        """One with the same observations, for a branch."""
        other = Doctor()
        other._signs = list(self._signs)
        return other

    def look(self, snapshot: Any, *, playing: bool) -> None:
        """Take note of a moment, a few times a second; an earlier one forgets what followed."""
        now = time.monotonic()
        if not playing or now < self._due:
            return
        self._due = now + _PAUSE
        oldest = snapshot.step - 2 * MEMORY
        self._signs = [s for s in self._signs if oldest <= s.step < snapshot.step]
        self._signs.append(signs_of(snapshot))

    def says(self, step: int, stopped: str) -> str:
        """Return the findings at ``step`` as HTML, "" where nothing is wrong."""
        signs = [s for s in self._signs if s.step <= step]
        found = diagnose(signs, stopped=stopped) if signs or stopped else ()
        return " ".join(
            text("finding", title=f.title, evidence=html.escape(f.evidence), cure=f.suggestion)
            for f in found
        )


def remarks(lab: Lab, moment: Any, doctors: Sequence[Doctor]) -> str:
    """Return what there is to say of the lane that is set: preset, diagnosis, differences, a hint.

    Args:
        lab: what is set.
        moment: a `ganviz.toy.runs.lanes.LanesMoment`.
        doctors: one for each of its lanes.
    """
    lane = min(lab.lane, len(moment.lanes) - 1)
    about = text(f"preset_{preset}_about") if (preset := lab.at("preset")) else ""
    says = doctors[lane].says(moment.lanes[lane].step, moment.stopped[lane])
    several = differences(lab.games) if len(lab.games) > 1 else ""
    hint = text("draw_hint") if lab.draws else ""
    return "<br>".join(filter(None, (about, says, several, hint)))
