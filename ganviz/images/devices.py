"""The devices of this machine, by name."""

import torch

from ganviz import _check

DEVICES = ("auto", "cpu", "cuda", "mps")
"""What a run may ask for; ``"auto"`` is an accelerator where there is one."""


def here() -> list[str]:
    """The devices that this machine has, without ``"auto"``."""
    cuda = [f"cuda:{i}" for i in range(torch.cuda.device_count())]
    mps = ["mps"] if torch.backends.mps.is_available() else []
    return ["cpu", *(["cuda", *cuda] if cuda else []), *mps]


def check(device: str) -> str:
    """Return ``device`` if this machine has it, else raise ValueError."""
    if device not in here():
        raise _check.refuse("device", device, "rule_device", devices=", ".join(here()))
    return device
