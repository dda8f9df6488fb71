"""The host in a real JupyterLab: one widget that plays, is dragged, typed into and refused."""

import json

import pytest
from hands import pixel

pytestmark = pytest.mark.browser

FITTING = "from ganviz import explore\nshown = explore.fitting()\nshown"
FIGURE1 = "from ganviz import explore\nshown = explore.figure1()\nshown"


def until(page, condition, timeout=15.0):
    """Wait for a condition; what it returned last is in the failure."""
    for _ in range(int(timeout / 0.05)):
        if found := condition():
            return found
        page.wait_for_timeout(50)
    raise AssertionError(f"timed out: {found}")


@pytest.fixture
def opened(open_notebook):
    """``opened(cell, ...)`` -> (notebook, its first host, ready)."""

    def open_(*cells, **options):
        notebook = open_notebook("host.ipynb", list(cells), **options)
        notebook.run_all()
        host = notebook.page.locator(".ganviz-host[data-ready]").first
        host.wait_for(timeout=30_000)
        notebook.page.mouse.move(1, 1)
        return notebook, host

    return open_


def number(host, name):
    return int(host.get_attribute(f"data-{name}") or 0)


def python(notebook, expression):
    """A value in the notebook's kernel."""
    return json.loads(notebook.execute(f"import json; print(json.dumps({expression}))"))


def message(host):
    return host.locator(".ganviz-message").inner_text()


# Runs in the page: press the button, and say what the host looks like in the same event.
PRESS = """root => {
  const play = root.querySelector('.ganviz-play');
  play.click();
  return [root.dataset.playing, play.getAttribute('aria-pressed'), play.textContent.trim()];
}"""


def test_a_page_that_was_busy_while_it_began_is_not_deaf(open_notebook):
    """anywidget gives a module two seconds to begin, and then passes no message on, ever."""
    notebook = open_notebook("busy.ipynb", [FITTING])
    notebook.page.evaluate("() => { AbortSignal.timeout = () => AbortSignal.abort(); }")
    notebook.page.evaluate(
        """() => {
          const add = AbortSignal.prototype.addEventListener;
          AbortSignal.prototype.addEventListener = function (name, listener, ...more) {
            if (this.aborted) listener();
            return add.call(this, name, listener, ...more);
          };
        }"""
    )
    notebook.run_all()
    host = notebook.page.locator(".ganviz-host[data-ready]").first
    host.wait_for(timeout=30_000)
    assert any("Failed to initialize model" in line for line in notebook.console)
    notebook.execute("shown.set(alpha=0.25)")
    until(notebook.page, lambda: "0.25" in host.locator(".ganviz-readout").inner_text())


def test_a_press_shows_in_its_own_event_and_pause_stands_still(opened):
    notebook, host = opened(FIGURE1)
    page = notebook.page
    assert host.evaluate(PRESS) == ["true", "true", "Pause"]
    until(page, lambda: number(host, "frames") > 20)
    assert host.get_attribute("data-live") == "true"
    assert number(host, "plots") == 1, "plotly draws the axes once"
    assert host.evaluate(PRESS) == ["false", "false", "Play"]
    until(page, lambda: host.get_attribute("data-live") == "false")
    assert number(host, "step") == python(notebook, "int(shown.player.frame.snapshot.step)") > 0
    assert host.get_attribute("data-playing") == "false"
    jsd = (
        "root => root.querySelector('.ganviz-figure')._fullData.find(t => t.uid === 'jsd').y.at(-1)"
    )
    last = python(notebook, "float(shown.player.frame.snapshot.jsd)")
    assert host.evaluate(jsd) == pytest.approx(last, abs=1e-5)
    assert notebook.ours() == []


