"""Many runs of one game as one computation."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from ganviz import _check
from ganviz.distributions import Distribution
from ganviz.run import Run
from ganviz.toy.engine import ToyGAN, changed
from ganviz.toy.game import ToyGame
from ganviz.toy.prior import Prior
from ganviz.toy.settings import ToySettings, by_form
from ganviz.toy.threads import one_thread

BLOCK = 16
"""Members whose arrays lie together: the features of more do not stay in the cache."""


@dataclass(frozen=True, eq=False)
class EnsembleMoment:
    """One moment of all members.

    Attributes:
        step: rounds so far.
        members: a snapshot of each run.
    """

    step: int
    members: tuple[Any, ...]


@final
class Ensemble(Run[EnsembleMoment]):
    """Runs of one game, in step and in the same arrays.

    A round of small networks takes longer to call numpy than to compute: here members share the
    calls, as far as they differ in their seeds and in numbers alone
    (`ganviz.toy.settings.require_alike`); others lie in blocks of their own. Each member is, bit
    for bit, the `ToyGAN` of its settings. One whose parameters are no longer finite does not touch
    the others.

    Args:
        p_data, p_z: as for :class:`~ganviz.toy.ToyGAN`.
        settings: of each member.
        device: of torch, such as "cuda", on which members are computed, with the same samples and
            other rounding; None for numpy.
        cuda_graph: on CUDA, whether 64 rounds are recorded as a graph and replayed, many times as
            fast as move by move, which is how what is left over is played. Where recording fails,
            a warning says so and all is played move by move.

    Raises:
        ValueError: no settings, or p_z does not fit p_data.

    Attributes:
        p_data, p_z: as given.
        settings: of each member as they are now; change them through :meth:`configure`.
        steps: rounds played.

    >>> from ganviz.distributions import ring
    >>> from ganviz.toy import Noise
    >>> runs = Ensemble(ring(), Noise(), [ToySettings(batch=16, seed=seed) for seed in range(3)])
    >>> runs.step(2)
    >>> runs.member(1).generator(np.zeros((5, 2))).shape
    (5, 2)
    """

    def __init__(
        self,
        p_data: Distribution,
        p_z: Prior,
        settings: Sequence[ToySettings],
        *,
        device: str | None = None,
        cuda_graph: bool = True,
    ) -> None:
        _check.integer("len(settings)", len(settings), at_least=1)
        one = ToyGAN(p_data, p_z, settings[0])  # refuses what does not fit together
        self.p_data, self.p_z = one.p_data, one.p_z
        self.settings, self.steps = tuple(settings), 0
        self._place: dict[str, Any] = {"device": device, "cuda_graph": cuda_graph}
        self._begin()

    def _begin(self) -> None:
        """Games at their start: of blocks of members, or of lone runs where torch unrolls D."""
        self._places: list[list[int]] = []
        self._lone: list[ToyGAN] = []  # those that a snapshot looks at
        for places in by_form(self.settings):
            size = BLOCK if self._place["device"] is None else len(places)
            size = 1 if self.settings[places[0]].unroll else size
            self._places += [places[i : i + size] for i in range(0, len(places), size)]
        self._games = [self._game([self.settings[i] for i in places]) for places in self._places]

    def _game(self, members: list[ToySettings]) -> ToyGame:
        unrolled = members[0].unroll > 0
        place = {} if unrolled else self._place
        return ToyGame(self.p_data, self.p_z, members, alone=unrolled, **place)

    @one_thread()
    def step(self, n: int = 1) -> None:
        """Play ``n`` rounds of all members."""
        _check.integer("n", n, at_least=1)
        for game in self._games:
            game.play("round", n)
        self.steps += n

    def snapshot(self) -> EnsembleMoment:
        """What there is to see of every member; takes as long as so many lone snapshots.

        Raises:
            Diverged: the parameters of one member are no longer finite.
        """
        if self._lone:
            self.show(self._lone)
        else:
            self._lone = self.alone()
        return EnsembleMoment(self.steps, tuple(run.snapshot() for run in self._lone))

    def __deepcopy__(self, memo: dict[int, Any]) -> "Ensemble":
        """Runs of its own that go on from here."""
        other = Ensemble(self.p_data, self.p_z, self.settings, **self._place)
        other.load_state_dict(self.state_dict())
        return other

    def configure(self, **changes: Any) -> None:
        """Change live fields in all members; raises as :meth:`ToyGAN.configure` does."""
        settings = tuple(changed(settings, changes) for settings in self.settings)
        self.load_state_dict(self.state_dict() | {"settings": settings})

    def member(self, place: int) -> ToyGAN:
        """A lone run that goes on as this member would."""
        run = ToyGAN(self.p_data, self.p_z, self.settings[place])
        self._show(run, place, self._states()[place])
        return run

    def alone(self) -> list[ToyGAN]:
        """Every member as `member` gives it."""
        runs = [ToyGAN(self.p_data, self.p_z, settings) for settings in self.settings]
        self.show(runs)
        return runs

    def show(self, runs: Sequence[ToyGAN]) -> None:
        """Bring runs that `alone` gave to where their members are now: faster than new ones."""
        for place, (run, state) in enumerate(zip(runs, self._states(), strict=True)):
            self._show(run, place, state)

    def _show(self, run: ToyGAN, place: int, state: dict[str, Any]) -> None:
        own = {"settings": self.settings[place], "p_data": run.p_data, "view": None}
        run.load_state_dict(own | {"steps": self.steps} | state)

    def state_dict(self) -> dict[str, Any]:
        """A copy of all that the future of the runs depends on, but target and prior."""
        return {"settings": self.settings, "steps": self.steps, "members": self._states()}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from ``state``, of as many members with the same target and prior."""
        self.settings, self.steps = tuple(state["settings"]), state["steps"]
        self._begin()
        for game, places in zip(self._games, self._places, strict=True):
            states = [state["members"][place] for place in places]
            game.load_state_dict(states[0] if game.alone else _joined(states), game.members)

    def _states(self) -> list[dict[str, Any]]:
        """What `ToyGame.state_dict` gives for each member alone."""
        found: dict[int, dict[str, Any]] = {}
        for game, places in zip(self._games, self._places, strict=True):
            state = game.state_dict()
            for i, place in enumerate(places):
                found[place] = state if game.alone else _of_member(state, i)
        return [found[place] for place in range(len(self.settings))]


def _of_member(value: Any, i: int, name: str = "") -> Any:
    """The share of one member in the state of a game: its arrays, and generators, lie in turn."""
    if isinstance(value, dict):
        return {key: _of_member(part, i, key) for key, part in value.items()}
    if name in ("layers", "losses"):
        return type(value)(_of_member(part, i) for part in value)
    if isinstance(value, np.ndarray) and value.ndim == 1:
        return float(value[i])
    return value[i] if name == "rng" or isinstance(value, np.ndarray) else value


def _joined(values: Sequence[Any], name: str = "") -> Any:
    """The state of a game, of those of its members."""
    first = values[0]
    if name == "rng":
        return list(values)
    if isinstance(first, dict):
        return {key: _joined([value[key] for value in values], key) for key in first}
    if name in ("layers", "losses"):
        return type(first)(_joined(parts) for parts in zip(*values, strict=True))
    return np.stack(values) if isinstance(first, np.ndarray | float) else first
