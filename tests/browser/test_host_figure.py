"""The host's canvas and plotly's own drawing, and what a person does to the figure."""

import json
import shutil
from pathlib import Path

import pytest
from hands import assert_alike, picture, pixel
from test_host import number, opened, python, until  # noqa: F401

pytestmark = pytest.mark.browser

PLANE = "import scenes\nshown = scenes.plane()\nshown"


@pytest.fixture
def plane(lab, opened):  # noqa: F811
    """``plane(...)`` -> (notebook, host) that shows the scene."""
    shutil.copy(Path(__file__).with_name("scenes.py"), lab.root)
    return lambda **options: opened(PLANE, **options)


# What the canvas has at a point of the first subplot: red, green, blue, alpha.
COLOR = """(root, [x, y]) => {
  const canvas = root.querySelector('canvas');
  const { xaxis, yaxis } = root.querySelector('.ganviz-figure')._fullLayout;
  const ratio = canvas.width / canvas.clientWidth;
  const at = [xaxis._offset + xaxis.c2p(x), yaxis._offset + yaxis.c2p(y)];
  return [...canvas.getContext('2d').getImageData(at[0] * ratio, at[1] * ratio, 1, 1).data];
}"""
# The centre of all red on the canvas, in pixels of the page, and where plotly has the known dot.
KNOWN = """(root, near) => {
  const canvas = root.querySelector('canvas');
  const { width, height } = canvas;
  const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
  let [n, x, y] = [0, 0, 0];
  for (let i = 0; i < data.length; i += 4) {
    if (data[i] < 250 || data[i + 1] > 5 || data[i + 2] > 5 || data[i + 3] < 250) continue;
    n += 1; x += (i / 4) % width; y += Math.floor(i / 4 / width);
  }
  const { xaxis2, yaxis2 } = root.querySelector('.ganviz-figure')._fullLayout;
  const ratio = width / canvas.clientWidth;
  return {
    n, ratio,
    canvas: [(x / n + 0.5) / ratio, (y / n + 0.5) / ratio],
    plotly: [xaxis2._offset + xaxis2.c2p(near), yaxis2._offset + yaxis2.c2p(0.5)],
  };
}"""
# What the host leans on in plotly's internals.
LEANS = """root => {
  const gd = root.querySelector('.ganviz-figure');
  const { _fullData, _fullLayout } = gd;
  const { xaxis } = _fullLayout;
  return {
    groups: ['line', 'own'].map(uid => gd.querySelectorAll('.scatterlayer .trace' + uid).length),
    axis: [xaxis.c2p(0), xaxis.p2c(0), xaxis._offset, xaxis._length].map(v => typeof v),
    there_and_back: xaxis.p2c(xaxis.c2p(1.25)),
    between: root.querySelector('canvas').nextSibling === _fullLayout._toppaper.node(),
    heat: gd.querySelector('.heatmaplayer .hm').__data__[0].trace.uid,
    indices: _fullData.every((trace, i) => trace.index === i),
    switches: gd.querySelectorAll('.infolayer .traces rect[role="switch"]').length,
  };
}"""
HIDDEN = "root => getComputedStyle(root.querySelector('.heatmaplayer .hm')).visibility"


def stream(notebook, host, arrays, final=False):
    before = number(host, "frames")
    notebook.execute(f"import numpy as np\nscenes.stream(shown, final={final}, **{arrays})")
    until(notebook.page, lambda: number(host, "frames") > before)


def test_the_canvas_lies_exactly_over_the_figure(plane):
    notebook, host = plane(device_scale_factor=2)
    page = notebook.page
    assert host.evaluate(LEANS) == {
        "groups": [1, 1],
        "axis": ["number"] * 4,
        "there_and_back": pytest.approx(1.25),
        "between": True,
        "heat": "d",
        "indices": True,
        "switches": 4,
    }
    for width, near in ((1280, 0.9), (560, 0.8)):
        page.set_viewport_size({"width": width, "height": 720})
        stream(notebook, host, f"{{'known': {{'x': np.full(1, {near})}}}}")
        until(page, lambda near=near: host.evaluate(KNOWN, near)["n"] > 10)
        found = host.evaluate(KNOWN, near)
        assert found["ratio"] == pytest.approx(2, abs=0.01)
        assert found["canvas"] == pytest.approx(found["plotly"], abs=1.2)
    assert notebook.ours() == []


