"""What the players minimise: one small class per objective, all on logits, all in nats.

A discriminator returns logits, ``D(x) = sigmoid(logit)``. Logits of shape (B,) give a scalar loss;
leading axes, (..., B), are kept, so that many games can be trained side by side.
"""

import abc
from typing import final

from torch import Tensor
from torch.nn.functional import logsigmoid

from ganviz import _check


class Objective(abc.ABC):
    """A pair of losses, one per player, both to be minimised.

    Logits of D on a minibatch come in the order (real, fake), each of shape (..., B); a loss has
    shape (...), the mean over the minibatch, in nats.
    """

    @abc.abstractmethod
    def d_loss(self, real: Tensor, fake: Tensor) -> Tensor:
        """The discriminator's loss."""

    @abc.abstractmethod
    def g_loss(self, fake: Tensor) -> Tensor:
        """The generator's loss."""


def _cross_entropy(real: Tensor, fake: Tensor) -> Tensor:
    """-V(G, D) on a minibatch, what D descends in Algorithm 1 of Goodfellow et al. (2014)."""
    return -(logsigmoid(real).mean(-1) + logsigmoid(-fake).mean(-1))


@final
class Minimax(Objective):
    """Both players on the same value function V(G, D), eq. 1 of Goodfellow et al. (2014).

    D minimises ``-V = -E[log D(x)] - E[log(1 - D(G(z)))]``, G minimises ``E[log(1 - D(G(z)))]``.
    With the optimal D, V is ``2 JSD(p_data, p_g) - log 4`` (Theorem 1), but G's gradient vanishes
    where D rejects a sample with confidence (section 3).

    >>> import torch
    >>> undecided = torch.zeros(8, dtype=torch.float64)  # D = 1/2 everywhere
    >>> round(Minimax().d_loss(undecided, undecided).item(), 6)  # log 4
    1.386294
    >>> round(Minimax().g_loss(undecided).item(), 6)  # -log 2
    -0.693147
    """

    def d_loss(self, real: Tensor, fake: Tensor) -> Tensor:
        """``-mean log D(real) - mean log(1 - D(fake))``: minus the minibatch estimate of V."""
        return _cross_entropy(real, fake)

    def g_loss(self, fake: Tensor) -> Tensor:
        """``mean log(1 - D(fake))``, at most 0; flat where D(fake) is near 0."""
        return logsigmoid(-fake).mean(-1)


@final
class NonSaturating(Objective):
    """G maximises ``E[log D(G(z))]`` instead: same fixed point, strong gradients early.

    The heuristic of section 3 of Goodfellow et al. (2014), which their released code trains with.

    >>> import torch
    >>> undecided = torch.zeros(8, dtype=torch.float64)
    >>> round(NonSaturating().g_loss(undecided).item(), 6)  # log 2
    0.693147
    """

    def d_loss(self, real: Tensor, fake: Tensor) -> Tensor:
        """``-mean log D(real) - mean log(1 - D(fake))``, as for :class:`Minimax`."""
        return _cross_entropy(real, fake)

    def g_loss(self, fake: Tensor) -> Tensor:
        """``-mean log D(fake)``, at least 0; steep where D(fake) is near 0."""
        return -logsigmoid(fake).mean(-1)


OBJECTIVES: dict[str, Objective] = {
    "minimax": Minimax(),
    "non_saturating": NonSaturating(),
}
"""Every objective by name."""


def objective(name: str) -> Objective:
    """The objective called ``name``, a key of :data:`OBJECTIVES`.

    Raises:
        ValueError: unknown name; the message suggests the nearest one.

    >>> objective("minimx")
    Traceback (most recent call last):
        ...
    ValueError: objective = 'minimx' is not allowed: ...(did you mean 'minimax'?)
    """
    return OBJECTIVES[_check.one_of("objective", name, OBJECTIVES)]
