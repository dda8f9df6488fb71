"""What there is to see of a generative model at one moment, in two parts; numpy only.

What any model shows: samples, its density, how far it is from p_data. And what D shows, only where
there is a D. So a mixture that is fitted by EM, an autoencoder or a flow plays in the laboratory
beside a GAN, on the same target: it shows a moment without the second part.

On the line a moment is a `ganviz.toy.Snapshot`, in the plane a `ganviz.toy.PlaneSnapshot`.
"""

import abc
import math
from dataclasses import dataclass, fields
from typing import Any, final

import numpy as np


def freeze(snapshot: Any) -> None:
    """Make every array field of a new frozen dataclass float32 and read-only."""
    for f in fields(snapshot):
        given = getattr(snapshot, f.name)
        if isinstance(given, np.ndarray):
            array = given.astype(np.float32)
            array.flags.writeable = False
            object.__setattr__(snapshot, f.name, array)


@dataclass(frozen=True)
class Losses:
    """What a minibatch said last: losses in nats and norms of the gradients."""

    d_loss: float
    g_loss: float
    d_grad_norm: float
    g_grad_norm: float


@final
@dataclass(frozen=True, eq=False, kw_only=True)
class CriticMoment:
    """What D shows at one moment; arrays are float32 and read-only, numbers are in nats.

    Attributes:
        d: D(x) at the centres of the moment's cells: (m,) on the line, (m, m) in the plane, where
            rows run along y.
        d_star: p_data / (p_data + p_g), eq. 2, there; nan where both vanish.
        push: (n, 2) n times minus the gradient of G's loss at each fake of the moment: where D
            sends it; None on the line.
        value: V(G, D), eq. 1.
        d_accuracy: share of real and fake samples on the right side of D = 1/2; on the line, of
            the two densities in view.
        d_loss, g_loss: losses of the last minibatches, without penalties; nan before the first.
        d_grad_norm, g_grad_norm: Euclidean norms of the last gradients; nan before the first.
    """

    d: np.ndarray
    d_star: np.ndarray
    push: np.ndarray | None = None
    value: float
    d_accuracy: float
    d_loss: float
    g_loss: float
    d_grad_norm: float
    g_grad_norm: float

    def __post_init__(self) -> None:
        freeze(self)


@dataclass(frozen=True, eq=False, kw_only=True)
class GenerativeMoment(abc.ABC):
    """What any generative model shows; arrays are float32 and read-only, numbers are in nats.

    What D shows can also be read from the moment itself, as ``moment.value``: where there is no D a
    number is nan, which leaves a gap in a curve, and an array is None.

    Attributes:
        step: the run's ``steps``.
        p_g: the model's density on the moment's cells: mass of the cell over its size.
        criterion: C(G) = 2 JSD - log 4, eq. 4 and 6: what V would be under the best D.
        jsd: JSD(p_data, p_g), within [0, log 2].
        critic: what D shows; None for a model that has none.
    """

    step: int
    p_g: np.ndarray
    criterion: float
    jsd: float
    critic: CriticMoment | None = None

    def __post_init__(self) -> None:
        freeze(self)

    @property
    def d(self) -> np.ndarray | None:
        """D(x) at the centres of the cells."""
        return self.critic and self.critic.d

    @property
    def d_star(self) -> np.ndarray | None:
        """D*(x) there, eq. 2."""
        return self.critic and self.critic.d_star

    @property
    def push(self) -> np.ndarray | None:
        """Where D sends each fake, in the plane."""
        return self.critic and self.critic.push

    @property
    def value(self) -> float:
        """V(G, D), eq. 1."""
        return self.critic.value if self.critic else math.nan

    @property
    def d_accuracy(self) -> float:
        """How much D gets right."""
        return self.critic.d_accuracy if self.critic else math.nan

    @property
    def d_loss(self) -> float:
        """D's loss on the last minibatch."""
        return self.critic.d_loss if self.critic else math.nan

    @property
    def g_loss(self) -> float:
        """G's loss on the last minibatch."""
        return self.critic.g_loss if self.critic else math.nan

    @property
    def d_grad_norm(self) -> float:
        """The norm of D's last gradient."""
        return self.critic.d_grad_norm if self.critic else math.nan

    @property
    def g_grad_norm(self) -> float:
        """The norm of G's last gradient."""
        return self.critic.g_grad_norm if self.critic else math.nan
