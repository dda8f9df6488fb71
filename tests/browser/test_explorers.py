"""The project's notebooks in a real JupyterLab: each runs clean, and its explorers answer a hand.

What an explorer answers to each setting is tested without a page (tests/test_explore_*.py). Here a
press, a drag, a key or a typed number has to reach it, and its answer the page. With
GANVIZ_SCREENSHOTS=folder, pictures are left there; test_geometry.py leaves those of all explorers.
"""

import re
from typing import Any

import pytest
from hands import (
    choose,
    drag,
    explorer,
    message,
    number,
    pixel,
    play,
    press,
    readout,
    says,
    shoot,
    stands,
    step,
    type_in,
    until,
)
from playwright.sync_api import expect

from ganviz import Gaussian, criterion, games, named, value
from ganviz.exercises import EXERCISES
from ganviz.explore import (
    ConvergenceSettings,
    DiscriminatorSettings,
    GamesSettings,
    LossesSettings,
    OrdersSettings,
)
from ganviz.texts import decimal
from ganviz.theory import bumpy_data, max_min
from ganviz.theory.critics import cost_slope

pytestmark = pytest.mark.browser


def start_here(notebook: Any) -> None:
    """A guess is dragged to the right, beyond the best one."""
    lemma = explorer(notebook, "lemma")
    guess = lemma.get_by_role("slider", name="D(x)", exact=True)
    before = says(lemma, r"at y = (\S+):")
    drag(lemma, guess, right=60, up=0)
    until(lemma.page, lambda: says(lemma, r"at y = (\S+):") > before + 0.05)
    stands(lemma)
    assert number(lemma, "plots") == 1, "plotly has drawn nothing anew"


def adversarial_game(notebook: Any) -> None:
    """The police answer at the press of a button; the algorithm goes on line by line."""
    game = explorer(notebook, "value")
    press(game, "Police: best answer")
    best = r"V = (\S+) .*can do: (\S+)"
    until(game.page, lambda: len(set(re.search(best, readout(game)).groups())) == 1)
    algorithm = explorer(notebook, "algorithm1")
    for line in range(1, 6):
        press(algorithm, "Next line")
        until(algorithm.page, lambda line=line: step(algorithm) == line)
    expect(algorithm.locator("table")).to_contain_text("loss")
    shoot(algorithm, "algorithm1-line-5")


def figure1_dynamics(notebook: Any) -> None:
    """The four panels of the figure can be gone to, and a refusal leaves the run as it is."""
    figure1 = explorer(notebook, "figure1")
    for letter in "abcd":
        press(figure1, f"({letter})")
        pressed = number(figure1, "frames")
        until(figure1.page, lambda: not message(figure1) and step(figure1) >= 0)
        stands(figure1)
        assert number(figure1, "frames") >= pressed
        shoot(figure1, f"figure1-panel-{letter}")
    until(figure1.page, lambda: says(figure1, r"JSD = (\S+)") < 0.03)
    reached = step(figure1)
    type_in(figure1, "toy.seed", "-1")
    expect(figure1.locator(".ganviz-message")).to_contain_text("seed = -1")
    press(figure1, "Step")
    until(figure1.page, lambda: step(figure1) == reached + 1)


def optimal_discriminator(notebook: Any) -> None:
    """A typed mean moves the curve, and the numbers are the theory's."""
    element = explorer(notebook, "discriminator")
    type_in(element, "mean", "-1")
    s = DiscriminatorSettings(mean=-1.0)
    for each in (value(s.p_data, s.p_g, s.D).value, criterion(s.p_data, s.p_g).value):
        expect(element.locator(".ganviz-readout")).to_contain_text(decimal(each))
    training = explorer(notebook, "training")
    play(training, 200)
    v, c = (says(training, rf"{name} = (\S+)") for name in (r"V\(G, D\)", r"C\(G\)"))
    assert c - 0.1 < v <= c + 1e-4, "D is near the best there is, and never better"


