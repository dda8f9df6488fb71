"""The generator of a trained run, and its samples."""

import logging
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from ganviz import _check
from ganviz.images import checkpoint, preprocess
from ganviz.images.draws import Draws
from ganviz.images.folder import read_recipe
from ganviz.images.gan import ImageGAN
from ganviz.images.machine import check_device
from ganviz.images.networks import Tools
from ganviz.images.recipe import Recipe

log = logging.getLogger("ganviz")


@dataclass(frozen=True)
class TrainedGenerator:
    """The G of a run.

    Attributes:
        network: (n, z_dim) -> (n, c, h, w) network values, in evaluation mode.
        recipe: the run's recipe.
        preprocess: its ``to_unit`` maps network values to [0, 1].
        step: rounds played.
    """

    network: nn.Module
    recipe: Recipe
    preprocess: preprocess.Preprocess
    step: int

    def z(self, n: int, seed: int = 0) -> Tensor:
        """``n`` points of p_z, (n, z_dim)."""
        return Draws(seed).z(self.recipe.z, n, self.recipe.z_dim)

    def images(self, z: Tensor) -> np.ndarray:
        """G's images for ``z``: float32 in [0, 1], (n, h, w, c)."""
        device = next(self.network.parameters()).device
        return preprocess.generate(self.network, self.preprocess, z.to(device)).clamp(0, 1).numpy()


def load_trained(run: str | Path, *, which: str = "last", device: str = "cpu") -> TrainedGenerator:
    """The G of a run, from its last undamaged checkpoint or its best one.

    The logger ``ganviz`` warns if a newer checkpoint is damaged.

    Raises:
        ValueError: there is no run or no usable checkpoint, ``which`` is neither "last" nor "best",
            or this machine does not have the device.
    """
    run = Path(run)
    check_device(device)
    recipe = read_recipe(run)
    if _check.one_of("which", which, ("last", "best")) == "best":
        found = checkpoint.best(run)
    else:
        found, refused = checkpoint.latest(run, weights_only=True)
        for why in refused.values():
            log.warning("step %d is used, an older checkpoint: %s", found.step, why)
    tools = Tools(torch.Generator(), Draws(0))
    network = recipe.generator.build((recipe.z_dim,), tuple(found.meta["shape"]), tools)
    part = "average." if recipe.ema else "generator."
    weights = {k.removeprefix(part): v for k, v in found.tensors.items() if k.startswith(part)}
    network.load_state_dict(weights)
    fitted = preprocess.from_dict(recipe.preprocess, found.meta["preprocess"])
    return TrainedGenerator(network.to(device).eval(), recipe, fitted, found.step)


def load_generator(run: str | Path, *, which: str = "last", device: str = "cpu") -> nn.Module:
    """The network of :func:`load_trained` alone."""
    return load_trained(run, which=which, device=device).network


def sample(
    run: str | Path, n: int, seed: int = 0, *, which: str = "last", device: str = "cpu"
) -> np.ndarray:
    """``n`` images of a run's G: float32 in [0, 1], (n, h, w, c); the same for the same seed.

    Raises:
        ValueError: as :func:`load_trained`, or ``n`` is not positive.
    """
    _check.integer("n", n, at_least=1)
    trained = load_trained(run, which=which, device=device)
    return trained.images(trained.z(n, seed))


def load_pretrained(game: ImageGAN, run: str | Path) -> None:
    """Copy another run's G into the last layers of G, a :class:`~ganviz.images.networks.Stack`.

    Raises:
        ValueError: there is no run with a checkpoint, or its layers do not fit.
    """
    try:
        given = load_trained(run).network
    except ValueError as error:
        refusal = _check.refuse("pretrained", str(run), "refused_pretrained", error=error)
        raise refusal from error
    try:
        mine, theirs = (list(g.layers) for g in (game.generator.network, given))  # type: ignore[arg-type]
        for layer, source in zip(mine[-len(theirs) :], theirs, strict=True):
            layer.load_state_dict(source.state_dict())
    except (AttributeError, RuntimeError, ValueError) as error:
        raise _check.refuse("pretrained", str(run), "rule_pretrained") from error
    if game.average is not None:
        game.average.load_state_dict(game.generator.network.state_dict())
