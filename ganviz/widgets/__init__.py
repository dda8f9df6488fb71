"""What a notebook displays: the widget of an explorer, the card of an exercise, and images."""

from ganviz.host import Frame, History, Player
from ganviz.run import Run
from ganviz.texts import set_language, text
from ganviz.widgets.explorer import ExplorerWidget
from ganviz.widgets.registry import cell_key, claim

__all__ = [
    "ExplorerWidget",
    "Frame",
    "History",
    "Player",
    "Run",
    "cell_key",
    "claim",
    "set_language",
    "text",
]
