"""One round of Algorithm 1 in slow motion: what happens, where in the graph, by what equation."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ganviz.toy import ToySettings

SECONDS = 1.1  # for each stage


@dataclass(frozen=True)
class Stage:
    """One stage of a round.

    Attributes:
        node: of the model graph, framed meanwhile.
        words: the key of its text, with its equation.
        learns: the player that is updated at its end: "discriminator", "generator" or None.
        place: "D 1/3" in the first of three steps of D, say.
    """

    node: str
    words: str
    learns: str | None = None
    place: str = ""

    def act(self, lanes: Any) -> None:
        """Update the player that learns here, in every lane."""
        getattr(lanes, f"step_{self.learns}")()


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


def stages(settings: ToySettings) -> Iterator[Stage]:
    """Yield the stages of a round: k times those of D, then k_g times those of G.

    >>> [stage.node for stage in stages(ToySettings())]
    ['z', 'g', 'real', 'd', 'd_loss', 'z', 'fake', 'd', 'g_loss']
    """
    for name, plan, times in (("D", _D, settings.k), ("G", _G, settings.k_g)):
        for i in range(times):
            for node, words, learns in plan:
                yield Stage(node, words, learns, f"{name} {i + 1}/{times}")
