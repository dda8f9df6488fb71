"""The project's own notebooks in a real JupyterLab: they run clean, and answer to a person's hands.

With GANVIZ_SCREENSHOTS=folder, a picture of every explorer is left there.
"""

import re

import pytest
from hands import (
    explorer,
    fits_the_projector,
    frames,
    press,
    readout,
    set_slider,
    shoot,
    step,
)

from ganviz import Gaussian, criterion, named, value
from ganviz.explore import DiscriminatorSettings
from ganviz.texts import decimal

pytestmark = pytest.mark.browser


def test_start_here(open_own):
    notebook = open_own("00_start_here")
    for name in ("lemma", "training"):
        element = explorer(notebook, name)
        assert fits_the_projector(element)
    assert notebook.ours() == []


def test_adversarial_game(open_own):
    notebook = open_own("01_adversarial_game")
    game = explorer(notebook, "value")
    press(game, "Police: best answer")
    notebook.page.wait_for_timeout(800)
    v = re.search(r"V = (\S+)", readout(game))[1]
    best = re.search(r"can do: (\S+)", readout(game))[1]
    assert v == best
    shoot(notebook, game, "value")

    algorithm = explorer(notebook, "algorithm1")
    for _ in range(5):
        press(algorithm, "Next line")
        notebook.page.wait_for_timeout(200)
    assert "round 1" in readout(algorithm)
    assert "loss" in algorithm.locator("table").inner_text()
    shoot(notebook, algorithm, "algorithm1")
    assert fits_the_projector(algorithm)
    assert notebook.ours() == []


def test_figure1_plays_pauses_goes_back_and_repeats(open_own):
    notebook = open_own("02_figure1_dynamics")
    page = notebook.page
    figure1 = explorer(notebook, "figure1")
    assert fits_the_projector(figure1)

    press(figure1, "Play")
    page.wait_for_timeout(3000)
    drawn, reached = frames(figure1), step(figure1)
    page.wait_for_timeout(1000)
    assert frames(figure1) > drawn, "the canvas changes while it plays"
    assert step(figure1) > reached > 0, "the step counter rises"
    shoot(notebook, figure1, "figure1-playing")

    press(figure1, "Pause")
    page.wait_for_timeout(500)
    frozen = readout(figure1)
    page.wait_for_timeout(700)
    assert readout(figure1) == frozen, "pause freezes it"
    shoot(notebook, figure1, "figure1")

    last = step(figure1)
    slider = figure1.locator(".widget-hslider .noUi-target").last
    box = slider.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 3, box["y"] + box["height"] / 2)
    page.wait_for_timeout(700)
    assert 0 < step(figure1) < last, "scrubbing back shows an earlier state"

    firsts = []
    for _ in range(2):
        press(figure1, "Reset")
        page.wait_for_timeout(500)
        assert step(figure1) == 0
        for _ in range(3):
            press(figure1, "Step")
            page.wait_for_timeout(300)
        firsts.append(readout(figure1))
    assert "round 3" in firsts[0]
    assert firsts[0] == firsts[1], "the same seed repeats the run"
    assert notebook.ours() == []


NEXT_AFTER_PAUSE = """async () => {
  const view = document.querySelector('.ganviz-view');
  const drawn = view.dataset.frames;
  document.querySelector('.ganviz-play').click();
  while (view.dataset.frames === drawn) await new Promise(requestAnimationFrame);
  return view.dataset.kind;
}"""


def test_after_a_click_on_pause_the_picture_of_the_pause_comes_next(open_own):
    notebook = open_own("02_figure1_dynamics")
    page = notebook.page
    figure1 = explorer(notebook, "figure1")
    for _ in range(6):
        press(figure1, "Play")
        page.wait_for_timeout(700)
        assert page.evaluate(NEXT_AFTER_PAUSE) == "settle"
    reached = frames(figure1)
    press(figure1, "Play")
    page.wait_for_timeout(700)
    assert frames(figure1) > reached
    assert notebook.ours() == []


CUT = """root => [...root.querySelectorAll('.widget-button, .ganviz-readout')]
  .filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.innerText)"""


def test_beside_the_file_browser_the_controls_go_below_and_nothing_is_cut(open_own):
    notebook = open_own("02_figure1_dynamics")
    page = notebook.page
    figure1 = explorer(notebook, "figure1")
    picture, side = (figure1.locator(f".ganviz-{name}") for name in ("picture", "side"))
    wide, beside = picture.bounding_box(), side.bounding_box()
    assert beside["x"] >= wide["x"] + wide["width"]
    page.set_viewport_size({"width": 1000, "height": 720})
    page.wait_for_timeout(600)
    narrow, below = picture.bounding_box(), side.bounding_box()
    play = figure1.get_by_text("Play", exact=True).bounding_box()
    assert narrow["y"] + narrow["height"] <= play["y"] < below["y"]
    assert narrow["width"] == pytest.approx(below["width"], abs=1)
    assert figure1.evaluate(CUT) == []
    shoot(notebook, figure1, "figure1-narrow")