def test_time_goes_back_by_keyboard_and_reset_begins_again(opened):
    notebook, host = opened(FIGURE1)
    page = notebook.page
    notebook.execute("shown.player.advance(200)")
    until(page, lambda: number(host, "step") == 200)
    time = host.get_by_label("Show an earlier moment", exact=False)
    time.focus()
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    until(page, lambda: 0 < number(host, "step") < 200)
    until(
        page, lambda: number(host, "step") == python(notebook, "shown.player.frame.snapshot.step")
    )
    host.get_by_role("button", name="Step", exact=True).click()
    until(page, lambda: number(host, "step") == 201)
    host.get_by_role("button", name="Reset", exact=True).click()
    until(page, lambda: number(host, "step") == 0)
    assert notebook.ours() == []


def test_a_handle_is_dragged_and_the_controls_follow(opened):
    notebook, host = opened(FITTING)
    page = notebook.page
    handle = host.get_by_role("slider", name="drag: mean").first
    left = host.locator("[data-name=left] input[type=number]")
    drawn = "root => root.querySelector('.ganviz-figure')._fullData"
    drawn += ".find(t => t.uid === 'modes').x[0]"
    for width, to in ((1280, -2.5), (500, -1.5)):  # a narrow page shows the figure smaller
        page.set_viewport_size({"width": width, "height": 720})
        until(page, lambda: host.evaluate(FITS))
        handle.scroll_into_view_if_needed()
        box = handle.bounding_box()
        page.mouse.move(box["x"] + box["width"] / 2 + 4, box["y"] + box["height"] / 2)
        page.mouse.down()
        page.mouse.move(*pixel(host, to, 0.3), steps=12)
        page.mouse.up()
        near = pytest.approx(to, abs=0.1)
        until(page, lambda near=near: python(notebook, "shown.settings.left") == near)
        until(page, lambda near=near: float(left.input_value()) == near)
        until(page, lambda: host.get_attribute("data-live") == "false")
        settled = python(notebook, "shown.settings.left")
        assert host.evaluate(drawn) == pytest.approx(settled, abs=1e-4)
        assert number(host, "plots") == 1, "plotly drew nothing anew while the hand moved"
    handle.focus()
    page.keyboard.press("ArrowLeft")
    until(page, lambda: python(notebook, "shown.settings.left") < settled)
    assert notebook.ours() == []


FITS = """root => {
  const figure = root.querySelector('.main-svg').getBoundingClientRect();
  return figure.width <= root.clientWidth;
}"""


def test_a_typed_value_is_taken_or_goes_back_with_a_reason(opened):
    notebook, host = opened(FITTING)
    page = notebook.page
    box = host.get_by_role("spinbutton", name="left mode", exact=True)
    for typed, kept, said in (("9", "-1.8", "left = 9"), ("2.25", "2.25", "")):
        box.fill(typed)
        page.keyboard.press("Enter")
        until(page, lambda said=said: said in message(host) and bool(message(host)) == bool(said))
        until(page, lambda kept=kept: box.input_value() == kept)
    assert python(notebook, "shown.settings.left") == 2.25
    host.get_by_label("minimise", exact=True).select_option(label="Jensen-Shannon")
    alpha = host.locator("[data-name=alpha] input").first
    until(page, alpha.is_disabled)
    assert number(host, "plots") >= 1
    assert notebook.ours() == []


WHERE = "() => [document.activeElement.className, document.querySelectorAll('.jp-Cell').length]"


