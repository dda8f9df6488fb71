"""What a diagnosis looks at: a dozen numbers of one moment, alike on the line and in the plane.

Lengths are in standard deviations of the data, so that they mean the same for every target.
"""

from dataclasses import dataclass

import numpy as np

from ganviz.toy.snapshots.plane import PlaneSnapshot
from ganviz.toy.snapshots.snapshot import Snapshot

SCARCE = 0.1
"""Data are missed where p_g is below this share of p_data."""

FAINT = 0.05
"""On the line, nothing is made like data where p_data is below this share of its maximum."""

REACH = 0.25
"""In the plane, samples nearer than this to each other are at the same place."""

MOST = 512  # samples of each kind that are compared with each other


@dataclass(frozen=True)
class Signs:
    """One moment of a run in numbers.

    Attributes:
        step, d_loss, g_loss, d_grad_norm, g_grad_norm, jsd: those of the snapshot.
        d_accuracy: share of real and fake samples on the right side of D = 1/2; nan, as all that D
            says, for a model that has none.
        missed: share of p_data that lies where p_g is scarce.
        quality: share of p_g that lies where data are.
        spread: standard deviation of the fakes over that of the data.
        centre_x, centre_y: mean of the fakes less that of the data; centre_y is 0 on the line.
    """

    step: int
    d_loss: float
    g_loss: float
    d_grad_norm: float
    g_grad_norm: float
    jsd: float
    d_accuracy: float
    missed: float
    quality: float
    spread: float
    centre_x: float
    centre_y: float


def signs_of(snapshot: Snapshot | PlaneSnapshot) -> Signs:
    """The signs of the moment that a snapshot shows.

    >>> from ganviz.distributions import Gaussian
    >>> from ganviz.toy import ToyGAN
    >>> signs = signs_of(ToyGAN(Gaussian(5, 1), Gaussian()).snapshot())
    >>> signs.missed > 0.9, signs.centre_x < -3
    (True, True)
    """
    own = _in_the_plane(snapshot) if isinstance(snapshot, PlaneSnapshot) else _on_the_line(snapshot)
    return Signs(
        step=snapshot.step,
        d_loss=snapshot.d_loss,
        g_loss=snapshot.g_loss,
        d_grad_norm=snapshot.d_grad_norm,
        g_grad_norm=snapshot.g_grad_norm,
        jsd=snapshot.jsd,
        d_accuracy=snapshot.d_accuracy,
        **own,
    )


def _on_the_line(snapshot: Snapshot) -> dict[str, float]:
    """By the densities in view; what G puts outside lacks in all shares of p_g."""
    cell = snapshot.x[1] - snapshot.x[0]
    data, fake = snapshot.p_data * cell, snapshot.p_g * cell
    mean = data @ snapshot.x / data.sum()
    std = np.sqrt(data @ (snapshot.x - mean) ** 2 / data.sum())
    if snapshot.g_z is None:
        centre = fake @ snapshot.x / max(fake.sum(), np.finfo(float).tiny)
        spread = np.sqrt(fake @ (snapshot.x - centre) ** 2 / max(fake.sum(), np.finfo(float).tiny))
    else:
        centre, spread = snapshot.g_z.mean(), snapshot.g_z.std()
    return {
        "missed": float(data @ (fake < SCARCE * data)),
        "quality": float(fake @ (data > FAINT * data.max())),
        "spread": float(spread / std),
        "centre_x": float((centre - mean) / std),
        "centre_y": 0.0,
    }


def _in_the_plane(snapshot: PlaneSnapshot) -> dict[str, float]:
    """By counting neighbours among real and fake samples."""
    from scipy.spatial import KDTree

    real, fake = (x.astype(float) for x in (snapshot.real, snapshot.fake))  # however far off
    mean = real.mean(axis=0)
    std = np.sqrt(((real - mean) ** 2).mean())
    real, fake = ((x[:MOST] - mean) / std for x in (real, fake))
    trees = KDTree(real), KDTree(fake)
    near_real = [tree.query_ball_point(real, REACH, return_length=True) for tree in trees]
    alone = np.isinf(trees[0].query(fake, distance_upper_bound=REACH)[0])
    spread = np.sqrt(((fake - fake.mean(axis=0)) ** 2).mean())
    centre = fake.mean(axis=0)
    return {
        "missed": float(np.mean(near_real[1] < SCARCE * near_real[0])),
        "quality": float(1 - alone.mean()),
        "spread": float(spread),
        "centre_x": float(centre[0]),
        "centre_y": float(centre[1]),
    }
