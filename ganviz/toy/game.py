"""A round of Algorithm 1: who draws, who judges, who learns; the settings resolved to objects."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, final

import numpy as np
import torch
from torch import Tensor

from ganviz import _check, penalties
from ganviz.distributions import Distribution, Uniform
from ganviz.objectives import OBJECTIVES, smoothed
from ganviz.toy.explicit.game import ExplicitGame, can_play
from ganviz.toy.judging import DiscriminatorLoss, Penalty, apart, together
from ganviz.toy.layers import Map
from ganviz.toy.networks import MLP, FlatNetwork
from ganviz.toy.optimizers import OptimizedNetwork
from ganviz.toy.prior import Noise, Prior
from ganviz.toy.samples import SampleStream, Source
from ganviz.toy.settings import NetworkSettings, ToySettings


@dataclass(frozen=True)
class Sources:
    """What a game draws: z, x, the noise on what D sees, and shares of mixtures on [0, 1]."""

    z: Source
    x: Source
    noise: Source
    mix: Source

    def state_dict(self) -> dict[str, Any]:
        """Where each stands, by name."""
        return {name: source.state_dict() for name, source in vars(self).items()}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Let each go back to where it stood."""
        for name, source in vars(self).items():
            source.load_state_dict(state[name])


@final
class ToyGame:
    """Both players, the samples that they learn from, and the moves that they can make.

    What the settings switch off is not there: a move asks nothing, it calls what was put in place.

    Args:
        settings: as they are at first.
        generator, discriminator: the learners.
        sources: of the samples.

    Attributes:
        generator, discriminator, sources: as given.
        objective: with its labels smoothed.
        d_loss, g_loss: of the last minibatches, without penalties; nan before the first.
        average: the moving average of theta_g, where the settings ask for it.
        round: plays one round with autograd.
        autograd: whether autograd plays where it need not.
    """

    def __init__(
        self,
        settings: ToySettings,
        generator: OptimizedNetwork[Any],
        discriminator: OptimizedNetwork[Any],
        sources: Sources,
    ) -> None:
        self.generator, self.discriminator, self.sources = generator, discriminator, sources
        self._width = discriminator.network.inputs
        self.average: Tensor | None = None
        self.d_loss = self.g_loss = torch.tensor(torch.nan)
        self.autograd = False
        self.configure(settings)

    def configure(self, settings: ToySettings) -> None:
        """Turn the settings into the objects that a move uses, from the next one on."""
        self._settings = s = settings
        r = s.regularisation
        self.objective = smoothed(OBJECTIVES[s.objective], r.smooth_real, r.smooth_fake)
        joint = s.update == "simultaneous" and s.k > 0 and s.k_g > 0
        self.round = self._join if joint else self._alternate
        self._rows = s.batch * s.pack
        self._show = self._packs if r.instance_noise == 0 else self._noisy_packs
        logits = together if self.discriminator.network.pointwise else apart
        self._criticism = DiscriminatorLoss(self.objective, logits, self._penalties())
        alone = self._by_both if self.objective.paired else self._by_fakes
        self._blame = self._looking_ahead if s.unroll else alone
        for learner, player in (
            (self.generator, s.generator),
            (self.discriminator, s.discriminator),
        ):
            learner.configure(player.lr, player.momentum, player.beta2)
        clip = (lambda theta: theta.clamp(-r.clip, r.clip),)
        self.discriminator.projections = clip if r.clip else ()
        self._start_average()
        self._explicit: ExplicitGame | None = None

    @property
    def path(self) -> str:
        """Who plays: "explicit", numpy without autograd, or "torch", for what that cannot do."""
        alone = isinstance(self.generator.network, MLP)
        explicit = alone and can_play(self._settings) and not self.autograd
        return "explicit" if explicit else "torch"

    def play(self, move: str, n: int) -> None:
        """Make a move ``n`` times: "round", "descend_d", "descend_g" or "descend_both"."""
        if self.path == "torch":
            self._explicit = None  # its views of the memory are those of before
            for _ in range(n):
                getattr(self, move)()
            return
        if self._explicit is None:
            self._explicit = ExplicitGame(self, self._settings)
        for name, loss in self._explicit.play(move, n).items():
            setattr(self, name, torch.tensor(loss))

    def _penalties(self) -> tuple[tuple[float, Penalty], ...]:
        r = self._settings.regularisation

        def between(penalty: Callable[..., Tensor]) -> Penalty:
            mix = self.sources.mix
            return lambda critic, real, fake: penalty(critic, real, fake, mix.take(len(real)))

        all_ = (
            (r.r1, penalties.r1),
            (r.r2, penalties.r2),
            (r.gradient_penalty, between(penalties.gradient_penalty)),
            (r.zero_centred, between(penalties.zero_centred)),
        )
        return tuple((weight, penalty) for weight, penalty in all_ if weight)

    def state_dict(self) -> dict[str, Any]:
        """A copy of all that the future of the game depends on, but settings and target."""
        return {
            "generator": self.generator.state_dict(),
            "discriminator": self.discriminator.state_dict(),
            **self.sources.state_dict(),
            "average": None if self.average is None else self.average.clone(),
            "losses": (self.d_loss.item(), self.g_loss.item()),
        }

    def require_fit(self, state: dict[str, Any]) -> None:
        """Refuse a state of networks of another size; raises ValueError."""
        for name in ("generator", "discriminator"):
            own, other = getattr(self, name).network.theta, state[name]["theta"]
            if own.shape != other.shape:
                raise _check.refuse(name, len(other), "refused_parameters", n=len(own))

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go back to a copied state; settings and target have to be those of then."""
        self.generator.load_state_dict(state["generator"])
        self.discriminator.load_state_dict(state["discriminator"])
        self.sources.load_state_dict(state)
        average = state["average"]
        self.average = None if average is None else average.clone()
        self.d_loss, self.g_loss = map(torch.tensor, state["losses"])
        self._explicit = None

    def _alternate(self) -> None:
        for _ in range(self._settings.k):
            self.descend_d()
        for _ in range(self._settings.k_g):
            self.descend_g()

    def _join(self) -> None:
        for _ in range(self._settings.k - 1):
            self.descend_d()
        self.descend_both()
        for _ in range(self._settings.k_g - 1):
            self.descend_g()

    def descend_both(self) -> None:
        """Train both at once, from where both are, on the same fresh minibatch."""
        critic, criticism = self.discriminator.network, self._criticism
        fake = self._fake_packs()
        real = self._real_packs()
        real_logits, fake_logits = criticism.logits(critic, real, fake)
        self.d_loss = self.objective.d_loss(real_logits, fake_logits)
        self.g_loss = self.objective.g_loss(fake_logits, real=real_logits)
        total = criticism.penalised(self.d_loss, critic, real, fake.detach())
        d_gradient = self.discriminator.gradient_of(total, keep_graph=True)
        g_gradient = self.generator.gradient_of(self.g_loss)
        self.discriminator.update(d_gradient)
        self.generator.update(g_gradient)

    def descend_d(self) -> None:
        """Train D on a fresh minibatch."""
        with torch.no_grad():
            fake = self._fake_packs()
        real = self._real_packs()
        self.d_loss, total = self._criticism(self.discriminator.network, real, fake)
        self.discriminator.update(self.discriminator.gradient_of(total))

    def descend_g(self) -> None:
        """Train G on a fresh minibatch."""
        fake = self._fake_packs()
        self.g_loss = self._blame(fake)
        self.generator.update(self.generator.gradient_of(self.g_loss))

    def _by_fakes(self, fake: Tensor) -> Tensor:
        """G's loss where D judges the fakes alone."""
        return self.objective.g_loss(self.discriminator.network.frozen(fake).view(-1))

    def _by_both(self, fake: Tensor) -> Tensor:
        """G's loss where it compares with real samples."""
        return self._compared(self.discriminator.network.frozen, self._real_packs(), fake)

    def _looking_ahead(self, fake: Tensor) -> Tensor:
        """G's loss under the D that the next steps on this minibatch would make of it."""
        real = self._real_packs()
        theta = self.discriminator.unrolled(
            lambda critic: self._criticism(critic, real, fake)[1], self._settings.unroll
        )
        return self._compared(self.discriminator.network.with_theta(theta), real, fake)

    def _compared(self, critic: Map, real: Tensor, fake: Tensor) -> Tensor:
        real_logits, fake_logits = self._criticism.logits(critic, real, fake)
        return self.objective.g_loss(fake_logits, real=real_logits)

    def _fake_packs(self) -> Tensor:
        return self._show(self.generator.network(self.sources.z.take(self._rows)))

    def _real_packs(self) -> Tensor:
        return self._show(self.sources.x.take(self._rows))

    def _packs(self, samples: Tensor) -> Tensor:
        return samples.view(-1, self._width)

    def _noisy_packs(self, samples: Tensor) -> Tensor:
        noise = self.sources.noise.take(len(samples))
        return self._packs(samples + self._settings.regularisation.instance_noise * noise)

    def _start_average(self) -> None:
        """Begin, keep or drop the moving average of theta_g."""
        decay = self._settings.ema
        if not decay:
            self.average = None
            self.generator.projections = ()
            return
        started = self.average
        self.average = average = (
            self.generator.network.theta.clone() if started is None else started
        )

        def fold_in(theta: Tensor) -> Tensor:
            average.lerp_(theta, 1 - decay)
            return theta

        self.generator.projections = (fold_in,)


