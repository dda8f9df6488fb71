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
from ganviz.toy.settings import ToySettings
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

    A round of small networks takes longer to call numpy than to compute: here all members share the
    calls. Each member is, bit for bit, the `ToyGAN` of its settings. One whose parameters are no
    longer finite does not touch the others.

    Args:
        p_data, p_z: as for :class:`~ganviz.toy.ToyGAN`.
        settings: of each member; they may differ in their seeds and in numbers, see
            `ganviz.toy.settings.require_alike`.

    Raises:
        ValueError: no settings, settings that cannot be computed together, or that unroll D; p_z
            does not fit p_data.

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

    def __init__(self, p_data: Distribution, p_z: Prior, settings: Sequence[ToySettings]) -> None:
        _check.integer("len(settings)", len(settings), at_least=1)
        form = ToyGAN(p_data, p_z, settings[0])  # refuses what does not fit together
        self.p_data, self.p_z = form.p_data, form.p_z
        self.settings, self.steps = tuple(settings), 0
        blocks = [self.settings[i : i + BLOCK] for i in range(0, len(settings), BLOCK)]
        self._games = [ToyGame(p_data, form.p_z, block, alone=False) for block in blocks]

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
        members = (self.member(place).snapshot() for place in range(len(self.settings)))
        return EnsembleMoment(self.steps, tuple(members))

    def __deepcopy__(self, memo: dict[int, Any]) -> "Ensemble":
        """Runs of its own that go on from here."""
        other = Ensemble(self.p_data, self.p_z, self.settings)
        other.load_state_dict(self.state_dict())
        return other

    def configure(self, **changes: Any) -> None:
        """Change live fields in all members; raises as :meth:`ToyGAN.configure` does."""
        self._change([changed(settings, changes) for settings in self.settings])

    def member(self, place: int) -> ToyGAN:
        """A lone run that goes on as this member would."""
        run = ToyGAN(self.p_data, self.p_z, self.settings[place])
        block, i = divmod(place, BLOCK)
        state = _of_member(self._games[block].state_dict(), i)
        own = {"settings": run.settings, "p_data": run.p_data, "view": None, "steps": self.steps}
        run.load_state_dict(own | state)
        return run

    def state_dict(self) -> dict[str, Any]:
        """A copy of all that the future of the runs depends on, but target and prior."""
        games = [game.state_dict() for game in self._games]
        return {"settings": list(self.settings), "steps": self.steps, "games": games}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from ``state``, of as many members with the same target and prior."""
        self.settings, self.steps = tuple(state["settings"]), state["steps"]
        for i, (game, own) in enumerate(zip(self._games, state["games"], strict=True)):
            game.load_state_dict(own, self.settings[i * BLOCK : (i + 1) * BLOCK])

    def _change(self, settings: Sequence[ToySettings]) -> None:
        for i, game in enumerate(self._games):
            game.configure(settings[i * BLOCK : (i + 1) * BLOCK])
        self.settings = tuple(settings)


def _of_member(value: Any, i: int, name: str = "") -> Any:
    """The share of one member in the state of a game: every array and list has it at ``i``."""
    if isinstance(value, dict):
        return {key: _of_member(part, i, key) for key, part in value.items()}
    if name == "layers":
        return [left[i] for left in value]
    if name == "losses":
        return tuple(float(loss[i]) for loss in value)
    if name == "rng" or isinstance(value, np.ndarray):
        return value[i]
    return value
