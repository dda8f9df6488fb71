"""The recipe of a training run: a frozen dataclass of settings."""

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
    """All settings of a training run, except the machine that it runs on.

    Attributes:
        name: its name for ``ganviz train``.
        generator, discriminator: the networks.
        optimizer: the update rule of both networks.
        data: a source of :func:`ganviz.images.data.load`.
        split: the split of the data to train on.
        validation, test: splits to score the run; empty if the data has none.
        size: height and width to which images are resized; 0 for no change.
        preprocess: a key of :data:`ganviz.images.preprocess.PREPROCESS`.
        z, z_dim: p_z, a key of :data:`ganviz.images.draws.PRIORS`, and its dimension.
        objective: a key of :data:`ganviz.objectives.OBJECTIVES`.
        update: ``"simultaneous"``, as the released code: both gradients at the same parameters and
            on the same fakes; or ``"alternating"``, as Algorithm 1: k updates of D, each on a new
            minibatch, then one of G on new fakes.
        k: updates of D per update of G (Algorithm 1); 1 if simultaneous.
        d_weight: factor of D's loss; 1/2 in the released code.
        batch: size of a minibatch, over all processes.
        epochs: how often every training image is used.
        lr: learning rate at the start.
        ema: decay per step of the moving average of G's weights, which samples use; 0 for none.
        pretrained: folder of a run whose G gives the last layers of this one; empty for none.
        seed: seed of the initial weights and of all random numbers.
        note: a remark, shown in the list of recipes.
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
            ValueError: no ``=``, an unknown field (the nearest is suggested), a bad value.

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
        """The losses of D and of G, in nats, where D says 1/2 of everything.

        >>> from ganviz.images.recipes import RECIPES
        >>> [round(loss, 4) for loss in RECIPES["digits"].undecided()]
        [0.6931, 0.6931]
        """
        played, logits = OBJECTIVES[self.objective], torch.zeros(1, dtype=torch.float64)
        d_loss = self.d_weight * played.d_loss(logits, logits)
        return float(d_loss), float(played.g_loss(logits, real=logits))

    def load(self, split: str) -> "ImageData":
        """A split of the data, with images of ``size``.

        Raises:
            ValueError: ``data`` is empty, or cannot be loaded.
        """
        from ganviz.images.data import load

        if not self.data:
            raise _check.refuse("data", self.data, "refused_no_data", recipe=self.name)
        return load(self.data, split, size=self.size or None)

    def held_out(self) -> "ImageData | None":
        """The validation images; None if the data have none."""
        try:
            return self.load(self.validation) if self.validation else None
        except ValueError:
            return None
