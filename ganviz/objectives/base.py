"""Base classes of objectives: two losses on logits, one per player."""

import abc
from typing import ClassVar

from ganviz.objectives.arrays import Logits


class Objective(abc.ABC):
    """A pair of losses, one per player, both to be minimised.

    Logits of D on a minibatch come in the order (real, fake), each of shape (..., B); a loss has
    shape (...), the mean over the minibatch. Logits are torch tensors or numpy arrays, and so are
    losses and slopes; slopes are derivatives in closed form.

    Attributes:
        paired: whether the losses compare each fake sample with a real one, so that G's loss needs
            both.
    """

    paired: ClassVar[bool] = False

    @abc.abstractmethod
    def d_loss(self, real: Logits, fake: Logits) -> Logits:
        """The discriminator's loss."""

    @abc.abstractmethod
    def g_loss(self, fake: Logits, *, real: Logits | None = None) -> Logits:
        """The generator's loss.

        Raises:
            ValueError: the objective is paired and ``real`` is None. (Others ignore ``real``.)
        """

    @abc.abstractmethod
    def d_slopes(self, real: Logits, fake: Logits) -> tuple[Logits, Logits]:
        """The slopes of ``d_loss`` in the real and in the fake logits, (..., B) each."""

    @abc.abstractmethod
    def g_slope(self, fake: Logits, *, real: Logits | None = None) -> Logits:
        """The slope of ``g_loss`` in the fake logits, (..., B); raises as ``g_loss`` does."""


class Unpaired(Objective):
    """An objective whose losses are means over single samples: three functions of one logit.

    Each maps logits of any shape to losses of that shape; beside each stands its derivative.
    """

    @abc.abstractmethod
    def d_real(self, logits: Logits) -> Logits:
        """D's loss at each real sample."""

    @abc.abstractmethod
    def d_fake(self, logits: Logits) -> Logits:
        """D's loss at each fake sample."""

    @abc.abstractmethod
    def g_cost(self, logits: Logits) -> Logits:
        """G's loss at each fake sample."""

    @abc.abstractmethod
    def d_real_slope(self, logits: Logits) -> Logits:
        """The derivative of ``d_real``."""

    @abc.abstractmethod
    def d_fake_slope(self, logits: Logits) -> Logits:
        """The derivative of ``d_fake``."""

    @abc.abstractmethod
    def g_cost_slope(self, logits: Logits) -> Logits:
        """The derivative of ``g_cost``."""

    def d_loss(self, real: Logits, fake: Logits) -> Logits:
        """``mean d_real(real) + mean d_fake(fake)``."""
        return self.d_real(real).mean(-1) + self.d_fake(fake).mean(-1)

    def g_loss(self, fake: Logits, *, real: Logits | None = None) -> Logits:
        """``mean g_cost(fake)``; ``real`` is ignored."""
        return self.g_cost(fake).mean(-1)

    def d_slopes(self, real: Logits, fake: Logits) -> tuple[Logits, Logits]:
        """Those of the terms over B."""
        return self.d_real_slope(real) / real.shape[-1], self.d_fake_slope(fake) / fake.shape[-1]

    def g_slope(self, fake: Logits, *, real: Logits | None = None) -> Logits:
        """That of the terms over B; ``real`` is ignored."""
        return self.g_cost_slope(fake) / fake.shape[-1]
