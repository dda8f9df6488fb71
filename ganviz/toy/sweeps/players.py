"""Who plays the runs of a sweep, and what is found of each."""

import hashlib
import json
import math
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from ganviz.distributions import Distribution
from ganviz.run import Diverged, Run
from ganviz.settings import to_json
from ganviz.toy.ensemble import BLOCK, Ensemble
from ganviz.toy.prior import Prior
from ganviz.toy.settings import by_form
from ganviz.toy.snapshots.diagnosis import RULES, diagnose
from ganviz.toy.snapshots.plane import PlaneSnapshot
from ganviz.toy.snapshots.signs import signs_of
from ganviz.toy.snapshots.snapshot import Snapshot

LOOKS = 20
"""Moments at which a run is looked at; an outcome is the mean over those of its second half."""
MEASURES = ("jsd", "value", "modes", "high_quality")
"""The numbers of a moment that are outcomes; nan where it has no such number."""

Row = dict[str, Any]
"""What is found of a run, name -> value."""


class Players(ABC):
    """Who plays the settings of a sweep; it is pickled where others than this process play.

    >>> from ganviz import sweep
    >>> from ganviz.toy import ToySettings
    >>> class Loud(Players):
    ...     def who(self):
    ...         return ["loud"]
    ...     def play(self, block, rounds):
    ...         return [{"loudness": one.k * rounds} for one in block]
    >>> sweep(ToySettings(), {"k": (1, 2)}, rounds=9, seeds=1, players=Loud()).loudness.tolist()
    [9, 18]
    """

    @abstractmethod
    def who(self) -> list[str]:
        """What decides the rows besides settings and rounds: others have other keys."""

    def blocks(self, settings: Sequence[Any]) -> Sequence[Sequence[Any]]:
        """The settings that are played together; here each is by itself."""
        return [[one] for one in settings]

    @abstractmethod
    def play(self, block: Sequence[Any], rounds: int) -> list[Row]:
        """What is found of each of a block, name -> value; perhaps ``seconds`` too."""

    @final
    def key(self, settings: Any, rounds: int) -> str:
        """A digest of all that decides a row."""
        decides = json.dumps([self.who(), type(settings).__name__, to_json(settings), rounds])
        return hashlib.sha256(decides.encode()).hexdigest()[:20]

    @final
    def rows(self, block: Sequence[Any], rounds: int) -> dict[str, Row]:
        """The rows of a block by their keys."""
        start = time.perf_counter()
        played = self.play(block, rounds)
        seconds = (time.perf_counter() - start) / len(block)
        return {
            self.key(one, rounds): row | {"seconds": row.get("seconds", seconds)}
            for one, row in zip(block, played, strict=True)
        }


@final
@dataclass(frozen=True)
class ToyGANs(Players):
    """Toy GANs of one form are played together, so that each costs the same."""

    p_data: Distribution
    p_z: Prior

    def who(self) -> list[str]:
        """The two distributions."""
        return [repr(self.p_data), repr(self.p_z)]

    def blocks(self, settings: Sequence[Any]) -> Sequence[Sequence[Any]]:
        """As many as an `Ensemble` computes in the same arrays."""
        return [
            [settings[place] for place in places[i : i + BLOCK]]
            for places in by_form(settings)
            for i in range(0, len(places), BLOCK)
        ]

    def play(self, block: Sequence[Any], rounds: int) -> list[Row]:
        """How the games end."""
        together, records = Ensemble(self.p_data, self.p_z, block), [_Record() for _ in block]
        runs = together.alone()
        for n in _looks(rounds):
            together.step(n)
            together.show(runs)
            for run, record in zip(runs, records, strict=True):
                record.follow(run)
        return [record.outcome() for record in records]


@final
@dataclass(frozen=True)
class Each(Players):
    """Any runs: ``make`` makes one of settings, and is a function at the top of a module."""

    make: Callable[[Any], Run[Any]]

    def who(self) -> list[str]:
        """The name of the function."""
        return [f"{self.make.__module__}.{self.make.__qualname__}"]

    def play(self, block: Sequence[Any], rounds: int) -> list[Row]:
        """How the runs end."""
        runs, records = [self.make(one) for one in block], [_Record() for _ in block]
        for run, record in zip(runs, records, strict=True):
            for n in _looks(rounds):
                record.follow(run, n)
        return [record.outcome() for record in records]


def _looks(rounds: int) -> list[int]:
    """The rounds before each look."""
    return np.diff(np.linspace(0, rounds, min(LOOKS, rounds) + 1).round().astype(int)).tolist()


class _Record:
    """What is kept of a run while it is played."""

    def __init__(self) -> None:
        self._moments: list[Any] = []
        self._stopped = ""

    def follow(self, run: Run[Any], n: int = 0) -> None:
        """Take ``n`` steps, if any, and look; a run that has diverged is left alone."""
        if self._stopped:
            return
        try:
            if n:
                run.step(n)
            self._moments.append(run.snapshot())
        except Diverged as error:
            self._stopped = str(error)

    def outcome(self) -> Row:
        """Means over the second half, findings at the end, and whether it stopped."""
        late = self._moments[len(self._moments) // 2 :]
        row = {
            name: float(np.mean([getattr(m, name, math.nan) for m in late])) if late else math.nan
            for name in MEASURES
        }
        signs = [signs_of(m) for m in self._moments if isinstance(m, Snapshot | PlaneSnapshot)]
        found = {finding.name for finding in diagnose(signs, stopped=self._stopped)}
        return row | {name: name in found for name in RULES} | {"diverged": bool(self._stopped)}
