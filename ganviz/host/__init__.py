"""An explorer while it is open: its session, its player and the page's half in JavaScript.

Nothing here knows a notebook or a socket: a carrier (`ganviz.widgets`) brings the messages.
"""

from ganviz.host.frame import Frame, Level
from ganviz.host.history import History
from ganviz.host.player import Player
from ganviz.host.scene import Button, Group, Scene, Shot, Shown
from ganviz.host.session import Session
from ganviz.run import Run

__all__ = [
    "Button",
    "Frame",
    "Group",
    "History",
    "Level",
    "Player",
    "Run",
    "Scene",
    "Session",
    "Shot",
    "Shown",
]
