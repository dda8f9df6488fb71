"""The 2-D laboratory in a real JupyterLab: drawn, played, branched, compared, kept."""

import re

import numpy as np
import pytest
from test_explorers import explorer, fits_the_projector, frames, press, readout, shoot, step

pytestmark = pytest.mark.browser

CELL = "from ganviz import explore\nlab = explore.playground()\nlab"
FAKES = "s = lab.player.frame.snapshot.lanes[0]; print(*s.fake.mean(0), s.step)"


@pytest.fixture
def open_lab(open_notebook):
    def open_(cell=CELL):
        notebook = open_notebook("laboratory.ipynb", [cell])
        notebook.run_all()
        return notebook, explorer(notebook, "playground")

    return open_


def test_a_target_is_drawn_and_the_samples_move_to_it(open_lab):
    notebook, lab = open_lab()
    page = notebook.page
    assert fits_the_projector(lab)
    lab.locator(".widget-dropdown", has_text="target").locator("select").select_option(
        label="draw it …"
    )
    lab.locator(".ganviz-sheet").wait_for()
    sheet = lab.locator(".ganviz-sheet").bounding_box()
    x, y = sheet["x"] + 0.8 * sheet["width"], sheet["y"] + 0.25 * sheet["height"]
    page.mouse.move(x, y)
    page.mouse.down()
    for t in np.linspace(0, 6, 40):  # a scribble in the upper right
        page.mouse.move(x + 20 * np.cos(t), y + 20 * np.sin(t))
    page.mouse.up()
    page.wait_for_timeout(800)
    assert int(notebook.execute("print(len(lab.settings.drawn))")) > 10
    target = [float(v) for v in notebook.execute("print(*lab.game.p_data().data.mean(0))").split()]
    assert target[0] > 0.4
    assert target[1] > 0.2
    before = float(notebook.execute(FAKES).split()[0])

    press(lab, "Play")
    page.wait_for_timeout(6000)
    press(lab, "Pause")
    page.wait_for_timeout(600)
    fake_x, fake_y, steps = (float(v) for v in notebook.execute(FAKES).split())
    assert steps > 300
    assert abs(fake_x - target[0]) < abs(before - target[0])
    assert np.hypot(fake_x - target[0], fake_y - target[1]) < 0.5
    shoot(notebook, lab, "playground-drawn")
    assert notebook.ours() == []


def test_layers_slow_motion_branches_and_files(open_lab, lab):
    notebook, view = open_lab()
    page = notebook.page
    press(view, "Play")
    page.wait_for_timeout(3000)
    drawn, reached = frames(view), step(view)
    page.wait_for_timeout(1000)
    assert frames(view) > drawn
    assert step(view) > reached
    shoot(notebook, view, "playground-playing")
    press(view, "Pause")
    page.wait_for_timeout(600)
    view.locator(".legendtoggle").nth(4).click()  # the grid of z
    page.wait_for_timeout(1200)
    assert "warp" not in notebook.execute("print(lab.view.hidden)")
    shoot(notebook, view, "playground")
    line = view.locator(".ganviz-readout")
    assert line.evaluate("e => e.scrollWidth <= e.clientWidth && e.scrollHeight <= e.clientHeight")
    assert fits_the_projector(view)

    before = step(view)
    press(view, "Slow motion")
    view.get_by_text("Draw a minibatch of noise").wait_for()
    shoot(notebook, view, "playground-slow")
    view.get_by_text("descends").wait_for(timeout=20_000)
    page.wait_for_timeout(3000)
    assert step(view) == before + 2, "one step of D and one of G"

    slider = view.locator(".noUi-target").last
    place = slider.bounding_box()
    page.mouse.click(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
    page.wait_for_timeout(800)
    earlier = step(view)
    assert earlier < before
    press(view, "Branch")
    page.wait_for_timeout(1000)
    notebook.execute("lab.set(**{'regularisation.r1': 1.0})")
    view.get_by_text("R1 = 1").wait_for()
    press(view, "Play")
    page.wait_for_timeout(3000)
    press(view, "Pause")
    page.wait_for_timeout(800)
    jsds = re.findall(r"JSD = (\S+)", readout(view))
    assert len(jsds) == 2
    assert jsds[0] != jsds[1], "the branches have gone apart"
    shoot(notebook, view, "playground-branches")

    press(view, "share")
    view.locator("select", has_text="CSV").select_option(label="numbers, CSV")
    press(view, "Save")
    view.get_by_text("written:").wait_for()
    [table] = lab.root.glob("*.csv")
    assert len(table.read_text().splitlines()) > 3
    assert fits_the_projector(view)
    assert notebook.ours() == []
