"""The four panels (a) to (d) of Figure 1 as one figure: one GAN, trained from (a) to (d).

Source: Goodfellow et al. 2014, Figure 1.
"""

from typing import Any

from ganviz.explore.explorer import explorer
from ganviz.explore.figure1 import Figure1Settings
from ganviz.explore.moments import moments
from ganviz.plots.four_panels import four_panels as picture
from ganviz.texts import text


def _picture(s: Figure1Settings) -> tuple[dict[str, Any], str]:
    told = (text("panels_moment", at=moment) for moment in moments(s))
    return picture(moments(s)), " &ensp;·&ensp; ".join(told)


panels = explorer("panels", Figure1Settings, _picture, doc=__doc__, controls=("toy.seed",))