def global_optimum(notebook: Any) -> None:
    """A typed mean moves the handle; a dragged one the number."""
    optimum = explorer(notebook, "optimum")
    handle = optimum.locator(".ganviz-handle").first
    before = handle.bounding_box()["x"]
    type_in(optimum, "mean", "2")
    expected = criterion(named("gaussian"), Gaussian(2.0, 1.0)).value
    expect(optimum.locator(".ganviz-readout")).to_contain_text(f"= {decimal(expected)}")
    until(optimum.page, lambda: handle.bounding_box()["x"] > before)
    drag(optimum, handle, right=-40, up=0)
    box = optimum.locator("[data-name=mean] input[type=number]")
    until(optimum.page, lambda: float(box.input_value()) < 1.9)


def convergence(notebook: Any) -> None:
    """Playing, C(G) falls to what the theory has there."""
    flow = explorer(notebook, "convergence")
    run = ConvergenceSettings().run()
    start = run.snapshot().criterion
    run.step(play(flow, 3))
    reached = run.snapshot().criterion
    assert reached < start
    expect(flow.locator(".ganviz-readout")).to_contain_text(f"C(G) = {decimal(reached)}")
    shoot(flow, "convergence-played")


def losses(notebook: Any) -> None:
    """A slider goes by keys, a menu and a button do what they say."""
    element = explorer(notebook, "losses")
    element.locator("[data-name=d] .ganviz-track").press("PageUp")
    until(element.page, lambda: LossesSettings().d < number_in(element, "d") < 0.5)
    slope = decimal(float(cost_slope("minimax", logit(number_in(element, "d")))), 3)
    expect(element.locator(".ganviz-readout")).to_contain_text(slope)
    implied = explorer(notebook, "fixed_point")
    choose(implied, "compare", "f-GAN: Pearson")
    expect(implied.locator(".ganviz-readout")).to_contain_text("Pearson")
    smoothing = explorer(notebook, "smoothing")
    press(smoothing, "One-sided")
    expect(smoothing.locator(".ganviz-readout")).to_contain_text("100% of its gradient remains")


def number_in(host: Any, path: str) -> float:
    """What the box of a number shows."""
    return float(host.locator(f"[data-name='{path}'] input[type=number]").input_value())


def logit(d: float) -> float:
    """The logit of a probability."""
    from scipy.special import logit

    return float(logit(d))


def divergences(notebook: Any) -> None:
    """A data point is dragged, and a reader's own slider moves the explorer it is linked to."""
    likelihood = explorer(notebook, "likelihood")
    before = readout(likelihood)
    drag(likelihood, likelihood.locator(".ganviz-handle").first, right=90, up=0)
    until(likelihood.page, lambda: readout(likelihood) != before)
    expect(likelihood.locator(".ganviz-readout")).to_contain_text("|∇| = 0.000")
    linked = explorer(notebook, "fitting", 1)
    linked.page.locator(".noUi-handle").press("ArrowRight")
    until(linked.page, lambda: number_in(linked, "right") > 1.7)
    until(linked.page, lambda: number_in(linked, "left") == -number_in(linked, "right"))


def two_parameter_games(notebook: Any) -> None:
    """A start is clicked, and a cell of the table is played above."""
    played = explorer(notebook, "games")
    played.page.mouse.click(*pixel(played, -1, 0.5))
    until(played.page, lambda: says(played, r"distance (\S+) →") == pytest.approx(1.118, abs=0.02))
    table = explorer(notebook, "games_table")
    table.page.mouse.click(*pixel(table, 4, 7))
    expect(table.locator(".ganviz-readout")).to_contain_text("WGAN, extragradient")
    shoot(table, "games_table-clicked")
    s = GamesSettings(game="bilinear", method="extragradient")
    radius = f"spectral radius {decimal(games.spectrum(s.field, s.player).rate, 5)}"
    played = explorer(notebook, "games")
    expect(played.locator(".ganviz-readout")).to_contain_text(radius)


