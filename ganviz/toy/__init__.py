"""One-dimensional GANs that are stepped, watched and understood exactly (torch)."""

from ganviz.toy.engine import Diverged, ToyGAN
from ganviz.toy.networks import ACTIVATIONS
from ganviz.toy.optimizers import OPTIMIZERS
from ganviz.toy.push_forward import push_forward
from ganviz.toy.settings import UPDATES, Player, ToySettings, needs_new_run
from ganviz.toy.snapshot import Snapshot, default_view

__all__ = [
    "ACTIVATIONS",
    "OPTIMIZERS",
    "UPDATES",
    "Diverged",
    "Player",
    "Snapshot",
    "ToyGAN",
    "ToySettings",
    "default_view",
    "needs_new_run",
    "push_forward",
]
