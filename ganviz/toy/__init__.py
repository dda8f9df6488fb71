"""GANs on the line and in the plane that are stepped, watched and understood exactly."""

from ganviz.toy.engine import Diverged, ToyGAN
from ganviz.toy.ensemble import Ensemble
from ganviz.toy.layers import ACTIVATIONS
from ganviz.toy.optimizers import OPTIMIZERS
from ganviz.toy.prior import NOISES, Noise
from ganviz.toy.settings import (
    PLANE_DEFAULTS,
    UPDATES,
    NetworkSettings,
    Player,
    Regularisation,
    ToySettings,
    live_changes,
    needs_new_run,
)
from ganviz.toy.snapshots.moments import CriticMoment, GenerativeMoment
from ganviz.toy.snapshots.plane import Plane, PlaneSnapshot, default_box
from ganviz.toy.snapshots.push_forward import push_forward
from ganviz.toy.snapshots.snapshot import Snapshot, default_view

__all__ = [
    "ACTIVATIONS",
    "NOISES",
    "OPTIMIZERS",
    "PLANE_DEFAULTS",
    "UPDATES",
    "CriticMoment",
    "Diverged",
    "Ensemble",
    "GenerativeMoment",
    "NetworkSettings",
    "Noise",
    "Plane",
    "PlaneSnapshot",
    "Player",
    "Regularisation",
    "Snapshot",
    "ToyGAN",
    "ToySettings",
    "default_box",
    "default_view",
    "live_changes",
    "needs_new_run",
    "push_forward",
]
