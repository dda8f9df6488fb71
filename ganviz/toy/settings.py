"""The settings of a toy run: validated, immutable, and the same as JSON."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import Self

from ganviz import _check, _json
from ganviz.objectives import OBJECTIVES, smoothed
from ganviz.toy.layers import ACTIVATIONS
from ganviz.toy.optimizers import OPTIMIZERS

UPDATES = ("alternating", "simultaneous")
MAX_LAYERS, MAX_WIDTH, MAX_BATCH, MAX_K = 8, 512, 65_536, 1_000
MAX_UNROLL, MAX_PACK = 20, 16

_LIVE = {"live": True}
_LIMITS = {
    "k": (0, MAX_K),
    "k_g": (0, MAX_K),
    "batch": (1, MAX_BATCH),
    "unroll": (0, MAX_UNROLL),
    "pack": (1, MAX_PACK),
    "seed": (0, None),
}
_PENALTIES = ("r1", "r2", "gradient_penalty", "zero_centred")


@dataclass(frozen=True)
class Player:
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

    >>> Player(lr=float("nan"))
    Traceback (most recent call last):
        ...
    ValueError: lr = nan is not allowed: it must be a finite number > 0
    """

    hidden: tuple[int, ...] = (32, 32)
    activation: str = "leaky_relu"
    optimizer: str = "adam"
    lr: float = field(default=1e-3, metadata=_LIVE)
    momentum: float = field(default=0.0, metadata=_LIVE)
    beta2: float = field(default=0.999, metadata=_LIVE)
    batch_norm: bool = False
    spectral_norm: bool = False
    minibatch_features: int = 0

    def __post_init__(self) -> None:
        if isinstance(self.hidden, str) or not isinstance(self.hidden, Iterable):
            raise _check.refuse(
                "hidden", self.hidden, "a sequence of layer widths, such as (32, 32)"
            )
        hidden = tuple(
            _check.integer(f"hidden[{i}]", width, at_least=1, at_most=MAX_WIDTH)
            for i, width in enumerate(self.hidden)
        )
        if len(hidden) > MAX_LAYERS:
            raise _check.refuse("hidden", hidden, f"at most {MAX_LAYERS} layers")
        _check.one_of("activation", self.activation, ACTIVATIONS)
        _check.one_of("optimizer", self.optimizer, OPTIMIZERS)
        object.__setattr__(self, "hidden", hidden)
        object.__setattr__(self, "lr", _check.number("lr", self.lr, above=0))
        for name in ("momentum", "beta2"):
            decay = _check.number(name, getattr(self, name), at_least=0, at_most=0.9999)
            object.__setattr__(self, name, decay)
        for name in ("batch_norm", "spectral_norm"):
            if not isinstance(getattr(self, name), bool):
                raise _check.refuse(name, getattr(self, name), "True or False")
        features = _check.integer(
            "minibatch_features", self.minibatch_features, at_least=0, at_most=MAX_WIDTH
        )
        object.__setattr__(self, "minibatch_features", features)


@dataclass(frozen=True)
class Regularisation:
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

    r1: float = field(default=0.0, metadata=_LIVE)
    r2: float = field(default=0.0, metadata=_LIVE)
    gradient_penalty: float = field(default=0.0, metadata=_LIVE)
    zero_centred: float = field(default=0.0, metadata=_LIVE)
    clip: float = field(default=0.0, metadata=_LIVE)
    instance_noise: float = field(default=0.0, metadata=_LIVE)
    smooth_real: float = field(default=0.0, metadata=_LIVE)
    smooth_fake: float = field(default=0.0, metadata=_LIVE)

    def __post_init__(self) -> None:
        for f in fields(self):
            highest = 0.9999 if f.name.startswith("smooth") else math.inf
            value = _check.number(f.name, getattr(self, f.name), at_least=0, at_most=highest)
            object.__setattr__(self, f.name, value)


