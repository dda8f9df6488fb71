"""What sliders move is painted on the canvas first: it must look as plotly draws it later."""

import numpy as np
import pytest
from hands import assert_alike, frames, lone_view, picture

pytestmark = pytest.mark.browser

CELL = """
from ganviz import explore
from ganviz.widgets.sketch import Sketch
shown = explore.{name}()
shown
"""
STREAM = "shown.view.stream(Sketch.of(shown.view.figure).points)"
ANEW = "changed = shown.view.figure; changed.update_layout(meta='new'); shown.view.figure = changed"
MOVES = {
    "discriminator": {"mean": 0.4},
    "fitting": {"alpha": 0.3, "left": -2.2},
    "losses": {"d": 0.8},
    "games": {"h": 0.4},
    "orders": {"step": 20},
}


@pytest.mark.parametrize("name", MOVES)
def test_what_a_slider_moves_looks_the_same_on_the_canvas_and_in_plotly(name, open_notebook):
    notebook = open_notebook(f"canvas-{name}.ipynb", [CELL.format(name=name)])
    page, view = notebook.page, lone_view(notebook)
    before = picture(view)

    def run(code, live):
        seen = frames(page)
        notebook.execute(code)
        page.wait_for_function(
            """([seen, live]) => {
              const { frames, live: on } = document.querySelector('.ganviz-view').dataset;
              return Number(frames ?? 0) > seen && on === live;
            }""",
            arg=[seen if live is not None else -1, live or "false"],
        )
        page.wait_for_timeout(300)
        return picture(view)

    plots = view.get_attribute("data-plots")
    settled = run(f"shown.set(**{MOVES[name]})", "false")
    assert view.get_attribute("data-plots") == plots, "plotly drew nothing anew"
    streamed = run(STREAM, "true")
    anew = run(ANEW, None)
    assert view.get_attribute("data-plots") != plots
    assert (np.abs(before - settled).max(axis=2) > 60).mean() > 0.001, "something moved"
    assert_alike(settled, anew)
    assert_alike(streamed, anew)
    assert notebook.ours() == []
