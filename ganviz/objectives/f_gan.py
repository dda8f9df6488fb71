"""The f-GANs: any f-divergence, through the convex conjugate of f.

Nowozin et al. (2016): ``D_f(p_data || p_g)``, the integral of ``p_g f(p_data / p_g)``, is the
maximum of ``E_data[T] - E_g[f*(T)]`` over T (eq. 4). An activation g_f keeps ``T = g_f(v)`` in the
domain of the conjugate f* (eq. 7). f*(g_f(v)) is simplified here, to avoid overflow for large v;
each f is given in ``ganviz.theory.CRITICS``.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import final

from ganviz.objectives.arrays import Logits, constant, exp, expm1, logsigmoid, sigmoid, tanh
from ganviz.objectives.base import Unpaired

LOG2 = math.log(2)


@final
@dataclass(frozen=True)
class FGAN(Unpaired):
    """D maximises ``E_data[g_f(v)] - E_g[f*(g_f(v))]``, and G minimises the same.

    v is the raw output of D. All the g_f increase, so that a larger v means "real". The maximum
    over D is ``D_f(p_data || p_g)``.

    Attributes:
        activation: v -> T = g_f(v).
        conjugate: v -> f*(g_f(v)).
        activation_slope, conjugate_slope: their derivatives.

    >>> import torch
    >>> zeros = torch.zeros(4)
    >>> F_GANS["kl"].d_loss(zeros + 1, zeros + 1).item()  # T = 1 where the densities agree: KL = 0
    0.0
    """

    activation: Callable[[Logits], Logits]
    conjugate: Callable[[Logits], Logits]
    activation_slope: Callable[[Logits], Logits]
    conjugate_slope: Callable[[Logits], Logits]

    def d_real(self, logits: Logits) -> Logits:
        """``-g_f(v)``."""
        return -self.activation(logits)

    def d_fake(self, logits: Logits) -> Logits:
        """``f*(g_f(v))``."""
        return self.conjugate(logits)

    def g_cost(self, logits: Logits) -> Logits:
        """``-f*(g_f(v))``, as in eq. 7, without the heuristic of section 3.2."""
        return -self.conjugate(logits)

    def d_real_slope(self, logits: Logits) -> Logits:
        """``-g_f'(v)``."""
        return -self.activation_slope(logits)

    def d_fake_slope(self, logits: Logits) -> Logits:
        """The derivative of ``f*(g_f(v))``."""
        return self.conjugate_slope(logits)

    def g_cost_slope(self, logits: Logits) -> Logits:
        """Minus the derivative of ``f*(g_f(v))``."""
        return -self.conjugate_slope(logits)


def _one(v: Logits) -> Logits:
    return constant(v, 1)


def _half_tanh(v: Logits) -> Logits:
    return tanh(v) / 2


def _half_tanh_slope(v: Logits) -> Logits:
    return (1 - tanh(v) ** 2) / 2


F_GANS = {
    "kl": FGAN(lambda v: v, lambda v: exp(v - 1), _one, lambda v: exp(v - 1)),
    "reverse_kl": FGAN(lambda v: -exp(-v), lambda v: v - 1, lambda v: exp(-v), _one),
    "pearson": FGAN(lambda v: v, lambda v: v**2 / 4 + v, _one, lambda v: v / 2 + 1),
    "neyman": FGAN(
        lambda v: -expm1(-v), lambda v: -2 * expm1(-v / 2), lambda v: exp(-v), lambda v: exp(-v / 2)
    ),
    "hellinger": FGAN(lambda v: -expm1(-v), expm1, lambda v: exp(-v), exp),
    "js": FGAN(
        lambda v: LOG2 + logsigmoid(v),
        lambda v: -LOG2 - logsigmoid(-v),
        lambda v: sigmoid(-v),
        sigmoid,
    ),
    "total_variation": FGAN(_half_tanh, _half_tanh, _half_tanh_slope, _half_tanh_slope),
}
"""The f-GANs by name, with the activations of Table 2 and the appendix.

- ``kl``: KL(p_data || p_g), at v* = 1 + log r with r = p_data / p_g.
- ``reverse_kl``: KL(p_g || p_data), at v* = log r.
- ``pearson``: chi2(p_data || p_g), at v* = 2 (r - 1).
- ``neyman``: chi2(p_g || p_data), at v* = 2 log r.
- ``hellinger``: twice the squared Hellinger distance, at v* = log(r) / 2.
- ``js``: 2 JSD, at v* = log r: :class:`ganviz.objectives.Minimax` plus log 4.
- ``total_variation``: TV, at v* = +-inf.

If f*(g_f(v)) has an exponential, the loss overflows for |v| above about 88 in single precision.
"""
