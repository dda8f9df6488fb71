"""Rounds on a device, many at a time, so that they can be one CUDA graph."""

from collections.abc import Callable, Sequence
from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, final

from ganviz.toy.arrays import Array
from ganviz.toy.optimizers import UpdateRule
from ganviz.toy.rounds import Rounds
from ganviz.toy.samples import SamplesAhead

if TYPE_CHECKING:
    from ganviz.toy.game import ToyGame

MOST = 64
"""Rounds of a chunk, if they have no more than two moves."""


@final
class Chunks:
    """The moves of a game on torch's tensors, up to `MOST` rounds at a time.

    What the host has to give, samples and Adam's corrections, is put in place before a chunk; all
    else is work of the device, the same for every chunk. On CUDA full chunks are one graph, the
    first excepted; the first round, and what is left over, are played move by move.

    Args:
        game: with its settings as they are now.
    """

    path = Rounds.path

    def __init__(self, game: "ToyGame") -> None:
        ahead = {name: SamplesAhead(stream) for name, stream in vars(game.sources).items()}
        players = game.generator, game.discriminator
        self._rounds, self._ahead = Rounds(game, SimpleNamespace(**ahead)), list(ahead.values())
        self._rules = [player.rule for player in players]
        self._held = [array for player in players for array in player.changing()]
        self._held += [] if game.average is None else [game.average]
        self._cuda_graph = game.cuda_graph
        self._turn: list[Callable[[], None]] = []

    def play(self, moves: Sequence[str], n: int) -> dict[str, Any]:
        """Make moves in turn, all ``n`` times, n >= 1, as `Rounds.play` does."""
        turn = self._rounds.turn(moves)
        if turn != self._turn:
            self._begin(turn)
            n -= 1
        while n:
            rounds = min(n, self._most)
            for samples in self._ahead:
                samples.draw(rounds)
            for rule, steps in zip(self._rules, self._steps, strict=True):
                rule.look_ahead(steps * rounds)
            if rounds == self._most:
                self._whole()
            else:
                make_moves(turn, rounds, self._ahead, self._rules)
            for rule, steps in zip(self._rules, self._steps, strict=True):
                rule.rewind(to=steps * rounds)  # which a replay does not count
            n -= rounds
        return self._rounds.losses()

    def _begin(self, turn: list[Callable[[], None]]) -> None:
        """Play a round with samples as they come, and make places for what a chunk will take."""
        self._most = max(1, 2 * MOST // max(2, len(turn)))
        before = [rule.taken for rule in self._rules]
        for samples in self._ahead:
            samples.observe()
        make_moves(turn, 1)
        self._steps = [rule.taken - t for rule, t in zip(self._rules, before, strict=True)]
        for samples in self._ahead:
            samples.make_room(self._most)
        for rule, steps in zip(self._rules, self._steps, strict=True):
            rule.look_ahead(steps * self._most)
        self._whole = partial(make_moves, turn, self._most, self._ahead, self._rules)
        if self._cuda_graph:
            self._whole = captured(self._whole, self._held)
        self._turn = turn


def make_moves(
    turn: Sequence[Callable[[], None]],
    n: int,
    ahead: Sequence[SamplesAhead] = (),
    rules: Sequence[UpdateRule] = (),
) -> None:
    """Make moves in turn, all ``n`` times, with what was put in place."""
    for part in (*ahead, *rules):
        part.rewind()
    for _ in range(n):
        for make in turn:
            make()


def captured(work: Callable[[], None], held: Sequence[Array]) -> Callable[[], None]:
    """Work on arrays ``held`` as a `ganviz._capture.Captured`; elsewhere than on CUDA as it is."""
    if not held[0].is_cuda:
        return work
    from ganviz._capture import Captured

    return Captured(work, held, warm_up=1)