def new_game(p_data: Distribution, p_z: Prior, settings: ToySettings) -> ToyGame:
    """A game at its start; all that is random in it follows from ``settings.seed``."""
    seeds = np.random.SeedSequence(settings.seed).spawn(6)
    g_rng, d_rng, z_rng, x_rng, noise_rng, mix_rng = map(np.random.default_rng, seeds)
    dim = p_data.dim
    sources = Sources(
        z=SampleStream(p_z, z_rng),
        x=SampleStream(p_data, x_rng),
        noise=SampleStream(Noise("gaussian", dim), noise_rng),
        mix=SampleStream(Uniform(0, 1), mix_rng),
    )
    g = _network(settings.generator, g_rng, p_z.dim, dim)
    d = _network(settings.discriminator, d_rng, settings.pack * dim, 1)
    return ToyGame(
        settings, learner(g, settings.generator), learner(d, settings.discriminator), sources
    )


def learner(network: FlatNetwork, player: NetworkSettings) -> OptimizedNetwork[Any]:
    """``network`` with the optimiser that ``player`` has."""
    return OptimizedNetwork(network, player.optimizer, player.lr, player.momentum, player.beta2)


def _network(player: NetworkSettings, rng: np.random.Generator, inputs: int, outputs: int) -> MLP:
    return MLP(
        player.hidden,
        player.activation,
        rng,
        inputs=inputs,
        outputs=outputs,
        batch_norm=player.batch_norm,
        spectral_norm=player.spectral_norm,
        minibatch_features=player.minibatch_features,
    )
