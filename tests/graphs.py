"""CUDA graphs as they are seen from outside, on the CPU.

Recorded work is not done; a replay does it on the memory that it had, so that what is stale or was
read by the host shows in the numbers or is refused.
"""

from contextlib import nullcontext

import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode

SYNCHRONISING = ("_local_scalar_dense", "nonzero", "is_nonzero", "masked_select", "lift_fresh")


class Recording(TorchDispatchMode):
    """Remembers operations, and puts back what they have changed."""

    def __init__(self):
        super().__init__()
        self.calls, self._made, self._before = [], set(), {}

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        if func.overloadpacket.__name__ in SYNCHRONISING:
            raise RuntimeError("operation not permitted when stream is capturing")
        given = {**dict(zip((a.name for a in func._schema.arguments), args, strict=False))}
        given |= kwargs or {}
        for argument in func._schema.arguments:
            if argument.alias_info and argument.alias_info.is_write and argument.name in given:
                self._keep(given[argument.name])
        found = func(*args, **(kwargs or {}))
        if self.fresh(func):
            self._made.add(found.untyped_storage().data_ptr())
        self.calls.append((func, args, kwargs or {}, found))
        return found

    @staticmethod
    def fresh(func):
        """Whether what it returns is new memory."""
        returns = func._schema.returns
        return bool(returns) and not any(r.alias_info for r in returns)

    def _keep(self, tensor):
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in self._made:
            self._before.setdefault(storage.data_ptr(), (storage, storage.clone()))

    def undo(self):
        for storage, before in self._before.values():
            storage.copy_(before)


class Graph:
    """In place of `torch.cuda.CUDAGraph`; ``log`` is of all graphs."""

    log: list[str]
    generator = None

    def register_generator_state(self, generator):
        self.generator = generator

    def replay(self):
        self.log.append("replay")
        for func, args, kwargs, found in self.recording.calls:
            again = func(*args, **kwargs)
            if Recording.fresh(func):
                found.copy_(again)


class Record:
    """In place of `torch.cuda.graph`."""

    def __init__(self, graph, stream, capture_error_mode):
        assert capture_error_mode == "thread_local"
        graph.recording = self.recording = Recording()
        graph.log.append("record")
        self._asarray = torch.asarray

    def __enter__(self):
        def refuse(*_, **__):
            raise RuntimeError("the host is asked for numbers while work is recorded")

        torch.asarray = refuse
        self.recording.__enter__()

    def __exit__(self, *error):
        torch.asarray = self._asarray
        self.recording.__exit__(*error)
        self.recording.undo()


class Stream:
    def __init__(self, device=None):
        pass

    def wait_stream(self, other):
        pass


def on_cpu(monkeypatch, record=Record, replay=Graph.replay):
    """Let CUDA's streams and graphs be those above; returns the log of graphs."""
    graph = type("Graph", (Graph,), {"log": [], "replay": replay})
    monkeypatch.setattr(torch.cuda, "Stream", Stream)
    monkeypatch.setattr(torch.cuda, "current_stream", Stream)
    monkeypatch.setattr(torch.cuda, "stream", lambda stream: nullcontext())
    monkeypatch.setattr(torch.cuda, "CUDAGraph", graph)
    monkeypatch.setattr(torch.cuda, "graph", record)
    return graph.log


class NoRecord:
    """A recording that cannot begin."""

    def __init__(self, graph, stream, capture_error_mode):
        graph.log.append("record")

    def __enter__(self):
        raise RuntimeError("no memory is left for a graph")

    def __exit__(self, *error):
        pytest.fail("what did not begin is ended")


class BadRecord(NoRecord):
    """One that has done the work when it fails."""

    def __enter__(self):
        pass

    def __exit__(self, *error):
        raise RuntimeError("operation failed due to a previous error during capture")


def nothing(graph):
    """A replay of nothing."""
    graph.log.append("replay")
