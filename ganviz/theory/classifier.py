"""D as a classifier of labels Y: where x came from (Goodfellow et al. 2014, section 4.1)."""

import math
from typing import Any

import numpy as np

from ganviz import _check
from ganviz.distributions.base import Distribution, generator
from ganviz.theory.game import Discriminator, MonteCarloEstimate, log_probabilities
from ganviz.theory.quadrature import pair


def labelled_sample(
    p_data: Distribution, p_g: Distribution, n: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """n points of (p_data + p_g) / 2 and where they came from: x, (n,) or (n, 2), and Y, (n,).

    Y = 1 says p_data, Y = 0 says p_g; both are equally likely. ValueError if the dimensions differ.

    >>> from ganviz.distributions import Uniform
    >>> x, y = labelled_sample(Uniform(0, 1), Uniform(2, 3), 1000, np.random.default_rng(0))
    >>> bool(((x < 1) == (y == 1)).all())
    True
    """
    pair(p_data, p_g, ("p_data", "p_g"))
    n = _check.integer("n", n, at_least=1)
    y = generator(rng).integers(0, 2, n)
    real, fake = p_data.sample(n, rng), p_g.sample(n, rng)
    return np.where(y.reshape(-1, *[1] * (real.ndim - 1)) == 1, real, fake), y


def label_log_likelihood(D: Discriminator, x: Any, y: Any) -> MonteCarloEstimate:
    """The mean of log P(Y = y | x) in nats when D(x) stands for P(Y = 1 | x), with its error.

    Half of V(G, D) in expectation, because each term of V sees half of the points: to maximise V is
    to maximise this likelihood. At D* it is C(G) / 2 = JSD - log 2: minus the entropy of Y given x.

    >>> label_log_likelihood(lambda x: np.full(len(x), 0.5), np.zeros(4), np.array([0, 1, 1, 0]))
    MonteCarloEstimate(value=-0.693..., standard_error=0.0, n=4)
    """
    y = np.asarray(y)
    if y.ndim != 1 or y.size < 2 or not np.isin(y, (0, 1)).all():
        raise _check.refuse("y", y, "rule_labels")
    log_d, log_not_d = log_probabilities(D, np.asarray(x, dtype=np.float64))
    each = np.where(y == 1, log_d, log_not_d)
    error = float(each.std(ddof=1)) / math.sqrt(y.size)
    return MonteCarloEstimate(float(each.mean()), error, y.size)
