"""What a training run is made of: one frozen dataclass, and how it is written down."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace

from ganviz import _check
from ganviz.images import specs
from ganviz.images.draws import PRIORS
from ganviz.images.networks import Network
from ganviz.images.optimizers import Optimizer
from ganviz.images.preprocess import PREPROCESS
from ganviz.objectives import OBJECTIVES

UPDATES = ("simultaneous", "alternating")


@dataclass(frozen=True)
class Recipe:
    """Everything that decides a training run, except the machine that it runs on.

    Attributes:
        name: under which ``ganviz train`` finds it.
        generator, discriminator: the networks.
        optimizer: the update rule of both players.
        data: a source of :func:`ganviz.images.data.load`.
        split: of the data, to train on.
        validation, test: splits that score the run; empty where the data has none.
        size: side to which the images are brought; 0 leaves them.
        preprocess: a key of :data:`ganviz.images.preprocess.PREPROCESS`.
        z, z_dim: p_z, a key of :data:`ganviz.images.draws.PRIORS`, and its dimension.
        objective: a key of :data:`ganviz.objectives.OBJECTIVES`.
        update: ``"simultaneous"`` as the released code: both gradients at the same parameters and
            on the same fakes; ``"alternating"`` as Algorithm 1: k updates of D, each on a new
            minibatch, then one of G on new fakes.
        k: updates of D for each one of G (Algorithm 1); 1 when simultaneous.
        d_weight: factor of D's loss; the released code takes one half of the two cross-entropies.
        batch: size of a minibatch, over all processes.
        epochs: how often every training image is seen.
        lr: learning rate at the start.
        ema: decay per step of the average of G's weights that samples come from; 0 is none.
        pretrained: folder of a run whose G gives the last layers of this one's; empty is none.
        seed: of the initial weights and of every random number.
        note: what a reader of the list of recipes should know.
    """

    name: str
    generator: Network
    discriminator: Network
    optimizer: Optimizer
    data: str
    lr: float
    epochs: int
    batch: int = 100
    split: str = "train"
    validation: str = "validation"
    test: str = "test"
    size: int = 0
    preprocess: str = "unit"
    z: str = "gaussian"
    z_dim: int = 100
    objective: str = "non_saturating"
    update: str = "simultaneous"
    k: int = 1
    d_weight: float = 0.5
    ema: float = 0.0
    pretrained: str = ""
    seed: int = 0
    note: str = ""

    def __post_init__(self) -> None:
        for name in ("batch", "z_dim", "k"):
            _check.integer(name, getattr(self, name), at_least=1)
        for name in ("size", "seed", "epochs"):
            _check.integer(name, getattr(self, name), at_least=0)
        for name in ("lr", "d_weight"):
            _check.number(name, getattr(self, name), above=0)
        _check.number("ema", self.ema, at_least=0, at_most=0.999999)
        choices = (
            ("preprocess", PREPROCESS),
            ("z", PRIORS),
            ("objective", OBJECTIVES),
            ("update", UPDATES),
        )
        for name, allowed in choices:
            _check.one_of(name, getattr(self, name), allowed)
        if self.update == "simultaneous" and self.k != 1:
            raise _check.refuse("k", self.k, "1 when update = 'simultaneous'")

    def to_json(self) -> str:
        """The recipe as indented JSON, for :meth:`from_json`."""
        return json.dumps(specs.to_plain(self), indent=2, ensure_ascii=False)

    @staticmethod
    def from_json(text: str) -> "Recipe":
        """The recipe that :meth:`to_json` wrote.

        Raises:
            ValueError: not JSON, an unknown field (the nearest is named), or a value out of range.
        """
        try:
            given = json.loads(text)
        except json.JSONDecodeError as error:
            raise ValueError(f"the recipe is not JSON: {error}") from error
        return specs.from_plain(Recipe, given, "recipe")

    def override(self, changes: Iterable[str]) -> "Recipe":
        """A copy with fields changed, each given as ``field=value``.

        Raises:
            ValueError: no ``=``, an unknown field (the nearest is named), a value of a wrong type.

        >>> from ganviz.images.recipes import RECIPES
        >>> RECIPES["mnist"].override(["lr=0.05", "generator.layers.0.units=300"]).lr
        0.05
        """
        recipe = self
        for change in changes:
            path, equals, text = change.partition("=")
            if not equals:
                raise _check.refuse("override", change, "written as field=value")
            recipe = specs.override(recipe, path.strip(), text.strip())
        return recipe

    def but(self, **changes: object) -> "Recipe":
        """A copy with fields changed, given as Python values."""
        return replace(self, **changes)  # type: ignore[arg-type]
