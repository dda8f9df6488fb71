"""What a notebook shows and a person touches: the figure view, the player, its controls, words."""

from ganviz.host.frame import Frame, Run
from ganviz.host.history import History
from ganviz.host.player import Player
from ganviz.texts import set_language, text
from ganviz.widgets.controls import MessageLine, Transport, button, control, kept
from ganviz.widgets.registry import cell_key, claim
from ganviz.widgets.view import FigureView, PlotlyLibrary

__all__ = [
    "FigureView",
    "Frame",
    "History",
    "MessageLine",
    "Player",
    "PlotlyLibrary",
    "Run",
    "Transport",
    "button",
    "cell_key",
    "claim",
    "control",
    "kept",
    "set_language",
    "text",
]
