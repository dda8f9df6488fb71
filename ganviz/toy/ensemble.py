"""Many seeds of one game at once, on a GPU."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, final

import numpy as np
import torch
from torch import Tensor

from ganviz import _check
from ganviz._capture import CapturedRound
from ganviz.distributions import Distribution, Uniform
from ganviz.run import Run
from ganviz.toy.engine import ToyGAN, changed
from ganviz.toy.game import Sources, ToyGame, learner, new_game
from ganviz.toy.prior import Noise, Prior
from ganviz.toy.samples import Source
from ganviz.toy.settings import ToySettings
from ganviz.toy.stack import StackedNetworks
from ganviz.toy.threads import one_thread

SAMPLES = 100_000
"""How many samples of a distribution lie on the device, to be drawn from with replacement."""


@dataclass(frozen=True, eq=False)
class EnsembleMoment:
    """One moment of all seeds.

    Attributes:
        step: rounds so far.
        members: a snapshot of each seed's run. As the last minibatches are not known seed by seed,
            losses and norms of gradients are nan.
    """

    step: int
    members: tuple[Any, ...]


@final
class Ensemble(Run[EnsembleMoment]):
    """Runs of one game that differ in their seeds alone, in step on one device.

    On a GPU a round of small networks is bound by the launches of its kernels: here all seeds share
    them, and the round is recorded once as a CUDA graph and replayed. On a CPU single runs in as
    many processes as there are cores are as fast.

    Every seed begins with the parameters of ``ToyGAN`` with that seed, but what it draws comes from
    the device's own generator, real samples out of a store of :data:`SAMPLES`. A seed whose
    parameters are no longer finite does not touch the others.

    Args:
        p_data, p_z, settings: as for :class:`~ganviz.toy.ToyGAN`; the seed does not count.
        seeds: of the runs, one or more.
        device: where they are played, such as ``"cuda"``.

    Raises:
        ValueError: no seeds, p_z does not fit p_data, or a minibatch of all seeds is too large.

    Attributes:
        p_data, p_z, seeds: as given.
        settings: as they are now; change them through :meth:`configure`.
        steps: rounds played.

    >>> from ganviz.distributions import ring
    >>> runs = Ensemble(ring(), Noise("gaussian", 2), ToySettings(batch=16), seeds=[0, 1, 2])
    >>> runs.step(2)
    >>> runs.member(1).generator(np.zeros((5, 2))).shape
    (5, 2)
    """

    def __init__(
        self,
        p_data: Distribution,
        p_z: Prior,
        settings: ToySettings,
        seeds: Sequence[int],
        *,
        device: torch.device | str = "cpu",
    ) -> None:
        _check.integer("len(seeds)", len(seeds), at_least=1)
        form = ToyGAN(p_data, p_z, settings)  # refuses what does not fit together
        self.p_data, self.p_z = p_data, p_z = form.p_data, form.p_z
        self.settings, self.seeds, self.steps = settings, tuple(seeds), 0
        self._device = device
        self._generator = torch.Generator(device).manual_seed(self.seeds[0])
        sources = Sources(
            z=(Fresh if isinstance(p_z, Noise | Uniform) else Store)(p_z, self._generator),
            x=Store(p_data, self._generator),
            noise=Fresh(Noise("gaussian", p_data.dim), self._generator),
            mix=Fresh(Uniform(0, 1), self._generator),
        )
        singles = [new_game(p_data, p_z, replace(settings, seed=seed)) for seed in self.seeds]
        self._game = stacked(singles, settings, sources, device)
        self._record()

    @one_thread()
    def step(self, n: int = 1) -> None:
        """Play ``n`` rounds of all runs; on a CPU with one torch thread."""
        for _ in range(_check.integer("n", n, at_least=1)):
            self._round()
        self.steps += n

    def snapshot(self) -> EnsembleMoment:
        """What there is to see of every seed; takes as long as it takes to build so many runs.

        Raises:
            Diverged: the parameters of one seed are no longer finite.
        """
        members = (self.member(place).snapshot() for place in range(len(self.seeds)))
        return EnsembleMoment(self.steps, tuple(members))

    def __deepcopy__(self, memo: dict[int, Any]) -> "Ensemble":
        """Runs of its own that go on from here."""
        own = self.p_data, self.p_z, self.settings, self.seeds
        other = Ensemble(*own, device=self._device)
        other.load_state_dict(self.state_dict())
        return other

    def configure(self, **changes: Any) -> None:
        """Change live fields of the settings; raises as :meth:`ToyGAN.configure` does."""
        self.settings = changed(self.settings, changes)
        self._game.configure(_together(self.settings, len(self.seeds)))
        self._record()

    def member(self, place: int) -> ToyGAN:
        """A copy of one run as it is now, to be looked at: without the state of its optimisers."""
        settings = replace(self.settings, seed=self.seeds[place])
        run = ToyGAN(self.p_data, self.p_z, settings)
        run.steps, single, many = self.steps, run._game, self._game
        if single.average is not None:
            many.generator.network.load_into(single.generator.network, place, many.average)
            single.average.copy_(single.generator.network.theta)
        for name in ("generator", "discriminator"):
            getattr(many, name).network.load_into(getattr(single, name).network, place)
        return run

    def state_dict(self) -> dict[str, Any]:
        """A copy of all that the future of the runs depends on, but target and prior."""
        return {"settings": self.settings, "steps": self.steps, **self._game.state_dict()}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from ``state``, with the same seeds, target and prior."""
        self.settings, self.steps = state["settings"], state["steps"]
        self._game.load_state_dict(state)
        self.configure()

    def _record(self) -> None:
        """Play as it is on a CPU; on a GPU record the round anew when it is next played."""
        on_gpu = self._generator.device.type == "cuda"
        play = self._game.round
        self._round: Callable[[], None] = CapturedRound(play, self._generator) if on_gpu else play


