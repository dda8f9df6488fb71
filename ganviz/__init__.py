"""ganviz: *Generative Adversarial Nets* (Goodfellow et al. 2014), executable.

Three ideas carry everything: a **distribution** known exactly, an **objective** that D and G
optimise, and a **run** that is stepped and yields immutable snapshots.

``import ganviz`` is light: a public name is loaded when it is first used.

>>> import ganviz
>>> p_data, p_g = ganviz.Gaussian(0, 1), ganviz.Gaussian(1, 1)
>>> round(ganviz.js_divergence(p_data, p_g).value, 6)
0.111421
"""

import importlib
from typing import Any

__version__ = "0.1.0"

# Module -> the public names that `ganviz` itself offers from it.
_PUBLIC = {
    "ganviz.distributions": (
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
    "ganviz.theory": (
        "criterion",
        "js_divergence",
        "kl_divergence",
        "optimal_discriminator",
        "value",
    ),
    "ganviz.toy": ("Player", "ToyGAN", "ToySettings"),
    "ganviz._check": ("Refusal",),
    "ganviz._environment": ("environment",),
}
_SUBMODULES = (
    "distributions",
    "exercises",
    "explore",
    "games",
    "host",
    "images",
    "metrics",
    "objectives",
    "penalties",
    "plots",
    "theory",
    "toy",
    "widgets",
)
_HOME = {name: module for module, names in _PUBLIC.items() for name in names}

__all__ = ["__version__", *sorted(_HOME), *_SUBMODULES]  # pyright: ignore


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(importlib.import_module(_HOME[name]), name)
    if name in _SUBMODULES:
        return importlib.import_module(f"ganviz.{name}")
    raise AttributeError(f"module 'ganviz' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