def test_keys_play_fill_the_screen_and_leave_jupyterlab_alone(opened):
    notebook, host = opened(FIGURE1, "1")
    page = notebook.page
    host.focus()
    assert page.evaluate(WHERE) == ["ganviz-host", 2]
    for key in ("x", "d", "d", "ArrowDown", "a", "Enter"):
        page.keyboard.press(key)
    assert page.evaluate(WHERE) == ["ganviz-host", 2], "JupyterLab has cut, left or run nothing"
    page.keyboard.press("Space")
    until(page, lambda: number(host, "frames") > 3)
    page.keyboard.press("Space")
    until(page, lambda: host.get_attribute("data-live") == "false")
    page.keyboard.press("f")
    until(page, lambda: "ganviz-full" in host.get_attribute("class"))
    until(page, lambda: host.bounding_box() == {"x": 0, "y": 0, "width": 1280, "height": 720})
    page.keyboard.press("f")
    until(page, lambda: "ganviz-full" not in host.get_attribute("class"))
    host.evaluate("root => (root.requestFullscreen = () => Promise.reject(new Error('refused')))")
    page.keyboard.press("f")
    until(page, lambda: host.bounding_box() == {"x": 0, "y": 0, "width": 1280, "height": 720})
    page.keyboard.press("Escape")
    until(page, lambda: "ganviz-full" not in host.get_attribute("class"))
    assert notebook.ours() == []


def test_two_views_are_in_step_and_the_library_comes_once(opened):
    notebook, host = opened(FIGURE1, "shown", "explore.fitting()")
    page = notebook.page
    hosts = page.locator(".ganviz-host[data-ready]")
    page.locator(".ganviz-host").nth(2).scroll_into_view_if_needed()
    until(page, lambda: hosts.count() == 3)
    assert notebook.received < 1_500_000, "half a megabyte of library, once"
    other = hosts.nth(1)
    other.scroll_into_view_if_needed()
    assert other.evaluate(PRESS) == ["true", "true", "Pause"]
    assert host.get_attribute("data-playing") == "true"
    until(page, lambda: number(other, "step") > 0)
    assert other.evaluate(PRESS) == ["false", "false", "Play"]
    until(page, lambda: other.get_attribute("data-live") == "false")
    host.scroll_into_view_if_needed()
    until(page, lambda: number(host, "step") == number(other, "step"))
    assert notebook.ours() == []


def test_a_restarted_kernel_is_said_once_and_the_controls_are_grey(opened):
    notebook, host = opened(FIGURE1)
    page = notebook.page
    host.evaluate(PRESS)
    until(page, lambda: number(host, "frames") > 3)
    page.evaluate("() => jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")
    until(page, lambda: "The kernel has stopped" in message(host))
    assert host.get_attribute("data-playing") == "false"
    assert host.locator(".ganviz-play").is_disabled()
    until(page, lambda: "ganviz-gone" in host.get_attribute("class"))


def test_running_the_cell_again_leaves_one_explorer(opened):
    notebook, _ = opened(FIGURE1)
    page = notebook.page
    count = "import ipywidgets; print(len(ipywidgets.widget_instances() if 0 else _all()))"
    notebook.execute(
        "from ipywidgets.widgets import widget\n"
        "_all = lambda: getattr(widget, '_instances', None) or widget.Widget._active_widgets"
    )
    for _ in range(3):
        notebook.run_all()
    until(page, lambda: page.locator(".ganviz-host[data-ready]").count() == 1)
    assert int(notebook.execute(count)) <= 2
    threads = (
        "import threading; print(sum(t.name == 'ganviz-player' for t in threading.enumerate()))"
    )
    assert notebook.execute(threads).strip() == "1"
    assert notebook.ours() == []


SIDEWAYS = """() => [...document.querySelectorAll('.ganviz-host, .ganviz-host *')]
  .filter(node => node.scrollWidth > node.clientWidth + 1 && node.clientWidth > 0
    && getComputedStyle(node).display !== 'inline' && !node.closest('svg')
    && getComputedStyle(node).overflowX !== 'hidden')
  .map(node => node.className)"""
TRACKS = "root => [...root.querySelectorAll('.ganviz-track')].map(node => node.clientWidth)"


