"""A moment of a run beside the history that led to it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ganviz.plots.figure1 import step_range
from ganviz.widgets import FigureView, Frame, Player


@dataclass(frozen=True)
class Chart:
    """What is shown of each snapshot of a run, and of its curves so far.

    Attributes:
        curves: fields of the snapshots that are drawn over the steps.
        traces: (snapshot, curves) -> the arrays of the picture.
        readout: snapshot -> the line below it.
        axes: those of the steps; they span the whole run, wherever in it the moment stands.
    """

    curves: Sequence[str]
    traces: Callable[[Any, Mapping[str, np.ndarray]], Any]
    readout: Callable[[Any], str]
    axes: Sequence[str]

    def draw(self, view: FigureView, player: Player, frame: Frame) -> None:
        """Show ``frame`` of the player's run; on its thread."""
        past = player.curves(*self.curves)
        until = {name: values[: frame.position + 1] for name, values in past.items()}
        show = view.stream if frame.playing else view.settle
        show(
            self.traces(frame.snapshot, until),
            readout=self.readout(frame.snapshot),
            ranges=dict.fromkeys(self.axes, step_range(float(past["step"][-1]))),
            step=frame.snapshot.step,
        )
