"""ganviz: *Generative Adversarial Nets* (Goodfellow et al. 2014), executable.

The package is built on three kinds of objects: a **distribution** with an exact density, an
**objective** that D and G optimise, and a **run**, which is stepped and gives immutable snapshots.

``import ganviz`` is fast: a public name is loaded when it is first used.

>>> import ganviz
>>> p_data, p_g = ganviz.Gaussian(0, 1), ganviz.Gaussian(1, 1)
>>> round(ganviz.js_divergence(p_data, p_g), 6)
0.111421
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # for editors; at run time `__getattr__` does this
    from ganviz import (
        distributions,
        exercises,
        explore,
        games,
        host,
        images,
        metrics,
        objectives,
        penalties,
        plots,
        run,
        settings,
        states,
        theory,
        toy,
        widgets,
    )
    from ganviz._check import Refusal
    from ganviz._environment import environment
    from ganviz.distributions import (
        Empirical,
        Gaussian,
        Laplace,
        Mixture,
        PiecewiseConstant,
        PiecewiseLinear,
        StudentT,
        Uniform,
        named,
    )
    from ganviz.theory import (
        criterion,
        js_divergence,
        kl_divergence,
        optimal_discriminator,
        value,
    )
    from ganviz.toy import NetworkSettings, Player, ToyGAN, ToySettings
    from ganviz.toy.sweeps import sweep

__version__ = "0.2.0"

__all__ = [
    "Empirical",
    "Gaussian",
    "Laplace",
    "Mixture",
    "NetworkSettings",
    "PiecewiseConstant",
    "PiecewiseLinear",
    "Player",
    "Refusal",
    "StudentT",
    "ToyGAN",
    "ToySettings",
    "Uniform",
    "__version__",
    "criterion",
    "distributions",
    "environment",
    "exercises",
    "explore",
    "games",
    "host",
    "images",
    "js_divergence",
    "kl_divergence",
    "metrics",
    "named",
    "objectives",
    "optimal_discriminator",
    "penalties",
    "plots",
    "run",
    "settings",
    "states",
    "sweep",
    "theory",
    "toy",
    "value",
    "widgets",
]

# Module -> its names that `ganviz` also has; the other public names are modules.
_HOMES = {
    "distributions": (
        "Empirical",
        "Gaussian",
        "Laplace",
        "Mixture",
        "PiecewiseConstant",
        "PiecewiseLinear",
        "StudentT",
        "Uniform",
        "named",
    ),
    "theory": (
        "criterion",
        "js_divergence",
        "kl_divergence",
        "optimal_discriminator",
        "value",
    ),
    "toy": ("NetworkSettings", "Player", "ToyGAN", "ToySettings"),
    "toy.sweeps": ("sweep",),
    "_check": ("Refusal",),
    "_environment": ("environment",),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}


if not TYPE_CHECKING:  # else type checkers would accept every misspelt name

    def __getattr__(name: str) -> Any:
        if name in _HOME:
            return getattr(importlib.import_module(f"ganviz.{_HOME[name]}"), name)
        if name in __all__:
            return importlib.import_module(f"ganviz.{name}")
        raise AttributeError(f"module 'ganviz' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
