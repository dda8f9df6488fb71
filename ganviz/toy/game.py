"""A game: both players, the samples that they learn from, and the moves that they can make."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, final

import numpy as np

from ganviz import _check
from ganviz.distributions import Distribution, Uniform
from ganviz.objectives import OBJECTIVES, smoothed
from ganviz.toy.arrays import Array, assign, converted, on_device, on_host
from ganviz.toy.chunks import Chunks
from ganviz.toy.network import Perceptron, start
from ganviz.toy.optimizers import OPTIMIZERS
from ganviz.toy.prior import Noise, Prior
from ganviz.toy.rounds import Rounds
from ganviz.toy.samples import SampleStream
from ganviz.toy.settings import NetworkSettings, ToySettings, require_alike

if TYPE_CHECKING:
    from ganviz.toy.autograd.game import AutogradGame


@final
class TrainedNetwork:
    """A network with its optimiser: its parameters, and all that its training remembers.

    Args:
        players: what it is made of, and its rates; one for each member.
        inputs, outputs: dimensions.
        rngs: of the initial parameters, one for each member.
        members: whether arrays have a leading axis of members.
        device: of torch, where the arrays are; None for numpy.

    Attributes:
        network: the network.
        rule: what moves it down its gradient.
    """

    def __init__(
        self,
        players: Sequence[NetworkSettings],
        inputs: int,
        outputs: int,
        rngs: Sequence[np.random.Generator],
        *,
        members: bool = False,
        device: str | None = None,
    ) -> None:
        started = [start(players[0], inputs, outputs, rng) for rng in rngs]
        parts = [[theta, *lefts] for theta, lefts in started]
        whole = map(np.stack, zip(*parts, strict=True)) if members else parts[0]
        theta, *lefts = (on_device(part, device) for part in whole)
        self.network = Perceptron(players[0], inputs, outputs, theta, lefts)
        self.rule = OPTIMIZERS[players[0].optimizer](theta, self.network.gradient, players)

    def changing(self) -> list[Array]:
        """All that a step changes and a later one reads."""
        return [*self.network.changing(), *self.rule.moments.values()]

    def state_dict(self) -> dict[str, Any]:
        """A copy of parameters, last gradient and what optimiser and layers remember."""
        return {
            "theta": on_host(self.network.theta),
            "gradient": on_host(self.network.gradient),
            "moments": {name: on_host(moment) for name, moment in self.rule.moments.items()},
            "taken": self.rule.taken,
            "layers": [on_host(left) for left in self.network.lefts],
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go back to a copied state, or to one that was written before release 0.3."""
        if "optimizer" in state:
            moments, taken = _of_torch(state["optimizer"])
        else:
            moments, taken = state["moments"], state["taken"]
        assign(self.network.theta, state["theta"])
        assign(self.network.gradient, state["gradient"])
        for name, moment in self.rule.moments.items():
            assign(moment, moments.get(name, np.zeros_like(state["theta"])))
        self.rule.taken = taken
        for left, value in zip(self.network.lefts, state["layers"], strict=True):
            assign(left, value)
        self.network.measure()


