"""SGD, momentum and Adam in place on one flat vector; the formulas are torch's."""

import abc
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, final

import numpy as np

from ganviz.toy.arrays import Array, assign, converted, empty, module_of, per_member

if TYPE_CHECKING:
    from ganviz.toy.settings import NetworkSettings

ADAM_EPSILON = 1e-8
AHEAD = 64  # steps for which Adam's corrections are computed at once


class UpdateRule(abc.ABC):
    """What moves theta down a gradient.

    Args:
        theta, gradient: (P,), or (M, P) of members; theta is changed in place.
        players: the rates, one for each member.

    Attributes:
        moments: what the rule remembers by torch's names, like theta; 0 at first.
        taken: steps so far.
    """

    remembers: ClassVar[tuple[str, ...]]

    def __init__(self, theta: Array, gradient: Array, players: Sequence["NetworkSettings"]) -> None:
        self._theta: Array = theta
        self._gradient, self.xp = gradient, module_of(theta)
        self._work, self.taken, self._from = self.xp.zeros_like(theta), 0, 0
        self._stack: Array = self.xp.stack([self._work] * len(self.remembers))
        self.moments = dict(zip(self.remembers, self._stack, strict=True))
        self.configure(players)

    def configure(self, players: Sequence["NetworkSettings"]) -> None:
        """Change the rates from the next step on."""
        self._players = players

    def look_ahead(self, steps: int) -> None:
        """Compute what depends on the number of steps taken, for the next ``steps`` steps."""
        self._from = self.taken

    def rewind(self, to: int = 0) -> None:
        """Count as if ``to`` of the steps looked ahead at were taken; the parameters stay."""
        self.taken = self._from + to

    @abc.abstractmethod
    def step(self) -> None:
        """One update."""


@final
class SGDRule(UpdateRule):
    """theta -= lr v with v = momentum v + gradient."""

    remembers = ("momentum_buffer",)

    def configure(self, players: Sequence["NetworkSettings"]) -> None:
        """Change the rates from the next step on."""
        super().configure(players)
        self._momentum = per_member([player.momentum for player in players], self._theta)
        self._lr = per_member([player.lr for player in players], self._theta)
        self._moving = any(player.momentum for player in players)

    def step(self) -> None:
        """One update; without momentum v is neither read nor written."""
        velocity = self._gradient
        if self._moving:
            velocity = self._stack[0]
            velocity *= self._momentum
            velocity += self._gradient
        self._theta -= self.xp.multiply(velocity, self._lr, out=self._work)
        self.taken += 1


@final
class AdamRule(UpdateRule):
    """Adam (Kingma & Ba 2015), ``momentum`` being beta_1; both moments take the same passes."""

    remembers = ("exp_avg", "exp_avg_sq")

    def configure(self, players: Sequence["NetworkSettings"]) -> None:
        """Change the rates from the next step on."""
        super().configure(players)
        rows = np.array([[player.momentum, player.beta2] for player in players]).T
        decays = np.empty(self._stack.shape)  # as numbers that are repeated, numpy would be slow
        decays[...] = rows.reshape(2, *self._theta.shape[:-1], 1)
        self._decays, self._shares = (converted(x, self._theta) for x in (decays, 1 - decays))
        self._new: Array = self.xp.empty_like(self._stack)
        self._from = self._until = 0
        self._ahead: Array = None

    def look_ahead(self, steps: int) -> None:
        """The corrections of the next steps, of epsilon and of the rate; they stay in place."""
        self._from, self._until = self.taken, self.taken + steps
        lr, beta1, beta2 = np.array([(p.lr, p.momentum, p.beta2) for p in self._players]).T
        t = np.arange(self._from + 1, self._until + 1)[:, None]
        root = np.sqrt(1 - beta2**t)
        found = np.array([ADAM_EPSILON * root, lr * root / (1 - beta1**t)])
        one = [len(self._players), 1] if self._theta.ndim == 2 else []
        if self._ahead is None or self._ahead.shape[1] < steps:
            self._ahead = empty(self._theta, 2, steps, *one)
        assign(self._ahead[:, :steps], found.reshape(2, steps, *one))
        self._epsilon, self._scale = map(list, self._ahead)

    def step(self) -> None:
        """One update in ten passes."""
        if not self._from <= self.taken < self._until:
            self.look_ahead(AHEAD)
        i, xp = self.taken - self._from, self.xp
        g, new, work = self._gradient, self._new, self._work
        new[0] = g
        xp.multiply(g, g, out=new[1])
        new *= self._shares
        self._stack *= self._decays
        self._stack += new
        xp.sqrt(self._stack[1], out=work)
        work += self._epsilon[i]
        xp.divide(self._stack[0], work, out=work)
        work *= self._scale[i]
        self._theta -= work
        self.taken += 1


OPTIMIZERS: dict[str, type[UpdateRule]] = {"adam": AdamRule, "sgd": SGDRule}
"""Every update rule by name."""