def exercises(notebook: Any) -> None:
    """A card is asked for a hint, for the solution, and for a verdict on an answer."""
    page, asked = notebook.page, EXERCISES["optimal_strategy"]
    card = page.locator(".ganviz-exercise").first

    def click(label: str) -> None:
        card.get_by_text(label, exact=True).click()

    card.scroll_into_view_if_needed()
    card.locator("mjx-container").first.wait_for()
    click("Check")
    expect(card).to_contain_text("Not answered yet.")
    click(f"Next hint ({len(asked.hints)} left)")
    expect(card.get_by_text(f"Next hint ({len(asked.hints) - 1} left)", exact=True)).to_be_visible()
    shoot(card, "exercise-hint")
    notebook.execute("def optimal_strategy(p_data, p_g, x): return 0.5")
    click("Check")
    expect(card).to_contain_text("Not yet: at")
    click("Solution")
    notebook.execute(card.locator("pre").inner_text())
    click("Check")
    expect(card).to_contain_text(f"Right, at all {len(asked.cases)} inputs")
    shoot(card, "exercise")
    assert page.locator("mjx-merror").count() == 0
    box = card.bounding_box()
    assert box["height"] <= 590, "it fits the projector"


def playground(notebook: Any) -> None:
    """The controls of D are behind its tab, and behind its node in the graph."""
    lab = explorer(notebook, "playground")
    lab.get_by_role("tab", name="D", exact=True).click()
    expect(lab.locator("[data-name='discriminator.lr']")).to_be_visible()
    lab.get_by_role("tab", name="cures", exact=True).click()
    expect(lab.locator("[data-name='discriminator.lr']")).to_be_hidden()
    expect(lab.locator("[data-name='regularisation.r1']")).to_be_visible()


def helvetica(notebook: Any) -> None:
    """A slider by its number, and one over a list of paces by keys, which tells its value."""
    orders = explorer(notebook, "orders")
    type_in(orders, "step", "30")
    s = OrdersSettings(step=30)
    play_ = max_min(bumpy_data(s.modes), 30, s.pace)
    expect(orders.locator(".ganviz-readout")).to_contain_text(
        f"max min V = {decimal(play_.value[30], 3)}"
    )
    pace = orders.locator("[data-name=pace] .ganviz-track")
    pace.press("ArrowRight")
    expect(pace).to_have_attribute("aria-valuetext", "0.3")
    expect(pace).to_be_focused()


def phase_diagrams(notebook: Any) -> None:
    """The map fills in, and a clicked run is played in the laboratory below."""
    rates, laboratory = explorer(notebook, "phases"), explorer(notebook, "playground")
    assert step(laboratory) == 0
    rates = explorer(notebook, "phases")
    press(rates, "Step")
    until(rates.page, lambda: step(rates) == 1)
    expect(rates.locator(".ganviz-readout")).to_contain_text("6 of 192 runs")
    stands(rates)
    shoot(rates, "phases-begun")
    rates.page.mouse.click(*pixel(rates, 1, 0))
    expect(rates.locator(".ganviz-readout")).to_contain_text("rate of G 0.0002")
    laboratory = explorer(notebook, "playground")
    until(rates.page, lambda: step(laboratory) >= 100)


NOTEBOOKS = {
    "00_start_here": (start_here, "lemma training"),
    "01_adversarial_game": (adversarial_game, "value algorithm1"),
    "02_figure1_dynamics": (figure1_dynamics, "figure1 panels"),
    "03_optimal_discriminator": (
        optimal_discriminator,
        "lemma discriminator training classifier",
    ),
    "04_global_optimum": (global_optimum, "optimum landscape"),
    "05_convergence": (convergence, "convergence convexity critical_points"),
    "06_losses": (losses, "losses saturation fixed_point smoothing"),
    "07_divergences": (divergences, "fitting fitting likelihood supports"),
    "08_games": (two_parameter_games, "games games_table"),
    "09_exercises": (exercises, ""),
    "10_playground": (playground, "playground playground playground"),
    "11_helvetica": (helvetica, "playground orders playground playground sharp"),
    "14_phase_diagrams": (phase_diagrams, "phases playground phases phases phases"),
}
"""Notebook -> what a hand does there, and the explorers that it shows, in their order."""


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_runs_clean_and_answers_a_hand(name, open_own):
    touch, shown = NOTEBOOKS[name]
    notebook = open_own(name)
    names = shown.split()
    for i, each in enumerate(names):
        host = explorer(notebook, each, names[:i].count(each))
        assert message(host) == ""
    touch(notebook)
    assert notebook.ours() == []
