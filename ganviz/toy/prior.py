"""The prior of z: a distribution of the package, or plain noise of any dimension."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import special

from ganviz.distributions import Distribution, Gaussian, Uniform, Univariate
from ganviz.settings import Settings, choice, whole

MAX_DIM = 256

_DRAWS: dict[str, Callable[[np.random.Generator, tuple[int, int]], np.ndarray]] = {
    "gaussian": lambda rng, shape: rng.standard_normal(shape),
    "uniform": lambda rng, shape: rng.uniform(-1, 1, shape),
}
_QUANTILES: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "gaussian": special.ndtri,
    "uniform": lambda u: 2 * u - 1,
}
_ON_THE_LINE: dict[str, Univariate] = {"gaussian": Gaussian(), "uniform": Uniform(-1, 1)}

NOISES = tuple(_DRAWS)
"""Every kind of noise by name."""


@dataclass(frozen=True)
class Noise(Settings):
    """z with independent coordinates, in as many dimensions as wanted: N(0, I) or uniform.

    Attributes:
        kind: ``"gaussian"``, N(0, I), or ``"uniform"``, on [-1, 1] in every dimension.
        dim: the dimension of z.

    Raises:
        ValueError: an unknown kind (the nearest is suggested) or a dimension that is not positive.

    >>> Noise("uniform", 3).sample(2, np.random.default_rng(0)).shape
    (2, 3)
    >>> Noise("gausian")
    Traceback (most recent call last):
        ...
    ganviz.Refusal: kind = 'gausian' is not allowed: ... (did you mean 'gaussian'?)
    """

    kind: str = choice("gaussian", NOISES)
    dim: int = whole(2, 1, MAX_DIM, ends=(1, 16), label="z_dim")

    def sample(self, n: int, rng: np.random.Generator) -> np.ndarray:
        """n independent draws, (n, dim)."""
        return _DRAWS[self.kind](rng, (n, self.dim))

    def quantile(self, u: Any) -> np.ndarray:
        """The quantile function of one coordinate, elementwise."""
        return _QUANTILES[self.kind](np.asarray(u, dtype=np.float64))

    @property
    def coordinate(self) -> Univariate:
        """The distribution of one coordinate."""
        return _ON_THE_LINE[self.kind]


Prior = Distribution | Noise
"""What z may be drawn from."""
