"""The machine of a run: device, precision, processes."""

import os
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from ganviz import _check
from ganviz.settings import Settings, choice, toggle, whole

if TYPE_CHECKING:  # it takes seconds to import, and samples do not need it
    from lightning.fabric import Fabric

DEVICES = ("auto", "cpu", "cuda", "mps")
"""The devices of a run; ``"auto"`` is an accelerator if there is one."""

SMALL = 500_000  # up to this number of weights in both networks, one thread is the fastest

# Precision by name: Fabric's name for it, and torch's for products of float32 matrices.
_PRECISIONS = {
    "fp32": ("32-true", "highest"),
    "tf32": ("32-true", "high"),
    "bf16": ("bf16-mixed", "high"),
}


def check_device(device: str) -> str:
    """``device``, such as "cpu" or "cuda:1", if this machine has it; else ValueError."""
    cuda = [f"cuda:{i}" for i in range(torch.cuda.device_count())]
    mps = ["mps"] if torch.backends.mps.is_available() else []
    here = ["cpu", *(["cuda", *cuda] if cuda else []), *mps]
    if device not in here:
        raise _check.refuse("device", device, "rule_device", devices=", ".join(here))
    return device


def threads_for(device: torch.device, weights: int) -> AbstractContextManager[None]:
    """A context with one thread for small networks on the CPU, where several are far slower."""
    from ganviz.toy.threads import one_thread

    return one_thread() if device.type == "cpu" and weights <= SMALL else nullcontext()


@dataclass(frozen=True)
class Machine(Settings):
    """Where a run is computed; it changes the speed, and the numbers only by rounding.

    Attributes:
        device: one of :data:`DEVICES`.
        precision: ``"fp32"``, ``"tf32"`` (products of matrices and convolutions on CUDA) or
            ``"bf16"`` (mixed).
        processes: how many share the global batch on this machine; torchrun's number has
            precedence. Batch norm uses the whole batch.
        cuda_graph: record the round once and replay it; only on CUDA, with one process.
    """

    device: str = choice("auto", DEVICES)
    precision: str = choice("fp32", tuple(_PRECISIONS))
    processes: int = whole(1, 1)
    cuda_graph: bool = toggle(False)

    def fabric(self) -> "Fabric":
        """The Fabric of this process, launched.

        Raises:
            ValueError: the device is missing, or ``cuda_graph`` without CUDA or with processes.
        """
        from lightning.fabric import Fabric

        if self.device != "auto":
            check_device(self.device)
        word, products = _PRECISIONS[self.precision]
        torch.set_float32_matmul_precision(products)
        torch.backends.cudnn.allow_tf32 = self.precision != "fp32"  # torch's default is True
        processes = int(os.environ.get("LOCAL_WORLD_SIZE", self.processes))
        many = processes > 1 or int(os.environ.get("WORLD_SIZE", 1)) > 1
        fabric = Fabric(
            accelerator=self.device,
            devices=processes,
            num_nodes=int(os.environ.get("WORLD_SIZE", processes)) // processes,
            strategy="ddp" if many else "auto",
            precision=word,  # type: ignore[arg-type]
        )
        fabric.launch()
        if self.cuda_graph and (fabric.device.type != "cuda" or fabric.world_size > 1):
            raise _check.refuse("cuda_graph", True, "rule_cuda_graph")
        return fabric
