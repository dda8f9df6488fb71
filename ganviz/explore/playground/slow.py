"""One round of Algorithm 1 in slow motion: each stage, its node in the graph, its equation."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import final

from ganviz.host import Session
from ganviz.toy import ToySettings
from ganviz.toy.runs.lanes import Lanes

SECONDS = 1.1  # for each stage


@dataclass(frozen=True)
class Stage:
    """One stage of a round.

    Attributes:
        node: of the model graph, framed meanwhile.
        words: the key of its text, with its equation.
        learns: who is updated at its end: "discriminator", "generator", "both" or None.
        place: "D 1/3" in the first of three steps of D, say.
    """

    node: str
    words: str
    learns: str | None = None
    place: str = ""


_D = (
    ("z", "slow_z", None),
    ("g", "slow_g", None),
    ("real", "slow_real", None),
    ("d", "slow_d", None),
    ("d_loss", "slow_d_loss", "discriminator"),
)
_G = (
    ("z", "slow_z", None),
    ("fake", "slow_fake", None),
    ("d", "slow_d_fake", None),
    ("g_loss", "slow_g_loss", "generator"),
)
_BOTH = (
    *_D[:4],
    ("d_loss", "slow_both_d", None),
    ("g_loss", "slow_both_g", "both"),
)


def stages(settings: ToySettings) -> Iterator[Stage]:
    """Yield the stages of a round: k times those of D, then k_g times those of G.

    With simultaneous updates the last of D and the first of G are one.

    >>> [stage.node for stage in stages(ToySettings())]
    ['z', 'g', 'real', 'd', 'd_loss', 'z', 'fake', 'd', 'g_loss']
    >>> [stage.place for stage in stages(ToySettings(update="simultaneous", k=2)) if stage.learns]
    ['D 1/2', 'D 2/2, G 1/1']
    """
    k, k_g = settings.k, settings.k_g
    joint = settings.update == "simultaneous" and k > 0 and k_g > 0
    for i in range(k - joint):
        yield from _staged(_D, f"D {i + 1}/{k}")
    if joint:
        yield from _staged(_BOTH, f"D {k}/{k}, G 1/{k_g}")
    for i in range(joint, k_g):
        yield from _staged(_G, f"G {i + 1}/{k_g}")


def _staged(plan: tuple[tuple[str, str, str | None], ...], place: str) -> Iterator[Stage]:
    return (Stage(node, words, learns, place) for node, words, learns in plan)


@final
class SlowMotion:
    """Plays one round of the lane that the controls set; at its end the other lanes play theirs.

    Attributes:
        stage: the one that is shown, or None.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()  # for its own thread, the player's and the page's
        self._stopped = threading.Event()  # of the motion that goes on, if one does
        self._stopped.set()
        self._plan: Iterator[Stage] = iter(())
        self.stage: Stage | None = None

    def toggle(self, session: Session) -> None:
        """Play a round, or stop doing so; without threads, enter its next stage."""
        player = session.player
        assert player is not None
        if not player.threaded:
            self._next(session)
        elif not self._stopped.is_set():
            self.stop()
            player.show()
        else:
            player.pause()
            player.wait(2)  # a frame of a run that plays would stop the motion
            self._stopped = threading.Event()
            threading.Thread(
                target=self._run, args=(session, self._stopped), name="ganviz-slow", daemon=True
            ).start()

    def stop(self) -> None:
        """End it; what is left of the round is not played."""
        with self._lock:
            self._stopped.set()
            self._plan, self.stage = iter(()), None

    def _run(self, session: Session, stopped: threading.Event) -> None:
        while self._go_on(session, stopped):
            stopped.wait(SECONDS)

    def _go_on(self, session: Session, stopped: threading.Event) -> bool:
        """Whether there is a further stage; not after a stop, even if another motion has begun."""
        with self._lock:
            return not stopped.is_set() and self._next(session)

    def _next(self, session: Session) -> bool:
        """Enter the next stage, the first if there was none; False after the last."""
        lab, before, player = session.settings, self.stage, session.player
        assert player is not None
        if before is None:
            self._plan = stages(lab.game.toy)
        self.stage = next(self._plan, None)
        if before is not None and before.learns:
            lane, name = lab.lane, f"step_{before.learns}"
            rest = () if self.stage else tuple(i for i in range(len(lab.games)) if i != lane)
            player.call(lambda run: _learn(run, name, lane, rest))
        if self.stage is None:
            self._stopped.set()
        player.show()
        return self.stage is not None


def _learn(lanes: Lanes, name: str, lane: int, rest: tuple[int, ...]) -> None:
    getattr(lanes, name)(lanes=(lane,))
    if rest:
        lanes.step(lanes=rest)
