"""The settings of a toy run: validated, immutable, and the same as JSON."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ganviz import _check
from ganviz.objectives import OBJECTIVES, smoothed
from ganviz.settings import (
    Settings,
    by_path,
    choice,
    control_at,
    difference,
    ladder,
    rate,
    seed,
    toggle,
    whole,
)
from ganviz.toy.layers import ACTIVATIONS
from ganviz.toy.optimizers import OPTIMIZERS

UPDATES = ("alternating", "simultaneous")
MAX_LAYERS, MAX_WIDTH, MAX_BATCH, MAX_K = 8, 512, 65_536, 1_000
MAX_UNROLL, MAX_PACK = 20, 16

# What the sliders of a page offer; other values can be typed.
BATCHES = tuple(2**n for n in range(4, 11))
WEIGHTS = (0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20)
CLIPS = (0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1)
SMALL = (0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1)
SHARES = (0, 0.05, 0.1, 0.2, 0.3, 0.4)
DECAYS = (0, 0.5, 0.8, 0.9, 0.95, 0.99)
SLOW_DECAYS = (0.9, 0.95, 0.99, 0.999)
AVERAGES = (0, 0.9, 0.99, 0.995, 0.999, 0.9995)

_PENALTIES = ("r1", "r2", "gradient_penalty", "zero_centred")


@dataclass(frozen=True)
class NetworkSettings(Settings):
    """One network and how it learns.

    Attributes:
        hidden: widths of the hidden layers; ``()`` makes an affine map.
        activation: a key of :data:`ganviz.toy.ACTIVATIONS`.
        optimizer: ``"adam"`` or ``"sgd"``.
        lr: learning rate > 0. May change during a run.
        momentum: of SGD; the decay beta_1 of Adam. May change during a run.
        beta2: decay of Adam's second moment; SGD does not look at it. May change during a run.
        batch_norm: of G only: batch normalisation of every hidden layer (Ioffe & Szegedy 2015).
        spectral_norm: of D only: every weight matrix over its largest singular value (Miyato et al.
            2018).
        minibatch_features: of D only: how many features compare a sample with the others of its
            minibatch (Salimans et al. 2016, section 3.2); 0 is none.

    Raises:
        ValueError: naming the field, its value and what is allowed.

    >>> NetworkSettings(lr=float("nan"))
    Traceback (most recent call last):
        ...
    ganviz.Refusal: lr = nan is not allowed: it must be a finite number > 0
    """

    hidden: tuple[int, ...] = (32, 32)
    activation: str = choice("leaky_relu", tuple(ACTIVATIONS))
    optimizer: str = choice("adam", tuple(OPTIMIZERS))
    lr: float = rate(1e-3, live=True)
    momentum: float = ladder(0.0, DECAYS, high=0.9999, live=True)
    beta2: float = ladder(0.999, SLOW_DECAYS, low=0, high=0.9999, live=True)
    batch_norm: bool = toggle(False)
    spectral_norm: bool = toggle(False)
    minibatch_features: int = whole(0, 0, MAX_WIDTH, ends=(0, 16))

    def __post_init__(self) -> None:
        if isinstance(self.hidden, str) or not isinstance(self.hidden, Iterable):
            raise _check.refuse("hidden", self.hidden, "rule_widths")
        hidden = tuple(
            _check.integer(f"hidden[{i}]", width, at_least=1, at_most=MAX_WIDTH)
            for i, width in enumerate(self.hidden)
        )
        if len(hidden) > MAX_LAYERS:
            raise _check.refuse("hidden", hidden, "rule_most_layers", n=MAX_LAYERS)
        object.__setattr__(self, "hidden", hidden)
        super().__post_init__()


@dataclass(frozen=True)
class Regularisation(Settings):
    """What is added to the game to make it converge; 0 switches each off, all may change in a run.

    The penalties are those of :mod:`ganviz.penalties`; each is multiplied by the number given here,
    without any further factor, and added to D's loss.

    Attributes:
        r1: weight of the squared gradient of D at real samples (Mescheder et al. 2018).
        r2: weight of the squared gradient of D at fakes.
        gradient_penalty: weight of (gradient norm - 1)^2 between the two (WGAN-GP, Gulrajani et al.
            2017).
        zero_centred: weight of the squared gradient between the two (Thanh-Tung et al. 2019).
        clip: after every step of D its parameters are clipped to [-clip, clip] (WGAN, Arjovsky et
            al. 2017).
        instance_noise: standard deviation of the Gaussian noise that is added to all that D sees in
            training (Sonderby et al. 2017).
        smooth_real: alpha, real labels are 1 - alpha (one-sided label smoothing, Salimans et al.
            2016), < 1.
        smooth_fake: beta, fake labels are beta, < 1.

    Raises:
        ValueError: naming the field, its value and what is allowed.
    """

    r1: float = ladder(0.0, WEIGHTS, high=math.inf, live=True)
    r2: float = ladder(0.0, WEIGHTS, high=math.inf, live=True)
    gradient_penalty: float = ladder(0.0, WEIGHTS, high=math.inf, live=True)
    zero_centred: float = ladder(0.0, WEIGHTS, high=math.inf, live=True)
    clip: float = ladder(0.0, CLIPS, high=math.inf, live=True)
    instance_noise: float = ladder(0.0, SMALL, high=math.inf, live=True)
    smooth_real: float = ladder(0.0, SHARES, high=0.9999, live=True)
    smooth_fake: float = ladder(0.0, SHARES, high=0.9999, live=True)


@dataclass(frozen=True)
class ToySettings(Settings):
    """Everything but the distributions that decides a toy run.

    On ``two_modes`` with z of N(0, 1) the defaults end at JSD .003 to .014 after 5,000 rounds
    (twenty seeds; a test asks ten for < .03); with z uniform on [-1, 1] at .02 to .05. What matters
    is that D learns ten times as fast as G, or JSD is .05 to .5, and no momentum: .9 gives .02 to
    .09. A leaky ReLU in G helps a uniform z to the tails, .013 to .030, and not a Gaussian one.

    Attributes:
        objective: a key of :data:`ganviz.objectives.OBJECTIVES`. May change during a run.
        k: discriminator steps per round (Algorithm 1); 0 leaves D as it is. May change.
        k_g: generator steps per round, the paper's is 1; 0 leaves G as it is. May change.
        batch: size of every minibatch, in packs. May change during a run.
        update: ``"alternating"`` as Algorithm 1, or ``"simultaneous"`` as the code released with
            the paper: both gradients from the same parameters and the same fakes. May change.
        regularisation: penalties, clipping, noise and label smoothing. May change during a run.
        unroll: how many steps of D's own rule G looks ahead and differentiates through (Metz et al.
            2017); 0 is the usual game. May change during a run.
        ema: decay of the average of theta_g that snapshots show in place of theta_g, taken from
            the moment that it is switched on; 0 shows theta_g itself. May change.
        pack: how many samples of one kind D takes together (PacGAN, Lin et al. 2018).
        seed: of the initial parameters and of every sample.
        generator, discriminator: the two players.

    Raises:
        ValueError: naming the field, its value and what is allowed.

    >>> settings = ToySettings(k=2, generator=NetworkSettings(hidden=(16,)))
    >>> ToySettings.from_json(settings.to_json()) == settings
    True
    >>> ToySettings.from_json('{"bach": 3}')
    Traceback (most recent call last):
        ...
    ganviz.Refusal: settings = 'bach' is not allowed: ... (did you mean 'batch'?)
    """

    objective: str = choice("non_saturating", tuple(OBJECTIVES), live=True)
    k: int = whole(1, 0, MAX_K, ends=(0, 10), live=True)
    k_g: int = whole(1, 0, MAX_K, ends=(0, 10), live=True)
    batch: int = ladder(128, BATCHES, whole=True, low=1, high=MAX_BATCH, live=True)
    update: str = choice("alternating", UPDATES, live=True)
    regularisation: Regularisation = Regularisation()
    unroll: int = whole(0, 0, MAX_UNROLL, ends=(0, 10), live=True)
    ema: float = ladder(0.0, AVERAGES, high=0.99999, live=True)
    pack: int = whole(1, 1, MAX_PACK, ends=(1, 8))
    seed: int = seed()
    generator: NetworkSettings = NetworkSettings(activation="tanh", lr=5e-4)
    discriminator: NetworkSettings = NetworkSettings(lr=5e-3)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.k == self.k_g == 0:
            raise _check.refuse("k", 0, "rule_k_or_k_g")
        for name, kind in _PARTS.items():
            if not isinstance(getattr(self, name), kind):
                raise _check.refuse(name, getattr(self, name), "rule_kind", kind=kind.__name__)
        self._check_players()
        smooth = self.regularisation.smooth_real, self.regularisation.smooth_fake
        smoothed(OBJECTIVES[self.objective], *smooth)  # refuses what it cannot smooth
        if self.unroll and self.update == "simultaneous":
            raise _check.refuse("unroll", self.unroll, "rule_unroll")

    def _check_players(self) -> None:
        if self.discriminator.batch_norm:
            raise _check.refuse("discriminator.batch_norm", True, "rule_of_g")
        if self.generator.batch_norm and self.batch * self.pack < 2:
            raise _check.refuse("batch", self.batch, "rule_batch_norm")
        for name in ("spectral_norm", "minibatch_features"):
            if value := getattr(self.generator, name):
                raise _check.refuse(f"generator.{name}", value, "rule_of_d")
        features = self.discriminator.minibatch_features
        if features and (self.unroll or any(getattr(self.regularisation, p) for p in _PENALTIES)):
            name = "discriminator.minibatch_features"
            raise _check.refuse(name, features, "rule_minibatch_features")


Player = NetworkSettings
"""The former name."""

_PARTS = {
    "generator": NetworkSettings,
    "discriminator": NetworkSettings,
    "regularisation": Regularisation,
}

PLANE_DEFAULTS = ToySettings()
"""Where to begin in the plane, with z of N(0, I_2): what serves on the line serves here as well.

