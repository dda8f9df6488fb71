"""Where a run takes place: device, precision, processes."""

import os
from dataclasses import dataclass

import torch
from lightning.fabric import Fabric

from ganviz import _check
from ganviz.images import devices

# Precision by name: Fabric's word, and torch's for products of float32 matrices.
_PRECISIONS = {
    "fp32": ("32-true", "highest"),
    "tf32": ("32-true", "high"),
    "bf16": ("bf16-mixed", "high"),
}
PRECISIONS = tuple(_PRECISIONS)


@dataclass(frozen=True)
class Machine:
    """Where a run takes place; it changes the speed of a run, and of its numbers only the rounding.

    Attributes:
        device: one of :data:`~ganviz.images.devices.DEVICES`.
        precision: ``"fp32"``, ``"tf32"`` (products of matrices and convolutions on CUDA) or
            ``"bf16"`` (mixed).
        processes: how many share the global batch on this machine; under torchrun, its number
            holds. Batch norm sees the whole batch.
        cuda_graph: record the round once and replay it: on CUDA, with one process.
    """

    device: str = "auto"
    precision: str = "fp32"
    processes: int = 1
    cuda_graph: bool = False

    def __post_init__(self) -> None:
        _check.one_of("device", self.device, devices.DEVICES)
        _check.one_of("precision", self.precision, _PRECISIONS)
        _check.integer("processes", self.processes, at_least=1)

    def fabric(self) -> Fabric:
        """The Fabric of this process, launched.

        Raises:
            ValueError: the device is not there, or a CUDA graph is asked for where none can be.
        """
        if self.device != "auto":
            devices.check(self.device)
        word, products = _PRECISIONS[self.precision]
        torch.set_float32_matmul_precision(products)
        torch.backends.cudnn.allow_tf32 = self.precision != "fp32"  # by itself, torch allows it
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


def leave() -> bool:
    """End the exchange with the other processes; whether this one is the first.

    A process that exits while its threads still listen to the others is aborted.
    """
    distributed = torch.distributed
    if not (distributed.is_available() and distributed.is_initialized()):
        return True
    first = distributed.get_rank() == 0
    distributed.barrier()
    distributed.destroy_process_group()
    return first
