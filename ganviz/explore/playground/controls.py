"""The controls of the playground: a few that are always there, and a tab for each part of a game.

A control is known by the path of its setting, such as "generator.lr"; "generator.layers" and
"generator.width" stand for the length and the entries of "generator.hidden".
"""

from collections.abc import Callable, Mapping
from typing import Any

import ipywidgets

from ganviz.explore import fields
from ganviz.explore.playground.settings import PlaygroundSettings, look_up
from ganviz.objectives import OBJECTIVES
from ganviz.toy import ACTIVATIONS, NOISES, OPTIMIZERS, UPDATES

Make = Callable[[Any], ipywidgets.Widget]

WIDTHS = (1, 2, 4, 8, 14, 16, 32, 64, 128, 256)
BATCHES = tuple(2**n for n in range(4, 11))
WEIGHTS = (0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20)
CLIPS = (0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1)
SMALL = (0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1)
SHARES = (0, 0.05, 0.1, 0.2, 0.3, 0.4)
DECAYS = (0, 0.5, 0.8, 0.9, 0.95, 0.99)
SLOW_DECAYS = (0.9, 0.95, 0.99, 0.999)
AVERAGES = (0, 0.9, 0.99, 0.995, 0.999, 0.9995)


def _ladder(key: str, steps: tuple[float, ...]) -> Make:
    return lambda value: fields.ladder(key, value, steps)


def _whole(key: str, low: int, high: int) -> Make:
    return lambda value: fields.whole(key, value, low, max(high, value))


def _choice(key: str, options: Any) -> Make:
    return lambda value: fields.choice(key, value, options)


def _toggle(key: str) -> Make:
    return lambda value: fields.toggle(key, value=value)


def _player(who: str) -> dict[str, Make]:
    rate = {"generator": "g_lr", "discriminator": "d_lr"}[who]
    return {
        f"{who}.layers": _whole("layers", 0, 5),
        f"{who}.width": _ladder("units", WIDTHS),
        f"{who}.activation": _choice("activation", tuple(ACTIVATIONS)),
        f"{who}.optimizer": _choice("optimizer", tuple(OPTIMIZERS)),
        f"{who}.lr": lambda value: fields.rate(rate, value),
        f"{who}.momentum": _ladder("momentum", DECAYS),
        f"{who}.beta2": _ladder("beta2", SLOW_DECAYS),
    }


TABS: dict[str, dict[str, Make]] = {
    "z": {
        "noise.kind": _choice("prior", NOISES),
        "noise.dim": _whole("z_dim", 1, 16),
        "batch": lambda value: fields.choice(
            "batch", value, {str(n): n for n in sorted({*BATCHES, value})}
        ),
        "seed": lambda value: fields.number("seed", value),
    },
    "g": _player("generator")
    | {
        "generator.batch_norm": _toggle("batch_norm"),
        "k_g": _whole("k_g", 0, 10),
        "ema": _ladder("ema", AVERAGES),
    },
    "d": _player("discriminator")
    | {
        "discriminator.spectral_norm": _toggle("spectral_norm"),
        "discriminator.minibatch_features": _whole("minibatch_features", 0, 16),
        "pack": _whole("pack", 1, 8),
        "k": _whole("k", 0, 10),
    },
    "game": {
        "objective": _choice("objective", tuple(OBJECTIVES)),
        "update": _choice("update", UPDATES),
        "unroll": _whole("unroll", 0, 10),
    },
    "cures": {
        "regularisation.r1": _ladder("r1", WEIGHTS),
        "regularisation.r2": _ladder("r2", WEIGHTS),
        "regularisation.gradient_penalty": _ladder("gradient_penalty", WEIGHTS),
        "regularisation.zero_centred": _ladder("zero_centred", WEIGHTS),
        "regularisation.clip": _ladder("clip", CLIPS),
        "regularisation.instance_noise": _ladder("instance_noise", SMALL),
        "regularisation.smooth_real": _ladder("smooth_real", SHARES),
        "regularisation.smooth_fake": _ladder("smooth_fake", SHARES),
    },
}
"""Tab -> path of a setting -> what makes its control for a value."""


def value_at(settings: PlaygroundSettings, path: str) -> Any:
    """Return what the control of ``path`` shows.

    >>> value_at(PlaygroundSettings(), "generator.layers")
    2
    """
    who, _, part = path.partition(".")
    if part in ("layers", "width"):
        hidden = look_up(settings.toy, who).hidden
        return len(hidden) if part == "layers" else max(hidden, default=WIDTHS[6])
    return look_up(settings if path.startswith("noise") else settings.toy, path)


def change_at(settings: PlaygroundSettings, path: str, value: Any) -> dict[str, Any]:
    """Return the changes, for `PlaygroundSettings.but`, of a control that now shows ``value``.

    >>> change_at(PlaygroundSettings(), "generator.layers", 3)
    {'generator.hidden': (32, 32, 32)}
    """
    who, _, part = path.partition(".")
    if part in ("layers", "width"):
        layers, width = (value_at(settings, f"{who}.{name}") for name in ("layers", "width"))
        shape = (width,) * value if part == "layers" else (value,) * layers
        return {f"{who}.hidden": shape}
    return {path: value}


def make_tab(
    name: str, settings: PlaygroundSettings, moved: Callable[[str, Any], None]
) -> Mapping[str, ipywidgets.Widget]:
    """Return the controls of a tab by path; ``moved(path, value)`` hears of each change."""
    made = {path: make(value_at(settings, path)) for path, make in TABS[name].items()}
    for path, control in made.items():
        control.observe(lambda change, path=path: moved(path, change["new"]), "value")
    return made
