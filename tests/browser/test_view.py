"""The view and the player in a real JupyterLab: a figure like Figure 1, fed by a random walk."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from hands import assert_alike, lone_view, picture

from ganviz.plots.plane import LAYERS, WORDS

TOY = Path(__file__).parent / "walk.py"  # what the notebooks of these tests import

pytestmark = pytest.mark.browser

# Runs in the page. `dots(color)` counts canvas pixels of a colour and gives their centre.
DOTS = """([root, red, green, blue]) => {
  const canvas = root.querySelector('canvas');
  const { width, height } = canvas;
  const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
  let [n, x, y] = [0, 0, 0];
  for (let i = 0; i < data.length; i += 4) {
    const far = [red, green, blue].reduce((sum, c, k) => sum + Math.abs(data[i + k] - c), 0);
    if (data[i + 3] < 250 || far > 6) continue;
    n += 1; x += (i / 4) % width; y += Math.floor(i / 4 / width);
  }
  const ratio = width / canvas.clientWidth;
  return { n, x: (x / n + 0.5) / ratio, y: (y / n + 0.5) / ratio, ratio };
}"""

POINT = """root => {
  const { _fullLayout } = root.querySelector('.ganviz-figure');
  const { xaxis, yaxis } = _fullLayout;
  return { x: xaxis._offset + xaxis.c2p(1), y: yaxis._offset + yaxis.c2p(0.5) };
}"""


@pytest.fixture
def toy(lab, open_notebook):
    """A page with the toy explorer, ready: (notebook, locator of its view)."""

    shutil.copy(TOY, lab.root)

    def open_(*cells, **options):
        show = "from walk import explorer\nplayer, view, box = explorer()\nbox"
        notebook = open_notebook("walk.ipynb", [show, *cells], **options)
        notebook.run_all()
        views = notebook.page.locator(".ganviz-view")
        views.and_(notebook.page.locator("[data-ready]")).first.wait_for(timeout=30_000)
        return notebook, views.first

    return open_


def number(view, name):
    return int(view.get_attribute(f"data-{name}") or 0)


def until(page, condition, timeout=10.0):
    for _ in range(int(timeout / 0.05)):
        if condition():
            return
        page.wait_for_timeout(50)
    raise AssertionError("timed out")


def dots(view, color):
    return view.evaluate(f"(root, color) => ({DOTS})([root, ...color])", color)


def test_play_pause_scrub_and_reset(toy):
    notebook, view = toy()
    page = notebook.page
    page.get_by_text("Play", exact=True).click()
    until(page, lambda: number(view, "frames") > 20)
    step = number(view, "step")
    assert step > 0
    assert view.get_attribute("data-live") == "true"
    green = (0, 158, 115)
    assert dots(view, green)["n"] > 100
    page.get_by_text("Pause", exact=True).click()
    until(page, lambda: view.get_attribute("data-live") == "false")
    assert dots(view, green)["n"] == 0, "the canvas is cleared when the real traces are filled"
    paused = number(view, "step")
    assert paused >= step
    page.wait_for_timeout(400)
    assert number(view, "step") == paused
    mean = view.evaluate("root => root.querySelector('.ganviz-figure')._fullData[3].y.at(-1)")
    shown = float(view.locator(".ganviz-readout").inner_text().split("=")[1])
    assert shown == pytest.approx(mean, abs=6e-4)

    slider = page.get_by_role("slider").last
    slider.focus()
    for _ in range(5):
        slider.press("ArrowLeft")
    until(page, lambda: number(view, "step") < paused)
    assert float(view.locator(".ganviz-readout").inner_text().split("=")[1]) != shown

    page.get_by_text("Reset", exact=True).click()
    until(page, lambda: view.get_attribute("data-step") == "0")
    assert notebook.ours() == []


def test_the_canvas_lies_exactly_over_the_figure(toy):
    """A dot that streams covers the pixel where plotly puts its point, at any size and zoom."""
    notebook, view = toy(device_scale_factor=2)
    page = notebook.page
    for width in (1280, 900):
        page.set_viewport_size({"width": width, "height": 720})
        page.wait_for_timeout(600)
        assert view.evaluate(
            "root => root.querySelector('.ganviz-figure')._fullLayout.width"
        ) == pytest.approx(view.bounding_box()["width"], abs=1)
        before = number(view, "frames")
        notebook.execute("view.stream({'known': ([1.0], [0.5])})")
        until(page, lambda before=before: number(view, "frames") > before)
        dot = dots(view, (255, 0, 0))
        point = view.evaluate(POINT)
        assert dot["n"] > 40
        assert dot["ratio"] == pytest.approx(2, abs=0.01)
        assert (dot["x"], dot["y"]) == pytest.approx((point["x"], point["y"]), abs=0.6)
        hidden = "root => getComputedStyle(root.querySelector('.traceknown')).visibility"
        assert view.evaluate(hidden) == "hidden"
    assert notebook.ours() == []


def test_what_we_lean_on_in_plotly_exists(toy):
    _, view = toy()
    found = view.evaluate(
        """root => {
          const gd = root.querySelector('.ganviz-figure');
          const { _fullData, _fullLayout } = gd;
          const { xaxis } = _fullLayout;
          return {
            uids: _fullData.map(trace => trace.uid),
            index: _fullData.map(trace => trace.index),
            groups: _fullData.map(({ uid }) =>
              gd.querySelectorAll('.scatterlayer .trace' + uid).length),
            axis: [xaxis.c2p(0), xaxis.p2c(0), xaxis._offset, xaxis._length].map(v => typeof v),
            there_and_back: xaxis.p2c(xaxis.c2p(1.25)),
            paper: _fullLayout._toppaper.node().tagName,
            between: root.querySelector('canvas').nextSibling === _fullLayout._toppaper.node(),
          };
        }"""
    )
    uids = ["p_data", "p_g", "arrows", "mean", "known"]
    assert found == {
        "uids": uids,
        "index": [0, 1, 2, 3, 4],
        "groups": [1] * 5,
        "axis": ["number"] * 4,
        "there_and_back": pytest.approx(1.25),
        "paper": "svg",
        "between": True,
    }


def test_a_new_figure_clears_what_was_streamed_even_if_it_is_the_old_one(toy):
    notebook, view = toy()
    red = (255, 0, 0)
    notebook.execute("view.stream({'known': ([2.0], [0.5])})")
    until(notebook.page, lambda: dots(view, red)["n"] > 10)
    notebook.execute("view.figure = view.figure")
    until(notebook.page, lambda: dots(view, red)["n"] == 0)
    assert view.get_attribute("data-live") == "false"


def test_the_legend_switches_live_traces_off_and_on(toy):
    notebook, view = toy()
    notebook.execute("view.stream({'known': ([1.0], [0.5])})")
    red = (255, 0, 0)
    until(notebook.page, lambda: dots(view, red)["n"] > 10)
    entry = view.locator(".legendtoggle").nth(4)
    entry.click()
    until(notebook.page, lambda: dots(view, red)["n"] == 0)
    entry.click()
    until(notebook.page, lambda: dots(view, red)["n"] > 10)


def test_a_second_view_is_light_and_the_library_is_sent_once(toy):
    notebook, _ = toy()
    page = notebook.page
    before = notebook.received
    page.evaluate(
        """() => {
          const { content } = jupyterapp.shell.currentWidget;
          content.activeCellIndex = content.widgets.length - 1;
          return jupyterapp.commands.execute('notebook:insert-cell-below');
        }"""
    )
    page.evaluate(
        """() => {
          const { content } = jupyterapp.shell.currentWidget;
          content.activeCell.model.sharedModel.setSource('other, more, box2 = explorer()\\nbox2');
          return jupyterapp.commands.execute('notebook:run-cell');
        }"""
    )
    until(page, lambda: page.locator(".ganviz-view[data-ready]").count() == 2, 30)
    assert notebook.received - before < 100_000
    assert notebook.ours() == []


def test_running_a_cell_again_leaves_one_worker(toy):
    notebook, _ = toy()
    page = notebook.page
    page.get_by_text("Play", exact=True).click()
    notebook.run_all()
    code = "import threading; print(sum(t.name == 'ganviz-player' for t in threading.enumerate()))"
    assert notebook.execute(code).strip() == "1"
    assert notebook.ours() == []


def test_a_page_that_is_loaded_again_shows_what_it_showed(toy):
    notebook, view = toy()
    page = notebook.page
    notebook.execute("player.advance(500); player.wait()")
    until(page, lambda: number(view, "step") == 500)
    page.evaluate("() => jupyterapp.commands.execute('docmanager:save')")
    page.wait_for_timeout(1000)
    page.reload()
    page.locator(".ganviz-view[data-step='500']").wait_for(timeout=30_000)
    assert notebook.ours() == []


PIXEL = """(root, [x, y]) => {
  const gd = root.querySelector('.ganviz-figure');
  const box = gd.getBoundingClientRect();
  const { xaxis, yaxis } = gd._fullLayout;
  return [box.left + xaxis._offset + xaxis.c2p(x), box.top + yaxis._offset + yaxis.c2p(y)];
}"""


@pytest.fixture
def editable(lab, open_notebook):
    shutil.copy(TOY, lab.root)
    show = "from walk import editable\nview, calls = editable()\nview"
    notebook = open_notebook("edit.ipynb", [show])
    notebook.run_all()
    view = notebook.page.locator(".ganviz-view[data-ready]")
    view.wait_for(timeout=30_000)
    return notebook, view


def calls(notebook):
    return json.loads(notebook.execute("import json; print(json.dumps(calls))"))


def test_a_marker_is_dragged_along_its_axis(editable):
    notebook, view = editable
    page = notebook.page
    x, y = view.evaluate(PIXEL, [0.0, 0.5])
    page.mouse.move(x + 8, y - 8)  # near is enough
    page.mouse.down()
    to_x, to_y = view.evaluate(PIXEL, [1.25, 0.9])
    page.mouse.move(to_x, to_y, steps=20)
    page.mouse.up()
    until(page, lambda: number(view, "frames") and view.get_attribute("data-live") == "false")
    page.wait_for_timeout(300)
    assert number(view, "plots") == 1, "plotly drew nothing anew while the hand moved"
    made = calls(notebook)
    assert 1 < len(made) <= 21
    uid, index, x, y = made[-1]
    assert (uid, index, y) == ("handle", 0, 0.5)
    assert x == pytest.approx(1.25, abs=0.02)
    shown = view.evaluate("root => root.querySelector('.ganviz-figure')._fullData[0].x[0]")
    assert shown == pytest.approx(x)

    page.locator(".ganviz-handle").focus()
    page.keyboard.press("ArrowLeft")
    until(page, lambda: len(calls(notebook)) > len(made))
    assert calls(notebook)[-1][2] < x
    assert notebook.ours() == []


def test_a_curve_is_drawn_and_stays_a_function(editable):
    notebook, view = editable
    page = notebook.page
    assert not page.locator(".ganviz-sheet").is_visible()
    notebook.execute("view.draw_uid = 'own'")
    page.locator(".ganviz-sheet").wait_for()
    page.mouse.move(*view.evaluate(PIXEL, [-1.0, 0.4]))
    page.mouse.down()
    page.mouse.move(*view.evaluate(PIXEL, [1.0, 0.8]), steps=15)
    page.mouse.up()
    until(page, lambda: calls(notebook))
    page.wait_for_timeout(400)
    uid, x, y = calls(notebook)[-1]
    assert uid == "own"
    assert x == sorted(set(x))
    assert (x[0], x[-1]) == (-2, 2)
    for at, height in zip(x, y, strict=True):
        expected = 0.2 if abs(at) > 1.05 else 0.6 + 0.2 * at
        if abs(abs(at) - 1) > 0.06:
            assert height == pytest.approx(expected, abs=0.02)
    blue = (0, 114, 178)
    assert dots(view, blue)["n"] == 0, "the echo gives way to the figure"
    assert notebook.ours() == []


def test_a_failing_callback_is_shown_on_the_page(editable):
    notebook, view = editable
    notebook.execute("view.on_drag(lambda *_: 1 / 0)")
    notebook.page.locator(".ganviz-handle").focus()
    notebook.page.keyboard.press("ArrowRight")
    until(notebook.page, lambda: "division by zero" in view.locator(".ganviz-readout").inner_text())
    assert view.get_attribute("data-error") == "true"


@pytest.fixture
def plane(lab, open_notebook):
    shutil.copy(TOY, lab.root)
    show = "import numpy as np\nfrom walk import plane\nview, calls = plane()\nview"
    notebook = open_notebook("plane.ipynb", [show])
    notebook.run_all()
    view = notebook.page.locator(".ganviz-view[data-ready]")
    view.wait_for(timeout=30_000)
    return notebook, view


COLOR = """(root, [x, y]) => {
  const canvas = root.querySelector('canvas');
  const { xaxis, yaxis } = root.querySelector('.ganviz-figure')._fullLayout;
  const ratio = canvas.width / canvas.clientWidth;
  const at = [xaxis._offset + xaxis.c2p(x), yaxis._offset + yaxis.c2p(y)];
  return [...canvas.getContext('2d').getImageData(at[0] * ratio, at[1] * ratio, 1, 1).data];
}"""


def stream(notebook, view, arrays, kind="stream"):
    before = number(view, "frames")
    notebook.execute(f"view.{kind}({arrays})")
    until(notebook.page, lambda: number(view, "frames") > before)


def test_a_live_heat_map_lies_under_the_lines_of_its_subplot(plane):
    notebook, view = plane
    z = "np.array([[0, 1, .5, np.nan]] + [[.25] * 4] * 3)"
    stream(notebook, view, f"{{'d': {z}}}")
    rows = [view.evaluate(COLOR, [x, -1.5]) for x in (-1.5, -0.5, 0.5, 1.5)]
    assert rows[:2] == [[0, 0, 255, 255], [255, 0, 0, 255]]
    assert rows[2][:3] == pytest.approx([255] * 3, abs=2), "neutral in the middle"
    assert rows[3] == [0, 0, 0, 0], "nan is transparent"
    assert view.evaluate(COLOR, [-1.5, 1.5])[:3] == pytest.approx([127, 127, 255], abs=2)
    assert view.evaluate(COLOR, [0, 1.0]) == [0, 0, 0, 255], "a line that no frame names"
    assert view.evaluate(COLOR, [1.0, -1.0]) == [0, 158, 115, 255], "and points"
    hidden = "root => getComputedStyle(root.querySelector('.heatmaplayer .hm')).visibility"
    assert view.evaluate(hidden) == "hidden"

    stream(notebook, view, f"{{'d': {z}}}", "settle")
    until(notebook.page, lambda: view.get_attribute("data-live") == "false")
    notebook.page.wait_for_timeout(200)
    assert view.evaluate(hidden) == "visible"
    assert view.evaluate(COLOR, [0, 1.0]) == [0, 0, 0, 0], "the canvas is clear"
    filled = "root => [...root.querySelector('.ganviz-figure')._fullData[0].z[0]].slice(0, 3)"
    assert view.evaluate(filled) == [0, 1, 0.5]
    assert notebook.ours() == []


def test_the_legend_switches_a_live_heat_map_off_and_the_kernel_knows(plane):
    notebook, view = plane
    page = notebook.page
    stream(notebook, view, "{'d': np.ones((4, 4))}")
    assert view.evaluate(COLOR, [0.5, 0.5]) == [255, 0, 0, 255]
    view.locator(".legendtoggle").first.click()
    until(page, lambda: view.evaluate(COLOR, [0.5, 0.5])[3] == 0)
    assert notebook.execute("print(view.hidden)").strip() == "['d']"
    view.locator(".legendtoggle").first.click()
    until(page, lambda: view.evaluate(COLOR, [0.5, 0.5])[3] == 255)
    until(page, lambda: notebook.execute("print(view.hidden)").strip() == "[]")


def stroke(page, view, start, end):
    page.mouse.move(*view.evaluate(PIXEL, start))
    page.mouse.down()
    page.mouse.move(*view.evaluate(PIXEL, end), steps=7)
    page.mouse.up()
    page.wait_for_timeout(300)


def test_points_are_drawn_in_the_plane_and_rubbed_out(plane):
    notebook, view = plane
    page = notebook.page
    notebook.execute("view.draw_uid = 'own'")
    page.locator(".ganviz-sheet").wait_for()
    stroke(page, view, [-1.5, 0], [0, 1.5])
    uid, x, y = calls(notebook)[-1]
    assert (uid, x[0], y[0]) == ("own", 1, -1), "what was there stays"
    assert len(x) > 20
    assert (x[1], y[1]) == pytest.approx((-1.5, 0), abs=0.02)
    for at, height in zip(x[1:], y[1:], strict=True):
        assert height == pytest.approx(at + 1.5, abs=0.03)

    notebook.execute("view.settle({'own': (calls[-1][1], calls[-1][2])})")
    page.wait_for_timeout(400)
    page.keyboard.down("Shift")
    stroke(page, view, [-2, -0.5], [-0.75, 0.75])
    page.keyboard.up("Shift")
    left = calls(notebook)[-1][1]
    assert 5 < len(left) < len(x) - 5
    assert min(left) > -0.8
    assert notebook.ours() == []


def test_a_click_in_the_plane_reaches_the_kernel_a_drag_does_not(plane):
    notebook, view = plane
    page = notebook.page
    page.mouse.click(*view.evaluate(PIXEL, [-0.5, 1.25]))
    until(page, lambda: calls(notebook))
    stroke(page, view, [-1, 0], [1, 0])
    [[uid, x, y]] = calls(notebook)
    assert uid == "own"
    assert (x, y) == pytest.approx((-0.5, 1.25), abs=0.02)
    assert notebook.ours() == []


SHOWN = """(root, uid) => root.querySelector('.ganviz-figure')._fullData
  .find(trace => trace.uid === uid).visible === true"""


def test_the_live_picture_is_the_one_that_plotly_draws(lab, open_notebook):
    """Every layer of the 2-D laboratory, painted on the canvas and then by plotly."""
    shutil.copy(TOY, lab.root)
    code = "from walk import laboratory\nview, show = laboratory()\nview"
    notebook = open_notebook("laboratory.ipynb", [code])
    page, view = notebook.page, lone_view(notebook)
    before = picture(view)
    for shown in ({"d", "real", "fake", "push", "p_data"}, {"p_g", "warp", "trails", "difference"}):
        for uid in LAYERS:
            on = uid in shown
            if view.evaluate(SHOWN, uid) != on:
                view.locator(".legend .legendtoggle").nth(WORDS.index(uid)).click()
                page.wait_for_timeout(400)  # two quick clicks on a legend are a double click
                until(page, lambda uid=uid, on=on: view.evaluate(SHOWN, uid) == on)
        frames = number(view, "frames")
        notebook.execute(f"show('stream', shown={shown})")
        until(page, lambda frames=frames: number(view, "frames") > frames)
        page.wait_for_timeout(200)
        assert view.get_attribute("data-live") == "true"
        live = picture(view)
        notebook.execute(f"show('settle', shown={shown})")
        until(page, lambda: view.get_attribute("data-live") == "false")
        page.wait_for_timeout(500)
        paused = picture(view)
        assert (np.abs(before - paused).max(axis=2) > 60).mean() > 0.02, "something moved"
        assert_alike(live, paused)
    assert notebook.ours() == []


WORDS_INSIDE = """root => {
  const figure = root.querySelector('.ganviz-figure').getBoundingClientRect();
  const words = [...root.querySelectorAll('.legend .legendtoggle')];
  const inside = ({ left, right, top, bottom }) => left >= figure.left && right <= figure.right + 1
    && top >= figure.top && bottom <= figure.bottom;
  const rows = new Set(words.map(word => Math.round(word.getBoundingClientRect().top)));
  return [words.filter(word => inside(word.getBoundingClientRect())).length, rows.size];
}"""

SIDES = """root => {
  const { xaxis, yaxis } = root.querySelector('.ganviz-figure')._fullLayout;
  return [xaxis._length, yaxis._length];
}"""


def test_a_narrow_page_has_room_for_every_word_of_the_legend(lab, open_notebook):
    shutil.copy(TOY, lab.root)
    code = "from walk import laboratory\nview, show = laboratory()\nview"
    notebook = open_notebook("narrow.ipynb", [code])
    page, view = notebook.page, lone_view(notebook)
    height = view.bounding_box()["height"]
    for width, rows in ((760, 2), (1280, 1)):
        page.set_viewport_size({"width": width, "height": 720})
        until(page, lambda rows=rows: view.evaluate(WORDS_INSIDE) == [len(LAYERS), rows])
        page.wait_for_timeout(500)
        along, up = view.evaluate(SIDES)
        assert along == pytest.approx(up, abs=1), "a circle is round"
        notebook.execute("show('stream', shown={'d', 'fake', 'warp'})")
        until(page, lambda: view.get_attribute("data-live") == "true")
        page.wait_for_timeout(200)
        live = picture(view)
        notebook.execute("show('settle', shown={'d', 'fake', 'warp'})")
        until(page, lambda: view.get_attribute("data-live") == "false")
        page.wait_for_timeout(500)
        assert_alike(live, picture(view))
    assert view.bounding_box()["height"] == pytest.approx(height, abs=1)
    assert notebook.ours() == []


FOCUSED = """() => ['aria-label', 'aria-checked', 'aria-valuetext']
  .map(name => document.activeElement.getAttribute(name))"""


def test_a_keyboard_reaches_all_and_jupyterlab_takes_no_press(open_notebook):
    cells = ["from ganviz import explore\nshown = explore.orders()\nshown", "1"]
    notebook = open_notebook("keys.ipynb", cells)
    page, view = notebook.page, lone_view(notebook)
    press = page.keyboard.press
    ladder = page.locator(".ganviz-ladder")
    ladder.locator(".noUi-handle").focus()
    assert page.evaluate(FOCUSED) == ["pace of D", None, "0.2"]
    press("ArrowRight")
    until(page, lambda: page.evaluate(FOCUSED)[2] == "0.3")  # the value, not its place
    number_ = ladder.locator(".widget-readout")
    assert number_.get_attribute("contenteditable") == "false"

    word = view.get_by_role("switch", name="p_g", exact=True)
    word.focus()
    for shown in ("false", "true"):
        press("Space")
        until(page, lambda shown=shown: page.evaluate(FOCUSED) == ["p_g", shown, None])
    press("x")
    press("Shift+Enter")
    page.wait_for_timeout(500)
    assert page.locator(".jp-Notebook .jp-CodeCell").count() == 2
    assert number(view, "plots") == 1, "the cell has not run again"
    assert notebook.ours() == []


def test_a_table_is_clicked_by_keyboard(open_notebook):
    cells = ["from ganviz import explore\nshown = explore.games_table()\nshown"]
    notebook = open_notebook("table.ipynb", cells)
    page, view = notebook.page, lone_view(notebook)
    view.locator(".ganviz-cell").focus()
    for key in ("ArrowLeft", "ArrowDown", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    said = "non-saturating GAN, simultaneous"
    assert page.evaluate(FOCUSED)[0].startswith(said)
    until(page, lambda: view.locator(".ganviz-readout").inner_text().startswith(said))
    assert notebook.ours() == []
