"""The dual of the earth mover's distance."""

from typing import final

from ganviz.objectives.arrays import Logits, constant
from ganviz.objectives.base import Unpaired


@final
class Wasserstein(Unpaired):
    """D minimises ``E[v(G(z))] - E[v(x)]``, G minimises ``-E[v(G(z))]``.

    The critic v is the raw output of D, with no sigmoid. It must be 1-Lipschitz, by a constraint or
    a penalty that is not part of this loss; without one D's loss has no lower bound. The best such
    critic earns ``W1(p_data, p_g)``, and G descends it. Source: Arjovsky et al. (2017), eq. 2 and
    Theorem 3.

    >>> import torch
    >>> Wasserstein().d_loss(torch.tensor([3.0]), torch.tensor([1.0])).item()
    -2.0
    """

    def d_real(self, logits: Logits) -> Logits:
        """``-v``."""
        return -logits

    def d_fake(self, logits: Logits) -> Logits:
        """``v``."""
        return logits

    def g_cost(self, logits: Logits) -> Logits:
        """``-v``."""
        return -logits

    def d_real_slope(self, logits: Logits) -> Logits:
        """-1."""
        return constant(logits, -1)

    def d_fake_slope(self, logits: Logits) -> Logits:
        """1."""
        return constant(logits, 1)

    def g_cost_slope(self, logits: Logits) -> Logits:
        """-1."""
        return constant(logits, -1)
