"""Least squares: D regresses on the labels instead of classifying."""

from dataclasses import dataclass
from typing import final

from ganviz.objectives.arrays import Logits
from ganviz.objectives.base import Unpaired


@final
@dataclass(frozen=True)
class LeastSquares(Unpaired):
    """D regresses on the target ``b`` for real and ``a`` for fake samples; G's target is ``c``.

    D minimises ``E[(v(x) - b)^2] / 2 + E[(v(G(z)) - a)^2] / 2``, G ``E[(v(G(z)) - c)^2] / 2``; the
    critic v is the raw output of D, with no sigmoid. Its optimum is
    ``v* = (b p_data + a p_g) / (p_data + p_g)``.

    If b - a = 2, D earns at most ``chi2(p_g || m) - 1``, with ``m = (p_data + p_g) / 2``. If also
    b - c = 1, ``(E_data[(v* - c)^2] + E_g[(v* - c)^2]) / 2`` is Pearson's ``chi2(p_g || m)`` (Mao
    et al. 2017, eq. 2 and section 3.2). G does not descend this: see ``ganviz.theory.IMPLIED``.

    >>> import torch
    >>> LeastSquares().d_loss(torch.ones(4), torch.ones(4)).item()  # real 0, fake 2
    2.0
    """

    a: float = -1.0
    b: float = 1.0
    c: float = 0.0

    def d_real(self, logits: Logits) -> Logits:
        """``(v - b)^2 / 2``."""
        return (logits - self.b) ** 2 / 2

    def d_fake(self, logits: Logits) -> Logits:
        """``(v - a)^2 / 2``."""
        return (logits - self.a) ** 2 / 2

    def g_cost(self, logits: Logits) -> Logits:
        """``(v - c)^2 / 2``."""
        return (logits - self.c) ** 2 / 2

    def d_real_slope(self, logits: Logits) -> Logits:
        """``v - b``."""
        return logits - self.b

    def d_fake_slope(self, logits: Logits) -> Logits:
        """``v - a``."""
        return logits - self.a

    def g_cost_slope(self, logits: Logits) -> Logits:
        """``v - c``."""
        return logits - self.c
