"""The settings of a toy run: validated, immutable, and the same as JSON."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import Self

from ganviz import _check, _json
from ganviz.objectives import OBJECTIVES
from ganviz.toy.networks import ACTIVATIONS
from ganviz.toy.optimizers import OPTIMIZERS

UPDATES = ("alternating", "simultaneous")
MAX_LAYERS, MAX_WIDTH, MAX_BATCH, MAX_K = 8, 512, 65_536, 1_000

_LIVE = {"live": True}


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


@dataclass(frozen=True)
class ToySettings:
    """Everything but the distributions that decides a toy run.

    The defaults were chosen on ``two_modes`` with z uniform on [-1, 1]: there they reach JSD < .03
    within 5,000 rounds (a test plays ten seeds). What mattered: D learns ten times as fast as G, no
    momentum, and piecewise linear activations, which reach the tails that tanh flattens.

    Attributes:
        objective: a key of :data:`ganviz.objectives.OBJECTIVES`. May change during a run.
        k: discriminator steps per generator step (Algorithm 1). May change during a run.
        batch: size of every minibatch. May change during a run.
        update: ``"alternating"`` as Algorithm 1, or ``"simultaneous"`` as the code released with
            the paper: both gradients from the same parameters and the same fakes. May change.
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
    batch: int = field(default=128, metadata=_LIVE)
    update: str = field(default="alternating", metadata=_LIVE)
    seed: int = 0
    generator: Player = Player(activation="tanh", lr=5e-4)
    discriminator: Player = Player(lr=5e-3)

    def __post_init__(self) -> None:
        _check.one_of("objective", self.objective, OBJECTIVES)
        _check.one_of("update", self.update, UPDATES)
        limits = {"k": (1, MAX_K), "batch": (1, MAX_BATCH), "seed": (0, None)}
        for name, (low, high) in limits.items():
            whole = _check.integer(name, getattr(self, name), at_least=low, at_most=high)
            object.__setattr__(self, name, whole)
        for name in ("generator", "discriminator"):
            if not isinstance(getattr(self, name), Player):
                raise _check.refuse(name, getattr(self, name), "a Player")

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
