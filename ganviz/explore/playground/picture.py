"""What the laboratory draws of a moment: one game in full, or several beside each other."""

from collections.abc import Collection

import numpy as np

from ganviz.explore.playground.lab import Lab
from ganviz.explore.playground.readout import names_of
from ganviz.host import Shot
from ganviz.plots.plane import TRAIL
from ganviz.plots.playground import COMPARED, LAYERS, SHOWN
from ganviz.plots.playground import compare as draw_several
from ganviz.plots.playground import playground as draw_one
from ganviz.plots.style import Picture

OFF = (*(set(LAYERS) - SHOWN), *(f"{name}_0" for name in set(LAYERS) - COMPARED))
"""The layers that are off at first."""


def picture(lab: Lab, shot: Shot, node: str | None) -> Picture:
    """Return the picture of a moment; ``node`` of the model graph, if one is given, is framed."""
    moment = shot.snapshot
    if len(moment.lanes) > 1:
        look = {"names": names_of(moment), "shown": shown_of(shot.hidden, several=True)}
        return draw_several(moment.lanes, moment.planes, **look)
    # A moment has a step, and of every other number one for each lane: (n,) or (n, lanes).
    curves = {name: v.reshape(len(v), -1)[:, 0] for name, v in shot.curves.items()}
    made = draw_one(
        moment.lanes[0],
        moment.planes[0],
        curves,
        shown=shown_of(shot.hidden),
        earlier=[past.lanes[0].fake for past in shot.past(TRAIL)],
        active=node,
    )
    if not lab.draws:
        return made
    x, y = np.array(lab.game.drawn or [(np.nan, np.nan)]).T  # a stroke goes on from what was drawn
    data = [t | {"x": x, "y": y} if t["uid"] == "real" else t for t in made["data"]]
    return made | {"data": data}


def shown_of(hidden: Collection[str], *, several: bool = False) -> Collection[str]:
    """Return the layers that are on; of several lanes those of the first, which stand for all."""
    end = "_0" if several else ""
    return {name for name in LAYERS if f"{name}{end}" not in hidden}
