"""Base classes of objectives: two losses on logits, one per player."""

import abc
from typing import ClassVar

from torch import Tensor


class Objective(abc.ABC):
    """A pair of losses, one per player, both to be minimised.

    Logits of D on a minibatch come in the order (real, fake), each of shape (..., B); a loss has
    shape (...), the mean over the minibatch.

    Attributes:
        paired: whether the losses compare each fake sample with a real one, so that G's loss needs
            both.
    """

    paired: ClassVar[bool] = False

    @abc.abstractmethod
    def d_loss(self, real: Tensor, fake: Tensor) -> Tensor:
        """The discriminator's loss."""

    @abc.abstractmethod
    def g_loss(self, fake: Tensor, *, real: Tensor | None = None) -> Tensor:
        """The generator's loss.

        Raises:
            ValueError: the objective is paired and ``real`` is None. (Others ignore ``real``.)
        """


class Unpaired(Objective):
    """An objective whose losses are means over single samples: three functions of one logit.

    Each maps logits of any shape to losses of that shape.
    """

    @abc.abstractmethod
    def d_real(self, logits: Tensor) -> Tensor:
        """D's loss at each real sample."""

    @abc.abstractmethod
    def d_fake(self, logits: Tensor) -> Tensor:
        """D's loss at each fake sample."""

    @abc.abstractmethod
    def g_cost(self, logits: Tensor) -> Tensor:
        """G's loss at each fake sample."""

    def d_loss(self, real: Tensor, fake: Tensor) -> Tensor:
        """``mean d_real(real) + mean d_fake(fake)``."""
        return self.d_real(real).mean(-1) + self.d_fake(fake).mean(-1)

    def g_loss(self, fake: Tensor, *, real: Tensor | None = None) -> Tensor:
        """``mean g_cost(fake)``; ``real`` is ignored."""
        return self.g_cost(fake).mean(-1)
