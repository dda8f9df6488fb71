"""Pictures: they show the numbers of the functions behind them, in one look."""

import numpy as np
import pytest

from ganviz import Gaussian, ToyGAN, ToySettings, Uniform, named, plots
from ganviz.plots import figure1, style
from ganviz.plots.figure1 import CURVES, step_range
from ganviz.plots.palette import css
from ganviz.plots.panels import arrays
from ganviz.theory import routes
from ganviz.toy.runs.fixed_generator import FixedGenerator


def snapshot_and_curves():
    gan = ToyGAN(named("two_modes"), Uniform(-1, 1), ToySettings(seed=0))
    moments = []
    for _ in range(4):
        gan.step(5)
        moments.append(gan.snapshot())
    curves = {name: np.array([getattr(m, name) for m in moments]) for name in ("step", *CURVES)}
    return moments[-1], curves


def figures():
    snapshot, curves = snapshot_and_curves()
    p_data, p_g = named("two_modes"), Gaussian(0.5, 1.2)
    fixed = FixedGenerator(p_data, p_g)
    fixed.step(3)
    moment = fixed.snapshot()
    start = {"step": np.array([3.0]), "value": np.array([-1.4]), "criterion": np.array([-1.1])}
    return {
        "figure1": figure1(snapshot, curves),
        "lemma": plots.lemma(0.7, 0.2, 0.4),
        "discriminator": plots.discriminator(p_data, p_g, lambda x: 0.5 + 0 * x),
        "training": plots.training(moment, start),
        "optimum": plots.optimum(moment, routes(p_data, p_g, n=100)),
        "landscape": plots.landscape(Gaussian(0, 1), Gaussian(1, 1)),
    }


@pytest.fixture(scope="module")
def made():
    return figures()


def lines(figure):
    return [t for t in figure.data if t.uid in style.GAME and t.mode == "lines"]


def test_a_role_looks_the_same_everywhere(made):
    for name, figure in made.items():
        for trace in lines(figure):
            role = style.GAME[trace.uid]
            assert (trace.line.color, trace.line.dash) == (css(role.color), role.dash), name


def test_roles_differ_in_colour_and_in_dash():
    roles = list(style.GAME.values())
    assert len({role.color for role in roles}) == len(roles)
    assert len({role.dash for role in roles}) == len(roles), "a greyscale print still reads"


def test_arrows_lead_from_z_to_g_of_z():
    snapshot, curves = snapshot_and_curves()
    x, y = arrays(figure1.__wrapped__(snapshot, curves))["arrows"]
    assert np.array_equal(x[1::3], snapshot.g_z)
    assert np.all(y[0::3] < y[1::3])
    assert np.isnan(x[2::3]).all()


def test_ranges_are_fixed(made):
    for name, figure in made.items():
        for key in figure.layout:
            if key.startswith(("xaxis", "yaxis")):
                assert figure.layout[key].range is not None, f"{name}: {key}"


@pytest.mark.parametrize("step", [1, 499, 500, 501, 1000, 1001, 77_000, 1_000_001])
def test_step_range_holds_the_step_and_seldom_changes(step):
    low, high = step_range(step)
    assert low == 0
    assert step <= high <= max(500, 2.5 * step)
