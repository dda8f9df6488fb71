"""Preprocessing: from pixels (uint8) to the networks' inputs (float), and back."""

from dataclasses import dataclass
from typing import Any, final

import numpy as np
import torch
from torch import Tensor, nn

from ganviz import _check


def global_contrast_normalise(x: Tensor, scale: float = 55.0) -> Tensor:
    """Scale each image to mean 0 and L2 norm ``scale``; an image without contrast becomes 0.

    Global contrast normalisation (Coates et al. 2011), as the released code uses it on CIFAR-10.

    Args:
        x: (B, ...) of any real type.
        scale: the norm of every result.

    >>> global_contrast_normalise(torch.tensor([[1.0, 3.0], [5.0, 5.0]]), 2.0).round(decimals=4)
    tensor([[-1.4142,  1.4142],
            [ 0.0000,  0.0000]])
    """
    flat = x.flatten(1).float()
    flat = flat - flat.mean(1, keepdim=True)
    norm = flat.norm(dim=1, keepdim=True) / scale
    return (flat / torch.where(norm < 1e-8, torch.ones_like(norm), norm)).view(x.shape)


@final
@dataclass(frozen=True)
class Unit:
    """Pixels scaled to [0, 1]: the paper's MNIST and TFD."""

    def __call__(self, pixels: Tensor) -> Tensor:
        """Divide by 255."""
        return pixels.float() / 255

    def to_unit(self, x: Tensor) -> Tensor:
        """``x``."""
        return x.float()


@final
@dataclass(frozen=True)
class Signed:
    """Pixels scaled to [-1, 1], the range of tanh: DCGAN."""

    def __call__(self, pixels: Tensor) -> Tensor:
        """``pixels / 127.5 - 1``."""
        return pixels.float() / 127.5 - 1

    def to_unit(self, x: Tensor) -> Tensor:
        """``(x + 1) / 2``."""
        return (x.float() + 1) / 2


@final
@dataclass(frozen=True)
class Contrast:
    """Global contrast normalisation. Its inverse is not unique: here it gives every image the mean
    and the contrast of an average training image.

    Attributes:
        scale: L2 norm of a normalised image.
        mean: of all training pixels, in [0, 1].
        gain: mean over the training images of (L2 norm of the centred image in [0, 1]) / scale.
    """

    scale: float = 55.0
    mean: float = 0.5
    gain: float = 0.25 / 55.0

    def __call__(self, pixels: Tensor) -> Tensor:
        """Each image with mean 0 and norm ``scale``."""
        return global_contrast_normalise(pixels, self.scale)

    def to_unit(self, x: Tensor) -> Tensor:
        """``mean + gain x``."""
        return self.mean + self.gain * x.float()

    @staticmethod
    def fit(pixels: Tensor) -> "Contrast":
        """The preprocessing whose inverse fits the images (n, c, h, w), uint8."""
        x = pixels[:10_000].flatten(1).float() / 255
        norm = (x - x.mean(1, keepdim=True)).norm(dim=1)
        return Contrast(55.0, float(x.mean()), float(norm.mean()) / 55.0)


Preprocess = Unit | Signed | Contrast
"""Called, it maps pixels (B, c, h, w), uint8, to the networks' inputs, float32. ``to_unit`` maps
those back to [0, 1], without clipping."""

_CLASSES = {"unit": Unit, "signed": Signed, "gcn": Contrast}
PREPROCESS = tuple(_CLASSES)
"""The names of all preprocessings."""


def fit(name: str, pixels: Tensor) -> Preprocess:
    """The preprocessing ``name`` for the training images ``pixels``, (n, c, h, w) uint8."""
    return Contrast.fit(pixels) if name == "gcn" else from_dict(name, {})


def from_dict(name: str, values: dict[str, Any]) -> Preprocess:
    """The preprocessing ``name`` with the fields ``values``, as from ``dataclasses.asdict``."""
    return _CLASSES[_check.one_of("preprocess", name, _CLASSES)](**values)


def mean_image(pixels: Tensor) -> Tensor:
    """The mean (c, h, w) of images (n, c, h, w), float64 in [0, 1], without a float64 copy."""
    return torch.from_numpy(pixels.cpu().numpy().mean(0, dtype=np.float64)) / 255


@torch.no_grad()
def generate(network: nn.Module, fitted: Preprocess, z: Tensor, batch: int = 500) -> Tensor:
    """A generator's images for ``z`` in [0, 1], not clipped: float32 (n, h, w, c), on the CPU.

    The network runs in evaluation mode, ``batch`` images at a time; its mode is then restored.
    """
    training = network.training
    network.eval()
    images = [fitted.to_unit(network(part)).permute(0, 2, 3, 1).cpu() for part in z.split(batch)]
    network.train(training)
    return torch.cat(images)