After 2,000 rounds JSD is .09 to .14 nats on ``ring(std=0.1)`` and .06 to .09 on ``two_moons``
(six seeds). With twice the rate for G the mean of the fakes swings more, with ReLU in G or momentum
.9 more still.
"""


def live_changes(old: ToySettings, new: ToySettings) -> dict[str, Any] | None:
    """What a run takes by ``configure`` to get from ``old`` to ``new``; None if it cannot.

    >>> live_changes(ToySettings(), ToySettings(k=5))
    {'k': 5}
    >>> live_changes(ToySettings(), ToySettings(seed=1)) is None
    True
    """
    if needs_new_run(old, new):
        return None
    before, after = vars(old), vars(new)
    return {name: value for name, value in after.items() if value != before[name]}


def needs_new_run(old: ToySettings, new: ToySettings) -> tuple[str, ...]:
    """The fields in which ``new`` differs from ``old`` and that cannot change during a run.

    >>> from dataclasses import replace
    >>> old = ToySettings()
    >>> needs_new_run(old, replace(old, k=5, discriminator=NetworkSettings(lr=0.1)))
    ()
    >>> needs_new_run(old, replace(old, seed=1, discriminator=NetworkSettings(hidden=(8,))))
    ('seed', 'discriminator.hidden')
    """
    controls = {path: control_at(old, path) for path in difference(old, new)}
    return tuple(path for path, control in controls.items() if not (control and control.live))


def require_alike(members: Sequence[ToySettings]) -> None:
    """Refuse members that cannot be trained in the same arrays.

    They may differ in their seeds and, where the number is 0 for all or for none, in lr, momentum
    and beta2 of the players, in the regularisation but for the smoothing of labels, and in ``ema``.

    Raises:
        ValueError: naming the field.

    >>> from dataclasses import replace
    >>> one = ToySettings()
    >>> require_alike([one, replace(one, seed=1, discriminator=NetworkSettings(lr=0.1))])
    >>> require_alike([one, replace(one, k=2)])
    Traceback (most recent call last):
        ...
    ganviz.Refusal: members differ in k: such runs cannot be computed together
    """
    first = form_of(members[0])
    for member in members[1:]:
        for name, value in form_of(member).items():
            if value != first[name]:
                raise _check.refuse("members", name, "refused_unlike")


def form_of(settings: ToySettings) -> dict[str, Any]:
    """What has to be the same in all members, by its name; of free numbers, whether they are 0."""
    return {
        path: value != 0 if path.rpartition(".")[2] in _FREE else value
        for path, value in by_path(settings).items()
        if path not in ("seed", *_PARTS)
    }


def by_form(members: Iterable[ToySettings]) -> list[list[int]]:
    """The places of members that can be trained in the same arrays, together in a list.

    >>> from dataclasses import replace
    >>> one = ToySettings()
    >>> by_form([one, replace(one, k=2), replace(one, seed=1)])
    [[0, 2], [1]]
    """
    groups: dict[tuple[Any, ...], list[int]] = {}
    for place, settings in enumerate(members):
        groups.setdefault(tuple(form_of(settings).values()), []).append(place)
    return list(groups.values())


_FREE = {"ema", "lr", "momentum", "beta2", *_PENALTIES, "clip", "instance_noise"}
