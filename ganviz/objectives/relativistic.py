"""Relativistic pairing: each fake sample is compared with a real one."""

from typing import ClassVar, final

from ganviz import _check
from ganviz.objectives.arrays import Logits, logsigmoid, sigmoid
from ganviz.objectives.base import Objective


@final
class Relativistic(Objective):
    """Relativistic pairing: D decides which of a pair (x, G(z)) is the real one.

    D minimises ``-E[log sigmoid(v(x) - v(G(z)))]``, G minimises ``-E[log sigmoid(v(G(z)) - v(x))]``
    over pairs of the i-th real and the i-th fake sample. The critic v is the raw output of D; a
    constant added to it changes nothing. Its optimum is ``log p_data - log p_g``.

    If P is the distribution of pairs (x, G(z)) and Q that of (G(z), x), D earns at most
    ``JSD(P, Q) - log 2``, and there G descends ``KL(p_g || p_data) - JSD(P, Q)``: like the
    non-saturating cost, with pairs instead of points. Source: Jolicoeur-Martineau (2019); Huang et
    al. (2024), eq. 2, with G's cost as in their code.

    >>> import torch
    >>> tie = torch.ones(4)
    >>> round(Relativistic().g_loss(tie, real=tie).item(), 6)  # log 2
    0.693147
    """

    paired: ClassVar[bool] = True

    def d_loss(self, real: Logits, fake: Logits) -> Logits:
        """``-mean log sigmoid(real - fake)``."""
        return -logsigmoid(real - fake).mean(-1)

    def g_loss(self, fake: Logits, *, real: Logits | None = None) -> Logits:
        """``-mean log sigmoid(fake - real)``; ValueError without ``real``."""
        if real is None:
            raise _check.refuse("real", real, "rule_real_for_each_fake")
        return -logsigmoid(fake - real).mean(-1)

    def d_slopes(self, real: Logits, fake: Logits) -> tuple[Logits, Logits]:
        """``-+ sigmoid(fake - real) / B``."""
        slope = sigmoid(fake - real) / real.shape[-1]
        return -slope, slope

    def g_slope(self, fake: Logits, *, real: Logits | None = None) -> Logits:
        """``-sigmoid(real - fake) / B``; ValueError without ``real``."""
        if real is None:
            raise _check.refuse("real", real, "rule_real_for_each_fake")
        return -sigmoid(real - fake) / fake.shape[-1]