def _of_torch(state: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """Moments and number of steps out of the state of a torch optimiser of one parameter."""
    remembered = next(iter(state["state"].values()), {})
    moments = {name: value for name, value in remembered.items() if value is not None}
    return moments, int(moments.pop("step", 0))


@dataclass(frozen=True)
class Sources:
    """What a game draws: z, x, the noise on what D sees, and shares of mixtures on [0, 1]."""

    z: SampleStream
    x: SampleStream
    noise: SampleStream
    mix: SampleStream

    def state_dict(self) -> dict[str, Any]:
        """Where each stands, by name."""
        return {name: source.state_dict() for name, source in vars(self).items()}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Let each go back to where it stood."""
        for name, source in vars(self).items():
            source.load_state_dict(state[name])


@final
class ToyGame:
    """Both players at the start of a game; all that is random follows from the seeds.

    Args:
        p_data, p_z: what is drawn.
        members: the settings of each member. They may differ in their seeds, in the rates of the
            players, in the weights of the regularisation and in ``ema``; see `require_alike`.
        alone: whether there is one member, whose arrays have no leading axis.
        device: of torch, where it is played; None for numpy.
        cuda_graph: whether rounds are recorded, where that can be.

    Attributes:
        members: the settings as they are now.
        generator, discriminator: the learners.
        sources: of the samples.
        objective: with its labels smoothed.
        d_loss, g_loss: of the last minibatches, without penalties; nan before the first.
        average: the moving average of theta_g, where the settings ask for it.
        alone, cuda_graph: as given.
        autograd: whether torch's autograd plays where it need not.
    """

    average: Array | None

    def __init__(
        self,
        p_data: Distribution,
        p_z: Prior,
        members: Sequence[ToySettings],
        *,
        alone: bool = True,
        device: str | None = None,
        cuda_graph: bool = True,
    ) -> None:
        seeds = [np.random.SeedSequence(settings.seed).spawn(6) for settings in members]
        g, d, *streams = (
            [np.random.default_rng(seed) for seed in each] for each in zip(*seeds, strict=True)
        )
        dim, settings, many = p_data.dim, members[0], not alone
        laws = p_z, p_data, Noise("gaussian", dim), Uniform(0, 1)
        self.sources = Sources(
            *(
                SampleStream(law, rngs, members=many, device=device)
                for law, rngs in zip(laws, streams, strict=True)
            )
        )
        for_g, for_d = zip(*((s.generator, s.discriminator) for s in members), strict=True)
        self.generator = TrainedNetwork(for_g, p_z.dim, dim, g, members=many, device=device)
        self.discriminator = TrainedNetwork(
            for_d, settings.pack * dim, 1, d, members=many, device=device
        )
        self.alone, self.cuda_graph, self.average = alone, cuda_graph, None
        self.d_loss = self.g_loss = np.full(len(members), np.nan) if many else np.nan
        self.autograd = False
        self.configure(members)

    @property
    def settings(self) -> ToySettings:
        """Those of the first member."""
        return self.members[0]

    def configure(self, members: Sequence[ToySettings]) -> None:
        """Change the settings, from the next move on."""
        require_alike(members)
        self.members, s = members, members[0]
        smooth = s.regularisation.smooth_real, s.regularisation.smooth_fake
        self.objective = smoothed(OBJECTIVES[s.objective], *smooth)
        self.generator.rule.configure([member.generator for member in members])
        self.discriminator.rule.configure([member.discriminator for member in members])
        if s.ema == 0:
            self.average = None
        elif self.average is None:
            self.average = self.generator.network.theta * 1
        self._moves: Rounds | Chunks | AutogradGame | None = None

    @property
    def path(self) -> str:
        """Who plays: "explicit", numpy without autograd, or "torch" for what that cannot do."""
        return "torch" if self.autograd or self.settings.unroll else "explicit"

    def play(self, move: str, n: int) -> None:
        """Make a move ``n`` times: "round", "descend_d", "descend_g" or "descend_both"."""
        if self._moves is None or self._moves.path != self.path:
            self._moves = self._new_moves()
        moves = self._round() if move == "round" else [move]
        for name, loss in self._moves.play(moves, n).items():
            setattr(self, name, loss)

    def _round(self) -> list[str]:
        """k steps of D, then k_g of G; if simultaneous, one of each is a joint step."""
        s = self.settings
        joint = s.update == "simultaneous" and s.k > 0 and s.k_g > 0
        return (
            ["descend_d"] * (s.k - joint)
            + ["descend_both"] * joint
            + ["descend_g"] * (s.k_g - joint)
        )

    def _new_moves(self) -> "Rounds | Chunks | AutogradGame":
        if self.path == "explicit":
            on_arrays = isinstance(self.generator.network.theta, np.ndarray)
            return Rounds(self) if on_arrays else Chunks(self)
        from ganviz.toy.autograd.game import AutogradGame

        return AutogradGame(self)

    def state_dict(self) -> dict[str, Any]:
        """A copy of all that the future of the game depends on, but settings and target."""
        return {
            "generator": self.generator.state_dict(),
            "discriminator": self.discriminator.state_dict(),
            **self.sources.state_dict(),
            "average": None if self.average is None else on_host(self.average),
            "losses": (self.d_loss, self.g_loss),
        }

    def require_fit(self, state: dict[str, Any]) -> None:
        """Refuse a state of networks of another size; raises ValueError."""
        for name in ("generator", "discriminator"):
            own, other = getattr(self, name).network.theta, state[name]["theta"]
            if own.shape != other.shape:
                raise _check.refuse(name, len(other), "refused_parameters", n=len(own))

    def load_state_dict(self, state: dict[str, Any], members: Sequence[ToySettings]) -> None:
        """Go back to a copied state with the settings of then; the target is to be that of then."""
        self.generator.load_state_dict(state["generator"])
        self.discriminator.load_state_dict(state["discriminator"])
        self.sources.load_state_dict(state)
        average = state["average"]
        theta = self.generator.network.theta
        self.average = None if average is None else converted(average, theta)
        self.d_loss, self.g_loss = state["losses"]
        self.configure(members)
