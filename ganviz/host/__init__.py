"""An explorer while it is open: its session, its player and the page's half in JavaScript.

Nothing here knows a notebook or a socket: a carrier (`ganviz.widgets`) brings the messages.
"""

from ganviz.host.frame import Frame, Level, Run
from ganviz.host.history import History
from ganviz.host.player import Player

__all__ = ["Frame", "History", "Level", "Player", "Run"]
