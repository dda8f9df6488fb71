"""Settings that show one phenomenon each, in one click; most show its remedy beside it."""

import math
from typing import Any

from ganviz.explore.playground.settings import DRAWN, PlaygroundSettings
from ganviz.toy import Noise

_START = PlaygroundSettings()

HELVETICA = _START.but(seed=13, k_g=5, **{"generator.lr": 3e-3, "discriminator.lr": 1e-3})
"""G is trained too much for each update of D (paper, section 6): it goes to one mode, then to the
next. Every one of `REMEDIES` changes one thing.

Where a run ends depends on rounding, which differs between machines. With this seed G stays on one
mode at a time, and all cures find eight, also where a learning rate is changed by a millionth. Of
seeds 0 to 19, half stay on one mode for 400 rounds and the others on about three. Seven modes or
more are found by ``k`` on 15 of them, ``k_g`` on 18, ``packing`` on 19, ``two_rates`` and
``minibatch_features`` on 20; by ``spectral_norm`` on 2, ``instance_noise`` on 1, ``r1`` on none.
"""

REMEDIES: dict[str, dict[str, Any]] = {
    "k_g": {"k_g": 1},
    "k": {"k": 5},
    "two_rates": {"discriminator.lr": 1e-2},
    "packing": {"pack": 2},
    "minibatch_features": {"discriminator.minibatch_features": 4},
    "unrolling": {"unroll": 2},
    "spectral_norm": {"discriminator.spectral_norm": True},
    "instance_noise": {"regularisation.instance_noise": 0.2},
    "r1": {"regularisation.r1": 0.05},
}
"""What to change in `HELVETICA`, by name, for `PlaygroundSettings.but`: most are cures."""

CURES: dict[str, PlaygroundSettings] = {"helvetica": HELVETICA} | {
    name: HELVETICA.but(**changes) for name, changes in REMEDIES.items()
}
"""The disease, and each remedy by name."""

_BOTH_SGD = {"generator.optimizer": "sgd", "discriminator.optimizer": "sgd"}
_CYCLING = _START.but(
    **_BOTH_SGD,
    **{"generator.lr": 1e-2, "discriminator.lr": 1e-2},
    **{"generator.momentum": 0.9, "discriminator.momentum": 0.9},
)
_FAR = tuple(  # a blob that D tells from the fakes at once
    (6 + 0.3 * math.cos(angle), 6 + 0.3 * math.sin(angle)) for angle in range(40)
)
_SATURATED = _START.but(
    target=DRAWN,
    drawn=_FAR,
    objective="minimax",
    **{"generator.activation": "relu", "generator.optimizer": "sgd"},
    **{"generator.lr": 1e-2, "discriminator.lr": 1e-2},
)
_DEAD = _START.but(
    **{"discriminator.activation": "relu", "discriminator.optimizer": "sgd"},
    **{"discriminator.lr": 30.0},
)
_LINEAR = _START.but(
    objective="wasserstein",
    update="simultaneous",
    **_BOTH_SGD,
    **{"generator.hidden": (), "discriminator.hidden": ()},
    **{"generator.lr": 0.1, "discriminator.lr": 0.1},
)
_WGAN = _START.but(objective="wasserstein", k=2)

PRESETS: dict[str, tuple[PlaygroundSettings, ...]] = {
    "start": (_START,),
    "helvetica": (HELVETICA,),
    "k": (HELVETICA, HELVETICA.but(**REMEDIES["k"])),
    "two_rates": (HELVETICA, HELVETICA.but(**REMEDIES["two_rates"])),
    "packing": (HELVETICA, HELVETICA.but(**REMEDIES["packing"])),
    "unrolling": (HELVETICA, HELVETICA.but(**REMEDIES["unrolling"])),
    "cycling": (_CYCLING,),
    "r1": (_CYCLING, _CYCLING.but(**{"regularisation.r1": 0.5})),
    "saturation": (_SATURATED, _SATURATED.but(objective="non_saturating")),
    "dead": (_DEAD,),
    "divergence": (_LINEAR, _LINEAR.but(update="alternating")),
    "wasserstein": (
        _WGAN.but(**{"regularisation.clip": 0.05}),
        _WGAN.but(**{"regularisation.gradient_penalty": 1.0}),
    ),
    "circle": (
        _START.but(
            target="circle",
            noise=Noise("uniform", 1),
            ema=0.995,
            **{"generator.hidden": (64, 64), "generator.lr": 1e-3, "regularisation.r1": 0.02},
        ),
    ),
    "iris": (_START.but(target="iris_petals"),),
}
"""Every preset by name: the games that it begins, side by side where there are several."""
