"""Notebooks 05 to 09 in a real JupyterLab: what a person's hand does shows the theory's number."""

import re

import pytest
from hands import (
    choose,
    drag,
    explorer,
    fits_the_projector,
    pixel,
    press,
    readout,
    set_slider,
    shoot,
    step,
)
from scipy.special import logit

from ganviz import Gaussian, criterion, games
from ganviz.exercises import EXERCISES
from ganviz.explore import (
    ConvergenceSettings,
    ConvexitySettings,
    FittingSettings,
    GamesSettings,
    SmoothingSettings,
    SupportsSettings,
)
from ganviz.texts import decimal, text
from ganviz.theory import between, slope_in_mean, smoothed_discriminator
from ganviz.theory.critics import cost_slope
from ganviz.theory.fitting import fit_gaussian

pytestmark = pytest.mark.browser


def test_convergence_flows_down_as_the_theory_does(open_own):
    notebook = open_own("05_convergence")
    flow = explorer(notebook, "convergence")
    assert fits_the_projector(flow)
    press(flow, "Play")
    notebook.page.wait_for_timeout(2000)
    press(flow, "Pause")
    notebook.page.wait_for_timeout(600)
    run = ConvergenceSettings().run()
    start = run.snapshot().criterion
    run.step(step(flow))
    reached = run.snapshot().criterion
    assert reached < start - 0.05, "C(G) falls"
    assert f"C(G) = {decimal(reached)}" in readout(flow)
    shoot(notebook, flow, "convergence")

    line = explorer(notebook, "convexity")
    set_slider(notebook, line, "λ", "0.75")
    s = ConvexitySettings(share=0.75)
    expected = criterion(s.p_data, between(s.end("p"), s.end("q"), s.share)).value
    assert f"C = {decimal(expected)}" in readout(line)
    shoot(notebook, line, "convexity")

    stuck = explorer(notebook, "critical_points")
    assert through(stuck) > -1.0, "both bumps are at one mode"
    shoot(notebook, stuck, "critical_points-stuck")
    set_slider(notebook, stuck, "start θ₁", "-1")
    assert through(stuck) == pytest.approx(-1.3863), "from here they reach the data"
    shoot(notebook, stuck, "critical_points")
    assert fits_the_projector(line)
    assert fits_the_projector(stuck)
    assert notebook.ours() == []


def through(element):
    return float(re.search(r"θ: C\(G\) = (\S+),", readout(element))[1].replace("−", "-"))


def test_losses_show_the_slopes_of_the_theory(open_own):
    notebook = open_own("06_losses")
    losses = explorer(notebook, "losses")
    set_slider(notebook, losses, "D(G(z))", "0.3")
    for name in ("minimax", "non_saturating", "maximum_likelihood"):
        slope = decimal(float(cost_slope(name, logit(0.3))), 3)
        assert f"{text(f'objective_{name}')} {slope}" in readout(losses)
    shoot(notebook, losses, "losses")

    saturation = explorer(notebook, "saturation")
    first = ratio(saturation)
    press(saturation, "Play")
    notebook.page.wait_for_timeout(3000)
    press(saturation, "Pause")
    notebook.page.wait_for_timeout(600)
    assert ratio(saturation) > 4 * first, "the minimax gradient dies first"
    shoot(notebook, saturation, "saturation")

    fixed_point = explorer(notebook, "fixed_point")
    choose(notebook, fixed_point, "compare", "f-GAN: Pearson")
    slope = slope_in_mean("pearson", Gaussian(0, 1), Gaussian(2, 1)).value
    assert f"slope here {decimal(slope)}" in readout(fixed_point)
    shoot(notebook, fixed_point, "fixed_point")

    smoothing = explorer(notebook, "smoothing")
    s = SmoothingSettings()
    d = smoothed_discriminator(s.p_data, s.p_g, real=0.1, fake=0.1)
    assert f"{decimal(100 * d.push_kept([s.mean])[0], 0)}% remains" in readout(smoothing)
    shoot(notebook, smoothing, "smoothing")
    press(smoothing, "One-sided")
    notebook.page.wait_for_timeout(600)
    assert "100% remains" in readout(smoothing)
    for element in (losses, saturation, fixed_point, smoothing):
        assert fits_the_projector(element)
    assert notebook.ours() == []


