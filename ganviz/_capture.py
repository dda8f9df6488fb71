"""Work on a GPU as one CUDA graph."""

import warnings
from collections.abc import Callable, Sequence
from typing import final

import torch
from torch import Tensor

from ganviz.texts import text


@final
class Captured:
    """Work that is played a few times directly, then recorded as a CUDA graph and replayed.

    One launch replaces those of hundreds of small kernels, which take longer than their work. If
    recording fails, the work is played directly from then on, and a warning says why.

    Args:
        play: the work: only of the device, on tensors that stay in place.
        held: on the device, all that the work changes and reads again the next time; put back if
            recording fails.
        generator: the random generator of the work, if it has one.
        warm_up: how many times it is played directly at first.
    """

    def __init__(
        self,
        play: Callable[[], None],
        held: Sequence[Tensor],
        *,
        generator: torch.Generator | None = None,
        warm_up: int = 3,
    ) -> None:
        self._play, self._held, self._generator = play, held, generator
        self._device, self._warm_up = held[0].device, warm_up
        self._side = torch.cuda.Stream(self._device)
        self._replays = torch.zeros((), device=self._device)
        self._now: Callable[[], None] | None = None

    def __call__(self) -> None:
        """Play it once."""
        if self._now is not None:
            self._now()
        elif self._warm_up:
            self._warm_up -= 1
            self._side.wait_stream(torch.cuda.current_stream(self._device))
            with torch.cuda.stream(self._side):
                self._play()
            torch.cuda.current_stream(self._device).wait_stream(self._side)
        else:
            self._now = self._first()

    def _first(self) -> Callable[[], None]:
        """Play it once, from a recording if there can be one; return what plays it from now on."""
        held = [tensor.clone() for tensor in self._held]
        state = None if self._generator is None else self._generator.get_state()
        try:
            return self._recorded()
        except Exception as error:
            cause = f"{type(error).__name__}: {error}"
            warnings.warn(text("capture_failed", cause=cause), stacklevel=2)
        for tensor, value in zip(self._held, held, strict=True):
            tensor.copy_(value)
        if self._generator is not None and state is not None:
            self._generator.set_state(state)
        self._play()
        return self._play

    def _recorded(self) -> Callable[[], None]:
        """Record the work, which does not play it, and replay it once."""
        graph = torch.cuda.CUDAGraph()
        if self._generator is not None and torch.__version__ < "2.14":  # later it needs no call
            graph.register_generator_state(self._generator)
        with torch.cuda.graph(graph, stream=self._side, capture_error_mode="thread_local"):
            self._play()
            self._replays += 1
        graph.replay()
        if self._replays.item() != 1:
            raise RuntimeError(text("capture_empty"))
        return graph.replay