@dataclass(frozen=True)
class ToySettings:
    """Everything but the distributions that decides a toy run.

    The defaults were chosen on ``two_modes`` with z uniform on [-1, 1]: there they reach JSD < .03
    within 5,000 rounds (a test plays ten seeds). What mattered: D learns ten times as fast as G, no
    momentum, and piecewise linear activations, which reach the tails that tanh flattens.

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
        pack: how many samples of one kind D judges together (PacGAN, Lin et al. 2018).
        seed: of the initial parameters and of every sample.
        generator, discriminator: the two players.

    Raises:
        ValueError: naming the field, its value and what is allowed.

    >>> settings = ToySettings(k=2, generator=Player(hidden=(16,)))
    >>> ToySettings.from_json(settings.to_json()) == settings
    True
    >>> ToySettings.from_json('{"bach": 3}')
    Traceback (most recent call last):
        ...
    ValueError: settings = 'bach' is not allowed: ... (did you mean 'batch'?)
    """

    objective: str = field(default="non_saturating", metadata=_LIVE)
    k: int = field(default=1, metadata=_LIVE)
    k_g: int = field(default=1, metadata=_LIVE)
    batch: int = field(default=128, metadata=_LIVE)
    update: str = field(default="alternating", metadata=_LIVE)
    regularisation: Regularisation = field(default=Regularisation(), metadata=_LIVE)
    unroll: int = field(default=0, metadata=_LIVE)
    ema: float = field(default=0.0, metadata=_LIVE)
    pack: int = 1
    seed: int = 0
    generator: Player = Player(activation="tanh", lr=5e-4)
    discriminator: Player = Player(lr=5e-3)

    def __post_init__(self) -> None:
        _check.one_of("objective", self.objective, OBJECTIVES)
        _check.one_of("update", self.update, UPDATES)
        for name, (low, high) in _LIMITS.items():
            whole = _check.integer(name, getattr(self, name), at_least=low, at_most=high)
            object.__setattr__(self, name, whole)
        if self.k == self.k_g == 0:
            raise _check.refuse("k", 0, "a whole number >= 1 where k_g is 0: nobody would learn")
        ema = _check.number("ema", self.ema, at_least=0, at_most=0.99999)
        object.__setattr__(self, "ema", ema)
        for name, kind in _PARTS.items():
            if not isinstance(getattr(self, name), kind):
                raise _check.refuse(name, getattr(self, name), f"a {kind.__name__}")
        self._check_players()
        smooth = self.regularisation.smooth_real, self.regularisation.smooth_fake
        smoothed(OBJECTIVES[self.objective], *smooth)  # refuses what it cannot smooth
        if self.unroll and self.update == "simultaneous":
            raise _check.refuse("unroll", self.unroll, "0 with simultaneous updates")

    def _check_players(self) -> None:
        if self.discriminator.batch_norm:
            raise _check.refuse("discriminator.batch_norm", True, "False: it belongs to G")
        if self.generator.batch_norm and self.batch * self.pack < 2:
            allowed = "2 or more with batch norm in G: one sample has no variance"
            raise _check.refuse("batch", self.batch, allowed)
        for name in ("spectral_norm", "minibatch_features"):
            if value := getattr(self.generator, name):
                raise _check.refuse(f"generator.{name}", value, "off: it belongs to D")
        features = self.discriminator.minibatch_features
        if features and (self.unroll or any(getattr(self.regularisation, p) for p in _PENALTIES)):
            allowed = "0 with unroll or a gradient penalty: a logit depends on all other samples"
            raise _check.refuse("discriminator.minibatch_features", features, allowed)

    def to_json(self) -> str:
        """The settings as a short JSON text."""
        return _json.to_json(self)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The settings that ``text`` describes; what it leaves out keeps its default.

        Raises:
            ValueError: not a JSON object, an unknown field (the nearest is suggested), a bad value.
        """
        return _json.from_json(cls, text)


_PARTS = {"generator": Player, "discriminator": Player, "regularisation": Regularisation}

PLANE_DEFAULTS = ToySettings()
"""Where to begin in the plane, with z of N(0, I_2): what serves on the line serves here as well.

After 2,000 rounds JSD is .09 to .14 nats on ``ring(std=0.1)`` and .05 to .07 on ``two_moons``
(three seeds). Twice the rate for G swings more, ReLU in G and momentum more still.
"""


def needs_new_run(old: ToySettings, new: ToySettings) -> tuple[str, ...]:
    """The fields in which ``new`` differs from ``old`` and that cannot change during a run.

    >>> from dataclasses import replace
    >>> old = ToySettings()
    >>> needs_new_run(old, replace(old, k=5, discriminator=Player(lr=0.1)))
    ()
    >>> needs_new_run(old, replace(old, seed=1, discriminator=Player(hidden=(8,))))
    ('seed', 'discriminator.hidden')
    """
    fixed: list[str] = []
    for prefix, a, b in (
        ("", old, new),
        ("generator.", old.generator, new.generator),
        ("discriminator.", old.discriminator, new.discriminator),
    ):
        for f in fields(a):
            changed = getattr(a, f.name) != getattr(b, f.name)
            if changed and not f.metadata and not isinstance(getattr(a, f.name), Player):
                fixed.append(prefix + f.name)
    return tuple(fixed)
