"""A round of training as one CUDA graph."""

from collections.abc import Callable
from typing import final

import torch


@final
class CapturedRound:
    """A round that is played a few times as it is, then recorded as a CUDA graph and replayed.

    One launch takes the place of the hundreds of small kernels of a round, whose launching takes
    longer than their work.

    Args:
        play: the round: device work only, on tensors that stay in place.
        generator: out of which the round draws.
    """

    WARM_UP = 3

    def __init__(self, play: Callable[[], None], generator: torch.Generator) -> None:
        self._play, self._generator = play, generator
        self._side = torch.cuda.Stream()
        self._graph: torch.cuda.CUDAGraph | None = None
        self._played = 0

    def __call__(self) -> None:
        """Play one round."""
        if self._graph is None and self._played < self.WARM_UP:
            self._side.wait_stream(torch.cuda.current_stream())
            with torch.cuda.stream(self._side):
                self._play()
            torch.cuda.current_stream().wait_stream(self._side)
            self._played += 1
            return
        if self._graph is None:
            graph = torch.cuda.CUDAGraph()
            graph.register_generator_state(self._generator)
            with torch.cuda.graph(graph):
                self._play()
            self._graph = graph  # only now: a capture that failed is tried, and fails, again
        self._graph.replay()
