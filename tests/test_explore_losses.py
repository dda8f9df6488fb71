"""Notebook 06's explorers, without a browser, and the run behind the saturation picture."""

import json
import sys
import time
from dataclasses import replace

import numpy as np
import pytest

from ganviz import Gaussian, ToyGAN, ToySettings, Uniform, explore, named
from ganviz.explore.fixed_point import slope
from ganviz.plots.costs import compared
from ganviz.texts import decimal
from ganviz.theory import CRITICS, IMPLIED, slope_in_mean, smoothed_discriminator
from ganviz.toy.saturation import Saturation, gradient_norms

SLIDERS = {"losses": "d", "fixed_point": "mean", "smoothing": "mean"}


@pytest.fixture(autouse=True)
def colab(monkeypatch):
    """No worker thread: a command has run when its call returns."""
    monkeypatch.setitem(sys.modules, "google.colab", object())


def drag(explorer, uid, index, x, y):
    event = {"type": "drag", "uid": uid, "index": index, "x": x, "y": y}
    explorer.view._receive(None, event | {"view": "", "final": True}, [])


@pytest.fixture(params=[*SLIDERS, "saturation"])
def explorer(request):
    made = getattr(explore, request.param)()
    yield made
    made.close()


def test_settings_go_through_json_and_axes_keep_their_ranges(explorer):
    text = explorer.to_json()
    json.loads(text)
    assert explore.from_json(type(explorer.settings), text) == explorer.settings
    layout = explorer.view.figure.layout
    axes = [layout[key] for key in layout if key[:5] in ("xaxis", "yaxis")]
    assert len(axes) == 4
    assert all(axis.range is not None for axis in axes)
    assert "{" not in explorer.view.readout
    assert layout.height <= 470


@pytest.mark.parametrize("name", SLIDERS)
def test_bad_values_are_refused_on_the_message_line(name):
    explorer, field = getattr(explore, name)(), SLIDERS[name]
    before = explorer.settings
    explorer.message.guard(explorer.set)(**{field: -99.0})
    assert f"{field} = -99" in explorer.message.value
    assert explorer.settings == before
    explorer.close()


@pytest.mark.parametrize("name", SLIDERS)
def test_a_slider_redraws_within_60_ms(name):
    explorer, times = getattr(explore, name)(), []
    for new in (0.2, 0.3, 0.6, 0.8, 0.1):
        start = time.process_time()
        explorer.set(**{SLIDERS[name]: new})
        times.append(time.process_time() - start)
    explorer.close()
    assert sorted(times)[2] < 0.06


@pytest.mark.parametrize("name", CRITICS)
def test_every_objective_can_be_drawn_beside_the_tutorials(name):
    explorer = explore.losses(explore.LossesSettings(objective=name, d=0.3))
    drawn = {trace.uid: trace for trace in explorer.view.figure.data}
    assert set(compared(name)) < set(drawn)
    assert np.isfinite(drawn["costs"].y).all()
    explorer.close()


def test_losses_tells_the_slopes_at_the_handle():
    explorer = explore.losses()
    drag(explorer, "handle", 0, 0.4, -4.7)
    assert explorer.settings.d == 0.4
    for by_logit, by_d in ((-0.4, -5 / 3), (-0.6, -2.5), (-2 / 3, -25 / 9)):
        assert f"<b>{decimal(by_logit, 3)}</b> ({decimal(by_d, 3)})" in explorer.view.readout
    drag(explorer, "handle", 0, 7.0, 0.0)
    assert explorer.settings.d == 0.995, "the handle stays on the axis"
    explorer.close()


@pytest.mark.parametrize("name", IMPLIED)
def test_all_costs_are_flat_or_lowest_where_p_g_is_p_data(name):
    explorer = explore.fixed_point(explore.FixedPointSettings(objective=name))
    curves = {trace.uid: trace for trace in explorer.view.figure.data}
    for cost in compared(name):
        y = np.asarray(curves[cost].y, float)
        assert curves[cost].x[np.nanargmin(y)] == 0
        assert np.nanmin(y) == pytest.approx(0, abs=1e-7)
    drag(explorer, "handle", 0, 1.5, 0.3)
    assert explorer.settings.mean == 1.5
    assert decimal(slope(name, 1.5)) in explorer.view.readout
    explorer.close()


def test_tangents_are_what_g_follows_with_d_at_its_best():
    for name in CRITICS:
        expected = slope_in_mean(name, Gaussian(0, 1), Gaussian(0.9, 1)).value
        assert slope(name, 0.9) == pytest.approx(expected, rel=1e-5), name


def test_smoothing_shows_the_theory_functions_numbers():
    explorer = explore.smoothing()
    explorer.set(mean=3.0, std=0.4, real=0.2, fake=0.1)
    s = explorer.settings
    D = smoothed_discriminator(s.p_data, s.p_g, real=0.2, fake=0.1)
    assert decimal(float(D([3.0])[0]), 3) in explorer.view.readout
    shown = next(trace for trace in explorer.view.figure.data if trace.uid == "d")
    assert shown.y == pytest.approx(D(np.asarray(shown.x)))
    one_sided = explorer.widget.children[1].children[-1].children[0]
    one_sided.click()
    assert (explorer.settings.real, explorer.settings.fake) == (0.1, 0.0)
    assert "<b>100%</b>" in explorer.view.readout
    drag(explorer, "handles", 1, 4.0, 0.2)
    assert explorer.settings.std == 1.0
    explorer.close()


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