def test_it_fits_the_projector_and_a_narrow_page(opened):
    notebook, host = opened(FIGURE1)
    page = notebook.page
    box = host.bounding_box()
    assert box["height"] <= 590
    assert min(host.evaluate(TRACKS)) >= 200
    height = box["height"]
    for width in (900, 500, 420):
        page.set_viewport_size({"width": width, "height": 720})
        until(page, lambda: host.evaluate(FITS))
        assert page.evaluate(SIDEWAYS) == []
        shown = host.bounding_box()["width"]
        edges = "root => [...root.querySelectorAll('button, input, select')].map(node => {"
        edges += " const box = node.getBoundingClientRect(); return box.width && box.right; })"
        right = host.bounding_box()["x"] + shown
        assert max(host.evaluate(edges)) <= right
    page.set_viewport_size({"width": 1280, "height": 720})
    until(page, lambda: host.bounding_box()["height"] == pytest.approx(height, abs=1))


def test_a_dark_page_has_a_dark_picture(opened):
    notebook, host = opened(FIGURE1)
    page = notebook.page
    paper = "root => root.querySelector('.ganviz-figure')._fullLayout.paper_bgcolor.toLowerCase()"
    assert host.evaluate(paper) == "#ffffff"
    change = "theme => jupyterapp.commands.execute('apputils:change-theme', {theme})"
    page.evaluate(change, "JupyterLab Dark")
    try:
        until(page, lambda: host.evaluate(paper) == "#111111")
        assert host.get_attribute("data-theme") == "dark"
    finally:
        page.evaluate(change, "JupyterLab Light")
    until(page, lambda: host.evaluate(paper) == "#ffffff")
    assert notebook.ours() == []


def test_a_page_that_is_loaded_again_shows_what_it_showed(opened):
    notebook, host = opened(FIGURE1)
    page = notebook.page
    notebook.execute("shown.player.advance(300)")
    until(page, lambda: number(host, "step") == 300)
    page.evaluate("() => jupyterapp.commands.execute('docmanager:save')")
    page.wait_for_function("() => !jupyterapp.shell.currentWidget.context.model.dirty")
    page.reload()
    page.locator(".ganviz-host[data-step='300']").wait_for(timeout=60_000)
    assert notebook.ours() == []


SWITCHED = (
    "root => root.querySelector('.ganviz-figure')._fullData.find(t => t.uid === 'd_star').visible"
)


def test_a_word_of_the_legend_is_a_switch_that_stays(opened):
    notebook, host = opened(FIGURE1)
    page = notebook.page
    word = host.get_by_role("switch", name="D*", exact=True)
    word.focus()
    page.keyboard.press("Space")
    until(page, lambda: host.evaluate(SWITCHED) == "legendonly")
    until(page, lambda: python(notebook, "sorted(shown.session.hidden)") == ["d_star"])
    host.get_by_label("target", exact=True).select_option(label="iris petals (data)")
    until(page, lambda: number(host, "plots") > 1)
    assert host.evaluate(SWITCHED) == "legendonly", "in the next picture, too"
    host.get_by_role("switch", name="D*", exact=True).focus()
    page.keyboard.press("Space")
    until(page, lambda: python(notebook, "sorted(shown.session.hidden)") == [])
    assert notebook.ours() == []


def test_a_target_is_drawn(opened):
    notebook, host = opened(FIGURE1)
    page = notebook.page
    host.get_by_label("target", exact=True).select_option(label="draw it …")
    sheet = host.locator(".ganviz-sheet")
    sheet.wait_for()
    page.mouse.move(*pixel(host, -2, 0.1))
    page.mouse.down()
    page.mouse.move(*pixel(host, 0, 0.8), steps=10)
    page.mouse.move(*pixel(host, 2, 0.1), steps=10)
    page.mouse.up()
    until(page, lambda: python(notebook, "max(shown.settings.drawn, default=0)") > 0.7)
    until(page, lambda: host.get_attribute("data-live") == "false")
    drawn = "root => Math.max(...root.querySelector('.ganviz-figure')._fullData"
    drawn += ".find(t => t.uid === 'p_data').y)"
    assert host.evaluate(drawn) == pytest.approx(0.4, abs=0.1), "its area is one"
    assert notebook.ours() == []
