"""What a training run is made of: one frozen dataclass, and how it is written down."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

import torch

from ganviz import _check
from ganviz.images.draws import PRIORS
from ganviz.images.networks import Network
from ganviz.images.optimizers import Optimizer
from ganviz.images.preprocess import PREPROCESS
from ganviz.objectives import OBJECTIVES
from ganviz.settings import (
    Number,
    Settings,
    Words,
    change_by_text,
    choice,
    number,
    plain,
    seed,
    whole,
    words,
)

if TYPE_CHECKING:
    from ganviz.images.data import ImageData

UPDATES = ("simultaneous", "alternating")
_TEXT = {"control": Words()}


@dataclass(frozen=True)
class Recipe(Settings):
    """Everything that decides a training run, except the machine that it runs on.

    Attributes:
        name: under which ``ganviz train`` finds it.
        generator, discriminator: the networks.
        optimizer: the update rule of both networks.
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

    name: str = field(metadata=_TEXT)
    generator: Network
    discriminator: Network
    optimizer: Optimizer
    data: str = field(metadata=_TEXT)
    lr: float = field(metadata={"control": Number(low=0, above=True)})
    epochs: int = field(metadata={"control": Number(low=0, whole=True)})
    batch: int = whole(100, 1)
    split: str = words("train")
    validation: str = words("validation")
    test: str = words("test")
    size: int = whole(0, 0)
    preprocess: str = choice("unit", PREPROCESS)
    z: str = choice("gaussian", tuple(PRIORS))
    z_dim: int = whole(100, 1)
    objective: str = choice("non_saturating", tuple(OBJECTIVES))
    update: str = choice("simultaneous", UPDATES)
    k: int = whole(1, 1)
    d_weight: float = number(0.5, 0, above=True)
    ema: float = number(0.0, 0, 0.999999)
    pretrained: str = words("")
    seed: int = seed()
    note: str = words("")

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.update == "simultaneous" and self.k != 1:
            raise _check.refuse("k", self.k, "rule_k_simultaneous")

    def to_json(self) -> str:
        """The recipe as indented JSON, for ``from_json``."""
        return json.dumps(plain(self), indent=2, ensure_ascii=False)

    def override(self, changes: Iterable[str]) -> Self:
        """A copy with fields changed, each given as ``field=value``.

        Raises:
            ValueError: no ``=``, an unknown field (the nearest is named), a value of a wrong type.

        >>> from ganviz.images.recipes import RECIPES
        >>> RECIPES["mnist"].override(["lr=.05", "generator.layers.0.units=300"]).lr
        0.05
        """
        return change_by_text(self, changes)

    def on(self, source: str = "") -> Self:
        """A copy on other data, if a source is given; a path to its data is absolute."""
        from ganviz.images.data import absolute

        return self.but(data=absolute(source or self.data))

    def undecided(self) -> tuple[float, float]:
        """The losses of D and of G where D says 1/2 of everything.

        >>> from ganviz.images.recipes import RECIPES
        >>> [round(loss, 4) for loss in RECIPES["digits"].undecided()]
        [0.6931, 0.6931]
        """
        played, logits = OBJECTIVES[self.objective], torch.zeros(1, dtype=torch.float64)
        d_loss = self.d_weight * played.d_loss(logits, logits)
        return float(d_loss), float(played.g_loss(logits, real=logits))

    def load(self, split: str) -> "ImageData":
        """A split of the data, at the size that the recipe asks for.

        Raises:
            ValueError: no data are named, or they cannot be loaded.
        """
        from ganviz.images.data import load

        if not self.data:
            raise _check.refuse("data", self.data, "refused_no_data", recipe=self.name)
        return load(self.data, split, size=self.size or None)

    def held_out(self) -> "ImageData | None":
        """The images that score a run; None where the data have none, as a folder may."""
        try:
            return self.load(self.validation) if self.validation else None
        except ValueError:
            return None