def ratio(element):
    return float(re.search(r"(\S+) times as much", readout(element))[1].replace(",", ""))


def test_divergences_show_the_functions_numbers(open_own):
    notebook = open_own("07_divergences")
    fitting = explorer(notebook, "fitting")
    set_slider(notebook, fitting, "α", "0")
    s = FittingSettings(alpha=0.0)
    fit = fit_gaussian(s.p_data, s.minimised)
    assert f"= {decimal(fit.minima[0].value)}" in readout(fitting)
    assert f"local minima: {len(fit.minima)}" in readout(fitting)
    shoot(notebook, fitting, "fitting")

    likelihood = explorer(notebook, "likelihood")
    before = readout(likelihood)
    handle = likelihood.locator(".ganviz-handle").first.bounding_box()
    mouse = notebook.page.mouse
    mouse.move(handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2)
    mouse.down()
    mouse.move(handle["x"] + 90, handle["y"], steps=10)
    mouse.up()
    notebook.page.wait_for_timeout(600)
    assert readout(likelihood) != before, "a point was dragged, the fit followed"
    assert "|∇| = 0.000" in readout(likelihood), "and all forces still cancel"
    shoot(notebook, likelihood, "likelihood")

    supports = explorer(notebook, "supports")
    shoot(notebook, supports, "supports-apart")
    set_slider(notebook, supports, "noise σ", "0.4")
    s = SupportsSettings(sigma=0.4)
    jsd, slope = s.pair.distances([s.theta]).js[0], s.pair.slopes([s.theta]).js[0]
    assert f"JSD = {decimal(jsd)} (slope {decimal(slope)})" in readout(supports)
    shoot(notebook, supports, "supports")
    for element in (fitting, likelihood, supports):
        assert fits_the_projector(element)
    assert notebook.ours() == []


def test_games_show_their_spectrum_and_the_table_plays_them(open_own):
    notebook = open_own("08_games")
    played = explorer(notebook, "games")
    assert fits_the_projector(played)
    drag(notebook, played, (1, 1), (-1, 0.5))
    distance = float(re.search(r"distance (\S+) →", readout(played))[1])
    assert distance == pytest.approx(1.118, abs=0.02), "the start was dragged"
    choose(notebook, played, "regulariser", "R1")
    choose(notebook, played, "method", "alternating")
    s = GamesSettings(regulariser="r1", method="alternating")
    assert radius(s) in readout(played)
    shoot(notebook, played, "games")

    table = explorer(notebook, "games_table")
    assert fits_the_projector(table)
    shoot(notebook, table, "games_table")
    notebook.page.mouse.click(*pixel(table, 4, 7))
    notebook.page.wait_for_timeout(800)
    assert "WGAN, extragradient" in readout(table)
    s = GamesSettings(game="bilinear", method="extragradient")
    assert radius(s) in readout(explorer(notebook, "games")), "it is played above"
    assert notebook.ours() == []


def radius(s):
    return f"spectral radius {decimal(games.spectrum(s.field, s.player).rate, 5)}"


def test_an_exercise_is_hinted_solved_and_checked(open_own):
    notebook = open_own("09_exercises")
    page, asked = notebook.page, EXERCISES["optimal_strategy"]
    card = page.locator(".ganviz-exercise").first
    card.scroll_into_view_if_needed()
    card.locator("mjx-container").first.wait_for()
    press(card, "Check")
    card.get_by_text("Not answered yet.").wait_for()
    press(card, f"Next hint ({len(asked.hints)} left)")
    card.get_by_text("Write", exact=False).first.wait_for()
    shoot(notebook, card, "exercise-hint")

    notebook.execute("def optimal_strategy(p_data, p_g, x): return 0.5")
    press(card, "Check")
    card.get_by_text("Not yet: at", exact=False).wait_for()
    shoot(notebook, card, "exercise-wrong")
    press(card, "Solution")
    card.locator("pre").wait_for()
    notebook.execute(card.locator("pre").inner_text())
    press(card, "Check")
    card.get_by_text(f"Right, at all {len(asked.cases)} inputs", exact=False).wait_for()
    assert fits_the_projector(card)
    assert page.locator("mjx-merror").count() == 0
    shoot(notebook, card, "exercise")
    assert notebook.ours() == []
