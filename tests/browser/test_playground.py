"""The 2-D laboratory in a real JupyterLab: drawn, played, branched, compared, kept."""

import re

import numpy as np
import pytest
from hands import choose, explorer, play, press, python, readout, stands, step, until

pytestmark = pytest.mark.browser

CELL = "from ganviz import explore\nlab = explore.playground()\nlab"
FAKES = "lab.player.frame.snapshot.lanes[0].fake.mean(0).tolist()"


@pytest.fixture
def open_lab(open_notebook):
    notebook = open_notebook("laboratory.ipynb", [CELL])
    notebook.run_all()
    return notebook, explorer(notebook, "playground")


def test_a_target_is_drawn_and_the_samples_move_to_it(open_lab):
    notebook, lab = open_lab
    page = notebook.page
    choose(lab, "target", "draw it …")
    lab.locator(".ganviz-sheet").wait_for()
    sheet = lab.locator(".ganviz-sheet").bounding_box()
    x, y = sheet["x"] + 0.8 * sheet["width"], sheet["y"] + 0.25 * sheet["height"]
    page.mouse.move(x, y)
    page.mouse.down()
    for t in np.linspace(0, 6, 40):  # a scribble in the upper right
        page.mouse.move(x + 20 * np.cos(t), y + 20 * np.sin(t))
    page.mouse.up()
    until(page, lambda: python(notebook, "lab.settings.drawn"))
    target = np.array(python(notebook, "lab.settings.p_data().data.mean(0).tolist()"))
    assert target[0] > 0.4, python(notebook, "lab.settings.drawn")
    assert target[1] > 0.2
    before = np.array(python(notebook, FAKES))
    play(lab, 300)
    after = np.array(python(notebook, FAKES))
    assert np.hypot(*(after - target)) < min(0.5, np.hypot(*(before - target)))
    assert notebook.ours() == []


def test_layers_slow_motion_branches_and_files(open_lab, lab):
    notebook, host = open_lab
    play(host, 20)
    word = host.get_by_role("switch", name="grid of z")
    assert word.get_attribute("aria-checked") == "false"
    word.press("Enter")
    until(host.page, lambda: "warp" not in python(notebook, "sorted(lab.session.hidden)"))

    before = step(host)
    press(host, "Slow motion")
    host.get_by_text("Draw a minibatch of noise").wait_for()
    host.get_by_text("descends").wait_for()
    until(host.page, lambda: step(host) == before + 2)  # one step of D and one of G

    host.locator(".ganviz-time").fill("1")
    until(host.page, lambda: step(host) < before)
    press(host, "Branch")
    until(host.page, lambda: python(notebook, "len(lab.settings.games)") == 2)
    host.get_by_role("tab", name="cures", exact=True).click()
    host.locator("[data-name='regularisation.r1'] .ganviz-number").fill("1")
    host.locator("[data-name='regularisation.r1'] .ganviz-number").press("Enter")
    host.get_by_text("R1 = 1").wait_for()
    play(host, 50)
    jsds = re.findall(r"JSD = (\S+)", readout(host))
    assert len(jsds) == 2
    assert jsds[0] != jsds[1], "the branches have gone apart"

    host.get_by_role("tab", name="share", exact=True).click()
    host.locator("[data-name=save] select").select_option(label="numbers, CSV")
    press(host, "Save")
    host.get_by_text("written:").wait_for()
    [table] = lab.root.glob("*.csv")
    assert len(table.read_text().splitlines()) > 3
    press(host, "Keep this one")
    until(host.page, lambda: python(notebook, "'games' not in lab.to_json()"))
    stands(host)
    assert notebook.ours() == []