def test_figure1_panels_and_refusals(open_own):
    notebook = open_own("02_figure1_dynamics")
    page = notebook.page
    figure1 = explorer(notebook, "figure1")
    for letter in "abcd":
        press(figure1, f"({letter})")
        page.wait_for_timeout(1500)
        shoot(notebook, figure1, f"figure1-panel-{letter}")
    jsd = float(re.search(r"JSD = (\S+)", readout(figure1))[1])
    assert jsd < 0.03, "panel (d): p_g is close to p_data"

    seed = figure1.locator(".widget-text", has_text="seed").locator("input")
    seed.fill("-1")
    seed.press("Enter")
    message = figure1.locator(".ganviz-message")
    message.get_by_text("seed = -1").wait_for()
    press(figure1, "Step")
    page.wait_for_timeout(500)
    assert "JSD" in readout(figure1), "the run goes on"

    panels = page.locator(".ganviz-view").last
    panels.scroll_into_view_if_needed()
    shoot(notebook, panels, "panels")
    assert notebook.ours() == []


def test_optimal_discriminator_shows_the_functions_numbers(open_own):
    notebook = open_own("03_optimal_discriminator")
    element = explorer(notebook, "discriminator")
    curve = element.locator(".scatterlayer .trace path.js-line").nth(2)
    before = curve.get_attribute("d")
    set_slider(notebook, element, "mean p_g", "-1")
    assert curve.get_attribute("d") != before, "the slider moves the curve"
    s = DiscriminatorSettings(mean=-1.0)
    shown = readout(element)
    assert decimal(value(s.p_data, s.p_g, s.D).value) in shown
    assert decimal(criterion(s.p_data, s.p_g).value) in shown
    shoot(notebook, element, "discriminator")

    training = explorer(notebook, "training")
    press(training, "Play")
    notebook.page.wait_for_timeout(4000)
    press(training, "Pause")
    notebook.page.wait_for_timeout(600)
    v, c = (
        float(re.search(rf"{name} = (\S+)", readout(training))[1].replace("−", "-"))
        for name in (r"V\(G, D\)", r"C\(G\)")
    )
    assert c - 0.1 < v <= c + 1e-4
    for name in ("lemma", "training", "classifier"):
        element = explorer(notebook, name)
        assert fits_the_projector(element)
        shoot(notebook, element, name)
    assert notebook.ours() == []


def test_global_optimum_shows_the_functions_numbers(open_own):
    notebook = open_own("04_global_optimum")
    element = explorer(notebook, "optimum")
    circle = element.locator(".ganviz-handle").first
    before = circle.bounding_box()["x"]
    set_slider(notebook, element, "mean p_g", "2")
    notebook.page.wait_for_timeout(2500)
    assert circle.bounding_box()["x"] > before, "the slider moves the curve"
    expected = criterion(named("gaussian"), Gaussian(2.0, 1.0)).value
    assert f"= {decimal(expected)}" in readout(element)
    shoot(notebook, element, "optimum")
    landscape = explorer(notebook, "landscape")
    assert fits_the_projector(element)
    assert fits_the_projector(landscape)
    shoot(notebook, landscape, "landscape")
    assert notebook.ours() == []


def test_mnist_trains_digits_live_and_stops_saved(open_own):
    notebook = open_own("12_mnist", run=False)
    page = notebook.page
    page.evaluate(_RUN_UP_TO, "explore.images(")
    images = explorer(notebook, "images")
    assert fits_the_projector(images)
    grid = images.locator("img").first
    first = grid.get_attribute("src")
    shoot(notebook, images, "images-start")

    press(images, "Start")
    page.wait_for_function(_STEP_PAST, arg=100)
    drawn = frames(images)
    page.wait_for_timeout(2000)
    assert frames(images) > drawn, "the canvas changes while it trains"
    assert grid.get_attribute("src") != first, "and so do the samples"
    assert grid.bounding_box()["width"] > 200
    shoot(notebook, images, "images-training")

    press(images, "Stop")
    images.get_by_text("Resume", exact=True).wait_for()
    reached = step(images)
    assert re.search(r"round ([\d,]+) of", readout(images))[1] == f"{reached:,}"
    saved = notebook.execute("print(live.generator().step, live.trainer.game.step_count)").split()
    assert int(saved[0]) == int(saved[1]) >= reached > 100
    shoot(notebook, images, "images-stopped")
    assert notebook.ours() == []


_RUN_UP_TO = """async (words) => {
  const { content } = jupyterapp.shell.currentWidget;
  content.activeCellIndex = content.widgets.findIndex(
    (cell) => cell.model.type === 'code' && cell.model.sharedModel.getSource().includes(words));
  await jupyterapp.commands.execute('notebook:run-all-above');
  await jupyterapp.commands.execute('notebook:run-cell');
}"""

_STEP_PAST = """(step) => {
  const view = document.querySelector('.ganviz-images .ganviz-view');
  return view && Number(view.dataset.step) > step;
}"""
