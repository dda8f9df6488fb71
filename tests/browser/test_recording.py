"""A recording, opened from the disk without Python and without any network."""

import re

import numpy as np
import pytest
from hands import SHOTS, message, number, pixel, press, readout, shoot, stands, step, until
from lab import SIZE

from ganviz import explore
from ganviz.host.record import record

pytestmark = pytest.mark.browser


@pytest.fixture
def open_file(browser, tmp_path):
    """``open_file(session, ...)`` -> (host, console): what `record` writes, in a blocked page."""
    consoles, contexts = [], []

    def open_(session, *sweep, **asked):
        path = record(session, tmp_path / "recording.html", *sweep, **asked)
        context = browser.new_context(viewport=SIZE)
        contexts.append(context)
        context.set_offline(True)
        context.route(re.compile("^(?!file:|blob:)"), lambda route: route.abort())
        page, console = context.new_page(), []
        page.set_default_timeout(60_000)
        consoles.append(console)
        page.on("console", lambda said: console.append(said.text))
        page.on("pageerror", lambda error: console.append(str(error)))
        page.on("requestfailed", lambda asked: console.append(asked.url))
        page.goto(path.as_uri())
        host = page.locator(".ganviz-host[data-ready]")
        host.wait_for(timeout=60_000)
        return host

    yield open_
    assert not any(consoles), consoles
    for context in contexts:
        context.close()


ARRAYS = """(root, uid) => {
  const { x, y } = root.querySelector('.ganviz-figure')._fullData.find(t => t.uid === uid);
  return [[...x], [...y]];
}"""


def numbers(host, uid):
    """What plotly holds of a trace, as it does for hover and PNG."""
    return np.array(host.evaluate(ARRAYS, uid))


def hover(host, x, y):
    """Move the mouse to a point of the first axes; what plotly says there."""
    page = host.page
    said = host.locator(".hoverlayer .hovertext")

    def told():
        page.mouse.move(*pixel(host, x + 0.1, y))
        page.mouse.move(*pixel(host, x, y))
        return " ".join(said.all_text_contents())

    return until(page, told)


def test_a_run_plays_pauses_and_goes_anywhere(open_file):
    session = explore.figure1.session()
    host = open_file(session, rounds=600, frames=200)
    page = host.page
    assert (step(host), host.get_attribute("data-playing")) == (0, "false")
    assert message(host) == "A recording: the grey controls would need Python."
    for name in ("Step", "Reset", "D only"):
        assert host.get_by_role("button", name=name, exact=True).count() == 0
    assert host.locator("[data-name=target] select").is_disabled()

    host.locator(".ganviz-speed").select_option(label="100 / s")
    press(host, "Play")
    until(page, lambda: step(host) > 60)
    assert host.get_attribute("data-live") == "true", "the canvas shows it"
    assert number(host, "plots") == 1, "plotly draws the axes once"
    press(host, "Pause")
    stands(host)
    paused = step(host)
    assert 60 < paused < 600
    assert f"round {paused}" in readout(host)

    time = host.get_by_label("Show another moment of the recording")
    time.fill("100")  # of 200
    until(page, lambda: step(host) == 300)
    stands(host)
    session.player.call(lambda run: run.step(300))
    assert session.player.wait()
    [now] = [trace for trace in session.picture["data"] if trace["uid"] == "p_g"]
    np.testing.assert_allclose(numbers(host, "p_g")[1], now["y"], atol=2e-3)
    assert readout(host).split() == plain(session.readout).split()
    time.focus()
    page.keyboard.press("ArrowLeft")
    until(page, lambda: step(host) == 297)
    shoot(host, "recording_figure1")

    time.fill("200")
    stands(host)
    assert step(host) == 600
    host.locator(".ganviz-speed").select_option(label="100 / s")
    press(host, "Play")  # after the end: from the beginning
    until(page, lambda: 0 < step(host) < 600)
    press(host, "Pause")
    stands(host)
    session.close()


def plain(words):
    return re.sub("<[^>]+>", "", words).replace("&ensp;", " ").replace("&emsp;", " ")


def test_hover_and_the_legend_work_on_what_is_recorded(open_file):
    session = explore.figure1.session()
    host = open_file(session, rounds=200, frames=20)
    page = host.page
    host.get_by_label("Show another moment of the recording").fill("20")
    until(page, lambda: step(host) == 200)
    stands(host)
    x, y = numbers(host, "p_data")
    at = int(np.argmax(y))
    said = re.search(r"\d\.\d{3}", hover(host, x[at], y[at]))
    assert float(said[0]) == pytest.approx(y[at], abs=0.02), "a pixel beside it"
    page.mouse.move(1, 1)

    visible = (
        "root => root.querySelector('.ganviz-figure')._fullData.find(t => t.uid === 'p_g').visible"
    )
    switch = host.locator('[role=switch][aria-label="p_g"]').first
    for expected in ("legendonly", True):
        switch.focus()
        page.keyboard.press("Enter")
        until(page, lambda expected=expected: host.evaluate(visible) == expected)
        press(host, "Play")  # what is off stays off
        until(page, lambda: number(host, "frames") > 2)
        press(host, "Pause")
        stands(host)
        assert host.evaluate(visible) == expected
    session.close()


def test_a_slider_shows_what_was_recorded_at_its_places(open_file):
    host = open_file(explore.fitting.session(), alpha=(0, 1, 11), left=[-1.8, -2.5])
    page = host.page
    assert host.locator(".ganviz-bar").is_hidden(), "nothing plays here"
    assert host.locator(".ganviz-handle").count() == 0, "nothing can be dragged"
    alpha = host.locator("[data-name=alpha]")
    track, box = alpha.locator("input[type=range]"), alpha.locator("input[type=number]")
    assert host.locator("[data-name=weight] input[type=range]").is_disabled()
    assert box.input_value() == "1", "the settings of then"

    def shows(**changes):
        own = explore.fitting.session(**changes)
        until(page, lambda: readout(host).split() == plain(own.readout).split())
        stands(host)
        [fit] = [trace for trace in own.picture["data"] if trace["uid"] == "p_g"]
        np.testing.assert_allclose(numbers(host, "p_g")[1], fit["y"], atol=2e-3)

    shows(alpha=1)
    track.focus()
    page.keyboard.press("ArrowLeft")
    shows(alpha=0.9)
    box.fill("0.12")  # the nearest place
    box.press("Enter")
    shows(alpha=0.1)
    assert box.input_value() == "0.1"
    left = host.locator("[data-name=left] input[type=range]")
    left.focus()
    page.keyboard.press("Home")
    shows(alpha=0.1, left=-2.5)
    shoot(host, "recording_fitting")


@pytest.mark.skipif(not SHOTS, reason="a picture to look at")
def test_the_laboratory_is_recorded(open_file):
    host = open_file(explore.playground().session, rounds=300)
    host.get_by_label("Show another moment of the recording").fill("200")
    stands(host)
    shoot(host, "recording_playground")