class OnDevice(Source):
    """Draws with a generator of the device."""

    def __init__(self, distribution: Prior, generator: torch.Generator) -> None:
        self._generator = generator
        self.restart(distribution)

    def state_dict(self) -> dict[str, Any]:
        """Where the generator stands."""
        return {"generator": self._generator.get_state()}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go back to where it stood."""
        self._generator.set_state(state["generator"])


@final
class Fresh(OnDevice):
    """Noise that is drawn when it is asked for."""

    def restart(self, distribution: Noise | Uniform) -> None:
        """From now on sample ``distribution``."""
        self._fill = _filling(distribution)
        self._dim = distribution.dim

    def take(self, n: int) -> Tensor:
        """The next ``n`` samples, float32 of shape (n, dim)."""
        return self._fill(torch.empty(n, self._dim, device=self._generator.device), self._generator)


@final
class Store(OnDevice):
    """Draws with replacement out of many samples that lie on the device."""

    def restart(self, distribution: Prior) -> None:
        """From now on sample ``distribution``."""
        rng = np.random.default_rng(self._generator.initial_seed())
        drawn = distribution.sample(SAMPLES, rng).reshape(SAMPLES, -1).astype(np.float32)
        self._samples = torch.from_numpy(drawn).to(self._generator.device)

    def take(self, n: int) -> Tensor:
        """The next ``n`` samples, float32 of shape (n, dim)."""
        g = self._generator
        return self._samples[torch.randint(SAMPLES, (n,), generator=g, device=g.device)]


def _filling(noise: Noise | Uniform) -> Callable[[Tensor, torch.Generator], Tensor]:
    if noise == Noise("gaussian", noise.dim):
        return lambda x, generator: x.normal_(generator=generator)
    low, high = (-1.0, 1.0) if isinstance(noise, Noise) else (noise.low, noise.high)
    return lambda x, generator: x.uniform_(low, high, generator=generator)


def stacked(
    games: Sequence[ToyGame], settings: ToySettings, sources: Sources, device: torch.device | str
) -> ToyGame:
    """One game in which all ``games`` go on side by side, each on its block of the minibatches."""
    together = _together(settings, len(games))
    generator, discriminator = (
        learner(StackedNetworks([getattr(game, name).network for game in games], device), player)
        for name, player in (
            ("generator", together.generator),
            ("discriminator", together.discriminator),
        )
    )
    return ToyGame(together, generator, discriminator, sources)


def _together(settings: ToySettings, many: int) -> ToySettings:
    """The settings of ``many`` games as one.

    Its losses are means over all of them, so a gradient is what it is for the game alone divided by
    their number. Adam does not care; SGD has its rate multiplied.
    """
    g, d = (
        replace(player, lr=player.lr * many) if player.optimizer == "sgd" else player
        for player in (settings.generator, settings.discriminator)
    )
    return replace(settings, batch=settings.batch * many, generator=g, discriminator=d)
