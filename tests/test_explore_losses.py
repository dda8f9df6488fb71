"""Notebook 06's explorers, without a browser, and the run behind the saturation picture."""

import sys
from dataclasses import replace

import numpy as np
import pytest

from ganviz import Gaussian, ToyGAN, ToySettings, Uniform, explore, named
from ganviz.explore.fixed_point import slope
from ganviz.plots.costs import compared
from ganviz.texts import decimal
from ganviz.theory import CRITICS, IMPLIED, slope_in_mean, smoothed_discriminator
from ganviz.toy.runs.saturation import Saturation, gradient_norms


@pytest.fixture(autouse=True)
def colab(monkeypatch):
    """No worker thread: a command has run when its call returns."""
    monkeypatch.setitem(sys.modules, "google.colab", object())


def drag(session, uid, index, x, y):
    heard = []
    session.send = lambda message, buffers: heard.append(message)
    value = {"uid": uid, "index": index, "x": x, "y": y}
    session.receive({"kind": "do", "request": 1, "what": "drag", "value": value})
    assert heard[-1]["refused"] is None


def traces(session):
    return {trace["uid"]: trace for trace in session.picture["data"]}


@pytest.mark.parametrize("name", CRITICS)
def test_every_objective_can_be_drawn_beside_the_tutorials(name):
    drawn = traces(explore.losses.session(objective=name, d=0.3))
    assert set(compared(name)) < set(drawn)
    assert np.isfinite(drawn["costs"]["y"]).all()


def test_losses_tells_the_slopes_at_the_handle():
    session = explore.losses.session()
    drag(session, "handle", 0, 0.4, -4.7)
    assert session.settings.d == 0.4
    for by_logit, by_d in ((-0.4, -5 / 3), (-0.6, -2.5), (-2 / 3, -25 / 9)):
        assert f"<b>{decimal(by_logit, 3)}</b> ({decimal(by_d, 3)})" in session.readout
    drag(session, "handle", 0, 7.0, 0.0)
    assert session.settings.d == 0.995, "the handle stays on the axis"


@pytest.mark.parametrize("name", IMPLIED)
def test_all_costs_are_flat_or_lowest_where_p_g_is_p_data(name):
    session = explore.fixed_point.session(objective=name)
    curves = traces(session)
    for cost in compared(name):
        y = np.asarray(curves[cost]["y"], float)
        assert curves[cost]["x"][np.nanargmin(y)] == 0
        assert np.nanmin(y) == pytest.approx(0, abs=1e-7)
    drag(session, "handle", 0, 1.5, 0.3)
    assert session.settings.mean == 1.5
    assert decimal(slope(name, 1.5)) in session.readout


def test_tangents_are_what_g_follows_with_d_at_its_best():
    for name in CRITICS:
        expected = slope_in_mean(name, Gaussian(0, 1), Gaussian(0.9, 1)).value
        assert slope(name, 0.9) == pytest.approx(expected, rel=1e-5), name


def test_smoothing_shows_the_theory_functions_numbers():
    session = explore.smoothing.session(mean=3.0, std=0.4, real=0.2, fake=0.1)
    s = session.settings
    D = smoothed_discriminator(s.p_data, s.p_g, real=0.2, fake=0.1)
    assert decimal(float(D([3.0])[0]), 3) in session.readout
    shown = traces(session)["d"]
    assert shown["y"] == pytest.approx(D(shown["x"]))
    session.press("smoothing_one_sided")
    assert (session.settings.real, session.settings.fake) == (0.1, 0.0)
    assert "<b>100%</b>" in session.readout
    session.press("smoothing_two_sided")
    assert (session.settings.real, session.settings.fake) == (0.1, 0.1)
    drag(session, "handles", 1, 4.0, 0.2)
    assert session.settings.std == 1.0


def test_gradient_norms_are_those_of_two_separate_runs():
    settings = ToySettings(seed=3, batch=256)
    norms = []
    for objective in ("minimax", "non_saturating"):
        gan = ToyGAN(named("far_modes"), Uniform(-1, 1), settings)
        gan.configure(objective=objective)
        gan.step_discriminator(50)
        before = gan.snapshot()
        found = gradient_norms(gan)
        assert np.array_equal(gan.snapshot().d, before.d), "the run stays as it is"
        assert gan.settings.objective == objective
        gan.step_generator()
        norms.append(gan.snapshot().g_grad_norm)
        assert found[objective] == norms[-1]
    assert list(found.values()) == norms


@pytest.mark.parametrize("seed", range(3))
def test_an_early_minimax_gradient_dies_when_d_is_ahead(seed):
    run = Saturation(
        named("far_modes"), Gaussian(0, 1), ToySettings(seed=seed, batch=512), rounds=20
    )
    start = run.snapshot()
    run.step(600)
    end = run.snapshot()
    assert (start.step, end.step) == (0, 600)
    assert end.d_fake < 0.01 < start.d_fake
    assert end.minimax < start.minimax / 10, "saturated"
    assert end.non_saturating > start.non_saturating, "and this one not"
    assert np.array_equal(end.p_g, start.p_g), "G has not moved"


def test_saturation_plays_goes_on_and_begins_again():
    explorer = explore.saturation()
    explorer.player.play()
    seen = explorer.player.frame.snapshot
    assert seen.step == explorer.player.per_click
    assert seen.ratio == seen.non_saturating / seen.minimax
    assert seen.ratio > 50
    assert replace(seen, minimax=0.0).ratio == np.inf
    explorer.set(rounds=0)
    assert explorer.player.frame.snapshot.step == 0
    with pytest.raises(ValueError, match="rounds = -1"):
        explorer.set(rounds=-1)
    explorer.player.play()
    explorer.close()


def test_saturation_resumes_to_the_bit():
    def fresh():
        return Saturation(named("far_modes"), Gaussian(0, 1), ToySettings(), rounds=2)

    run, other = fresh(), fresh()
    run.step(10)
    other.load_state_dict(run.state_dict())
    run.step(5)
    other.step(5)
    assert np.array_equal(run.snapshot().d, other.snapshot().d)
    assert run.snapshot().minimax == other.snapshot().minimax
