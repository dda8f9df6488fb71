"""The controls of the laboratory: some are always there, the others in a tab for each part."""

from ganviz.distributions import Planar
from ganviz.explore.playground.settings import OWN, TARGETS
from ganviz.host import Group, Shown
from ganviz.host.scene import Item
from ganviz.settings import Choice

OF_NODE = {"z": "z", "g": "g", "fake": "g", "d": "d", "d_loss": "game", "g_loss": "game"}
"""Node of the model graph -> the tab that a click opens."""


def _player(who: str, *more: str) -> tuple[Shown | str, ...]:
    names = ("layers", "width", "activation", "optimizer", "momentum", "beta2", *more)
    rate = Shown(f"{who}.lr", {"generator": "g_lr", "discriminator": "d_lr"}[who])
    paths = [f"{who}.{name}" for name in names]
    return (*paths[:4], rate, *paths[4:])


TABS = (
    Group("tab_game", ("objective", "update", "unroll"), "tab"),
    Group("tab_z", (Shown("noise.kind", "prior"), "noise.dim", "batch", "seed"), "tab"),
    Group("tab_g", (*_player("generator", "batch_norm"), "k_g", "ema"), "tab"),
    Group(
        "tab_d",
        (*_player("discriminator", "spectral_norm", "minibatch_features"), "pack", "k"),
        "tab",
    ),
    Group(
        "tab_cures",
        tuple(
            f"regularisation.{name}"
            for name in (
                "r1",
                "r2",
                "gradient_penalty",
                "zero_centred",
                "clip",
                "instance_noise",
                "smooth_real",
                "smooth_fake",
            )
        ),
        "tab",
    ),
)


def target(own: Planar | None) -> Item:
    """The menu of targets, with a person's own data if there are some."""
    names = (*TARGETS, OWN) if own is not None else TARGETS
    return Shown("target", control=Choice(options=names))
