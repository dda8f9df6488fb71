"""The hinge loss, as of a support vector machine."""

from typing import final

from ganviz.objectives.arrays import Logits, constant, positive, relu
from ganviz.objectives.base import Unpaired


@final
class Hinge(Unpaired):
    """D minimises ``E[max(0, 1 - v(x))] + E[max(0, 1 + v(G(z)))]``, G minimises ``-E[v(G(z))]``.

    The critic v is the raw output of D, with no sigmoid; its optimum is the sign of p_data - p_g.
    There D earns ``2 TV(p_data, p_g) - 2``, with the total variation TV, and G descends 2 TV.
    Source: Lim & Ye (2017); Miyato et al. (2018), eq. 16 and 17.

    >>> import torch
    >>> Hinge().d_loss(torch.tensor([2.0]), torch.tensor([-2.0])).item()  # outside both margins
    0.0
    """

    def d_real(self, logits: Logits) -> Logits:
        """``max(0, 1 - v)``."""
        return relu(1 - logits)

    def d_fake(self, logits: Logits) -> Logits:
        """``max(0, 1 + v)``."""
        return relu(1 + logits)

    def g_cost(self, logits: Logits) -> Logits:
        """``-v``."""
        return -logits

    def d_real_slope(self, logits: Logits) -> Logits:
        """-1 below the margin, else 0."""
        return -positive(1 - logits)

    def d_fake_slope(self, logits: Logits) -> Logits:
        """1 above the margin, else 0."""
        return positive(1 + logits)

    def g_cost_slope(self, logits: Logits) -> Logits:
        """-1."""
        return constant(logits, -1)
