"""The moves of a game by autograd, with the same samples and on the same parameters."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, final

import torch
from torch import Tensor

from ganviz import penalties
from ganviz.objectives import Objective
from ganviz.toy.autograd.networks import Map
from ganviz.toy.autograd.optimizers import OptimizedNetwork
from ganviz.toy.samples import SampleStream
from ganviz.toy.threads import one_thread

if TYPE_CHECKING:
    from ganviz.toy.game import ToyGame

Penalty = Callable[[Map, Tensor, Tensor], Tensor]
Logits = Callable[[Map, Tensor, Tensor], tuple[Tensor, Tensor]]


def together(critic: Map, real: Tensor, fake: Tensor) -> tuple[Tensor, Tensor]:
    """Logits of two minibatches, (B,) each, in one pass: for a D that looks at single rows."""
    real_logits, fake_logits = critic(torch.cat([real, fake])).view(2, -1).unbind()
    return real_logits, fake_logits


def apart(critic: Map, real: Tensor, fake: Tensor) -> tuple[Tensor, Tensor]:
    """Logits of two minibatches, (B,) each, that must not see each other."""
    return critic(real).view(-1), critic(fake).view(-1)


@dataclass(frozen=True)
class DiscriminatorLoss:
    """What D descends: the objective's loss and the penalties that are switched on."""

    objective: Objective
    logits: Logits
    penalties: tuple[tuple[float, Penalty], ...] = ()

    def __call__(self, critic: Map, real: Tensor, fake: Tensor) -> tuple[Tensor, Tensor]:
        """The objective's loss, and the sum that D descends."""
        loss = self.objective.d_loss(*self.logits(critic, real, fake))
        return loss, self.penalised(loss, critic, real, fake)

    def penalised(self, loss: Tensor, critic: Map, real: Tensor, fake: Tensor) -> Tensor:
        """``loss`` and the penalties."""
        for weight, penalty in self.penalties:
            loss = loss + weight * penalty(critic, real, fake)
        return loss


@final
class AutogradGame:
    """What `ganviz.toy.rounds.Rounds` does, by autograd; D may be unrolled.

    Args:
        game: with its settings as they are now; without members.
    """

    path = "torch"

    def __init__(self, game: "ToyGame") -> None:
        self._settings = s = game.settings
        self._objective, self._sources = game.objective, game.sources
        self.generator = OptimizedNetwork(game.generator, s.generator)
        self.discriminator = OptimizedNetwork(game.discriminator, s.discriminator)
        self._explicit_d = game.discriminator.network
        self._rows, r = s.batch * s.pack, s.regularisation
        logits = together if self.discriminator.network.pointwise else apart
        self._d_loss = DiscriminatorLoss(game.objective, logits, self._penalties())
        usual = self._by_both if game.objective.paired else self._by_fakes
        self._g_loss = self._looking_ahead if s.unroll else usual
        if r.clip:
            self.discriminator.projections = (lambda theta: theta.clamp(-r.clip, r.clip),)
        if game.average is not None:
            average = torch.from_numpy(game.average)

            def fold_in(theta: Tensor) -> Tensor:
                average.lerp_(theta, 1 - s.ema)
                return theta

            self.generator.projections = (fold_in,)
        self._losses: dict[str, Tensor] = {}

    @one_thread()
    def play(self, moves: Sequence[str], n: int) -> dict[str, float]:
        """Make moves in turn, all ``n`` times; see `ganviz.toy.rounds.Rounds.play`."""
        turn: list[Callable[[], None]] = [getattr(self, move) for move in moves]
        for _ in range(n):
            for make in turn:
                make()
        self._explicit_d.measure()
        return {name: loss.item() for name, loss in self._losses.items()}

    def descend_d(self) -> None:
        """Train D on a fresh minibatch."""
        with torch.no_grad():
            fake = self._fake_packs()
        real = self._real_packs()
        loss, total = self._d_loss(self.discriminator.network, real, fake)
        self._losses["d_loss"] = loss.detach()
        self.discriminator.update(self.discriminator.gradient_of(total))

    def descend_g(self) -> None:
        """Train G on a fresh minibatch."""
        loss = self._g_loss(self._fake_packs())
        self._losses["g_loss"] = loss.detach()
        self.generator.update(self.generator.gradient_of(loss))

    def descend_both(self) -> None:
        """Train both at once, from where both are, on the same fresh minibatch."""
        critic, loss = self.discriminator.network, self._d_loss
        fake = self._fake_packs()
        real = self._real_packs()
        real_logits, fake_logits = loss.logits(critic, real, fake)
        d_loss = self._objective.d_loss(real_logits, fake_logits)
        g_loss = self._objective.g_loss(fake_logits, real=real_logits)
        total = loss.penalised(d_loss, critic, real, fake.detach())
        d_gradient = self.discriminator.gradient_of(total, keep_graph=True)
        g_gradient = self.generator.gradient_of(g_loss)
        self._losses = {"d_loss": d_loss.detach(), "g_loss": g_loss.detach()}
        self.discriminator.update(d_gradient)
        self.generator.update(g_gradient)

    def _penalties(self) -> tuple[tuple[float, Penalty], ...]:
        r = self._settings.regularisation

        def shares(n: int) -> Tensor:
            return torch.from_numpy(self._sources.mix.take(n)[0])

        def between(penalty: Callable[..., Tensor]) -> Penalty:
            return lambda critic, real, fake: penalty(critic, real, fake, shares(len(real)))

        all_ = (
            (r.r1, penalties.r1),
            (r.r2, penalties.r2),
            (r.gradient_penalty, between(penalties.gradient_penalty)),
            (r.zero_centred, between(penalties.zero_centred)),
        )
        return tuple((weight, penalty) for weight, penalty in all_ if weight)

    def _by_fakes(self, fake: Tensor) -> Tensor:
        """G's loss where D sees the fakes alone."""
        return self._objective.g_loss(self.discriminator.network.frozen(fake).view(-1))

    def _by_both(self, fake: Tensor) -> Tensor:
        """G's loss where it compares with real samples."""
        return self._compared(self.discriminator.network.frozen, self._real_packs(), fake)

    def _looking_ahead(self, fake: Tensor) -> Tensor:
        """G's loss under the D that the next steps on this minibatch would make of it."""
        real = self._real_packs()
        theta = self.discriminator.unrolled(
            lambda critic: self._d_loss(critic, real, fake)[1], self._settings.unroll
        )
        return self._compared(self.discriminator.network.with_theta(theta), real, fake)

    def _compared(self, critic: Map, real: Tensor, fake: Tensor) -> Tensor:
        real_logits, fake_logits = self._d_loss.logits(critic, real, fake)
        return self._objective.g_loss(fake_logits, real=real_logits)

    def _fake_packs(self) -> Tensor:
        return self._packs(self.generator.network(self._take(self._sources.z)))

    def _real_packs(self) -> Tensor:
        return self._packs(self._take(self._sources.x))

    def _packs(self, samples: Tensor) -> Tensor:
        """Samples (B pack, dim) as D sees them: with noise, and in packs (B, pack dim)."""
        if std := self._settings.regularisation.instance_noise:
            samples = samples + std * self._take(self._sources.noise)
        return samples.view(self._settings.batch, -1)

    def _take(self, stream: SampleStream) -> Tensor:
        return torch.from_numpy(stream.take(self._rows).T.copy())
