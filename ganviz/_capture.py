"""A training round as one CUDA graph."""

from collections.abc import Callable
from typing import final

import torch


@final
class CapturedRound:
    """A round that is played a few times directly, then recorded as a CUDA graph and replayed.

    One launch replaces those of hundreds of small kernels, which take longer than their work.

    Args:
        play: the round; only device work, on tensors that stay in place.
        generator: the random generator of the round.
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
            self._graph = graph  # only now, so that a failed capture is tried again
        self._graph.replay()