def test_a_live_heat_map_lies_under_the_lines_and_the_legend_switches_it_off(plane):
    notebook, host = plane()
    page = notebook.page
    stream(notebook, host, "scenes.MOVED")
    rows = [host.evaluate(COLOR, [x, -1.5]) for x in (-1.5, -0.5, 0.5, 1.5)]
    assert rows[:2] == [[0, 0, 255, 255], [255, 0, 0, 255]]
    assert rows[2][:3] == pytest.approx([255] * 3, abs=2), "neutral in the middle"
    assert rows[3] == [0, 0, 0, 0], "nan is transparent"
    assert host.evaluate(COLOR, [0, 1.0]) == [0, 0, 0, 255], "a line that no frame names"
    assert host.evaluate(COLOR, [1.0, -1.0]) == [0, 158, 115, 255], "and points"
    assert host.evaluate(HIDDEN) == "hidden"
    for off in (["d"], []):
        host.get_by_role("switch", name="D", exact=True).focus()
        page.keyboard.press("Space")
        until(page, lambda off=off: python(notebook, "sorted(shown.session.hidden)") == off)
        stream(notebook, host, "scenes.MOVED")
        until(page, lambda off=off: (host.evaluate(COLOR, [-1.5, 1.5])[3] == 0) == bool(off))
    stream(notebook, host, "{}", final=True)
    until(page, lambda: host.get_attribute("data-live") == "false")
    assert host.evaluate(HIDDEN) == "visible"
    assert host.evaluate(COLOR, [0, 1.0]) == [0, 0, 0, 0], "the canvas is clear"
    assert notebook.ours() == []


def test_the_live_picture_is_the_one_that_plotly_draws(plane):
    notebook, host = plane()
    page = notebook.page
    stage = host.locator(".ganviz-stage")
    before = picture(stage)
    stream(notebook, host, "scenes.MOVED")
    assert host.get_attribute("data-live") == "true"
    live = picture(stage)
    stream(notebook, host, "{}", final=True)
    until(page, lambda: host.get_attribute("data-live") == "false")
    settled = picture(stage)
    assert (abs(before - settled).max(axis=2) > 60).mean() > 0.01, "something moved"
    assert_alike(live, settled)
    assert number(host, "plots") == 1
    assert notebook.ours() == []


def stroke(page, host, start, end):
    page.mouse.move(*pixel(host, *start))
    page.mouse.down()
    page.mouse.move(*pixel(host, *end), steps=7)
    page.mouse.up()


def test_points_are_drawn_and_rubbed_out_and_a_click_is_no_drag(plane):
    notebook, host = plane()
    page = notebook.page
    page.mouse.click(*pixel(host, -0.5, 1.25))
    until(page, lambda: python(notebook, "shown.settings.clicks"))
    stroke(page, host, [-1, 0.5], [1, 0.5])
    [[x, y]] = python(notebook, "shown.settings.clicks")
    assert (x, y) == (pytest.approx(-0.5, abs=0.02), pytest.approx(1.25, abs=0.02))

    notebook.execute("shown.set(draws=True)")
    host.locator(".ganviz-sheet").wait_for()
    stroke(page, host, [-1.5, 0], [0, 1.5])
    until(page, lambda: len(python(notebook, "shown.settings.points")[0]) > 20)
    xs, ys = python(notebook, "shown.settings.points")
    assert (xs[0], ys[0]) == (1, -1), "what was there stays"
    for x, y in list(zip(xs, ys, strict=True))[1:]:
        assert y == pytest.approx(x + 1.5, abs=0.04)
    until(page, lambda: host.get_attribute("data-live") == "false")
    page.keyboard.down("Shift")
    stroke(page, host, [-2, -0.5], [-0.75, 0.75])
    page.keyboard.up("Shift")
    until(page, lambda: len(python(notebook, "shown.settings.points")[0]) < len(xs) - 5)
    assert min(python(notebook, "shown.settings.points")[0]) > -0.85
    assert notebook.ours() == []


FOCUSED = "() => document.activeElement.getAttribute('aria-label')"


def test_a_table_is_clicked_by_keyboard_and_a_handle_has_a_name(plane):
    notebook, host = plane()
    page = notebook.page
    host.locator(".ganviz-cell").focus()
    assert page.evaluate(FOCUSED) == "first, first: a"
    for key in ("ArrowRight", "ArrowUp", "ArrowDown", "ArrowUp"):
        page.keyboard.press(key)
    label = page.evaluate(FOCUSED)
    page.keyboard.press("Enter")
    until(page, lambda: python(notebook, "shown.settings.clicks"))
    assert label in ("first, second: b", "second, second: d")
    handle = host.get_by_role("slider", name="handle", exact=True)
    assert handle.get_attribute("aria-valuetext") == "0"
    handle.focus()
    page.keyboard.press("Shift+ArrowRight")
    until(page, lambda: json.loads(notebook.execute("print(shown.settings.left)")) > 0)
    until(page, lambda: handle.get_attribute("aria-valuetext") != "0")
    assert notebook.ours() == []
