"""D as a classifier of the label Y: did x come from p_data? Goodfellow et al. 2014, section 4.1."""

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
    """n points x of (p_data + p_g) / 2, (n,) or (n, 2), and their labels Y, (n,).

    Y = 1 means that x came from p_data, Y = 0 from p_g; both are equally likely. ValueError if the
    dimensions differ.

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
    """The mean of log P(Y = y | x), in nats, with P(Y = 1 | x) = D(x), and its standard error.

    Its expectation is V(G, D) / 2, since each term of V sees half of the points: maximising V is
    maximum likelihood for the labels. At D* it is C(G) / 2 = JSD - log 2, minus the entropy of Y
    given x. ValueError unless y holds at least two labels, all 0 or 1.

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
