"""The four moments (a) to (d) of Figure 1, reached by training, not by drawing."""

from dataclasses import dataclass
from typing import Any

from ganviz.toy.engine import ToyGAN
from ganviz.toy.snapshots.snapshot import Snapshot

NEAR = 0.12  # nats of JSD at which a pair counts as "near convergence"
PATIENCE = 4_000  # rounds after which (a) takes what there is
D_STEPS = 1_500  # steps of D alone that bring it to D*
G_STEPS = 60  # at most so many steps of G alone: it must not outrun D
LAST = 5_000  # rounds that lead from (c) to (d)


@dataclass(frozen=True)
class PanelMoment:
    """A panel: what is drawn, and the state from which the run can go on.

    Attributes:
        letter: "a", "b", "c" or "d".
        snapshot: what is drawn.
        state: for `ToyGAN.load_state_dict`.
    """

    letter: str
    snapshot: Snapshot
    state: dict[str, Any]


def four_panels(gan: ToyGAN) -> tuple[PanelMoment, ...]:
    """Train a fresh pair through the story of Figure 1 and return its four moments.

    (a) near convergence: p_g is similar to p_data, D is partially accurate; (b) D alone is trained,
    to D*; (c) G alone follows the gradient of D; (d) both are trained on, until D is close to 1/2.

    Source: Goodfellow et al. 2014, Figure 1.

    Args:
        gan: a run that has not begun; it is trained in place.
    """
    moments = []
    for letter, move_on in _STAGES.items():
        move_on(gan)
        moments.append(PanelMoment(letter, gan.snapshot(), gan.state_dict()))
    return tuple(moments)


def _near_convergence(gan: ToyGAN) -> None:
    for _ in range(PATIENCE // 20):
        gan.step(20)
        if gan.snapshot().jsd < NEAR:
            return


def _train_discriminator(gan: ToyGAN) -> None:
    gan.step_discriminator(D_STEPS)


def _update_generator(gan: ToyGAN) -> None:
    """Step G until it stops gaining: with D fixed, more of the same would overshoot."""
    best = gan.snapshot().jsd
    for _ in range(G_STEPS // 5):
        before = gan.state_dict()
        gan.step_generator(5)
        jsd = gan.snapshot().jsd
        if jsd > best:
            gan.load_state_dict(before)
            return
        best = jsd


def _converge(gan: ToyGAN) -> None:
    gan.step(LAST)


_STAGES = {
    "a": _near_convergence,
    "b": _train_discriminator,
    "c": _update_generator,
    "d": _converge,
}
