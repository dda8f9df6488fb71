"""The explorers of notebook 07: they show the theory's numbers, and answer to dragging."""

import math
import sys
import time

import numpy as np
import pytest

from ganviz import Gaussian, explore, plots
from ganviz.explore.fitting import CHOICES
from ganviz.plots.fitting import mode_points
from ganviz.texts import decimal, text
from ganviz.theory import js_divergence, kl_divergence, pearson_chi2
from ganviz.theory.fitting import MEANS, STDS, alpha_family, fit_gaussian
from ganviz.theory.likelihood import density_change, gaussian_mle, log_likelihood
from ganviz.theory.supports import Translation


@pytest.fixture(autouse=True)
def colab(monkeypatch):
    """No worker thread."""
    monkeypatch.setitem(sys.modules, "google.colab", object())


@pytest.fixture(params=["fitting", "likelihood", "supports"])
def explorer(request):
    made = getattr(explore, request.param)()
    yield made
    made.close()


def drag(explorer, uid, index, x, y=0.0):
    event = {"type": "drag", "uid": uid, "index": index, "x": x, "y": y}
    explorer.view._receive(None, event | {"view": "", "final": True}, [])


def trace(figure, uid):
    return next(t for t in figure.data if t.uid == uid)


def test_it_fits_the_projector_and_is_described(explorer):
    assert explorer.view.figure.layout.height <= 520
    assert len(explorer.view.alt) > 20


def test_a_move_is_drawn_in_time(explorer):
    field = {"fitting": "left", "likelihood": "seed", "supports": "theta"}[explorer.name]
    times = []
    for value in (0, 1, 2, 0, 1):
        start = time.process_time()
        explorer.set(**{field: value})
        times.append(time.process_time() - start)
    assert sorted(times)[2] < 0.15


def test_whatever_is_dragged_anywhere_stays_allowed(explorer):
    handles = [t for t in explorer.view.figure.data if t.meta and "drag" in t.meta]
    assert handles
    for handle in handles:
        for index in range(len(handle.x)):
            for x in (-99.0, -1.0, 0.0, 1.3, 99.0):
                drag(explorer, handle.uid, index, x)
                assert explorer.message.value == ""


# ----------------------------------------------------------------------- fitting


@pytest.mark.parametrize("name", CHOICES)
def test_fitting_shows_the_value_of_what_it_minimises(name):
    explorer = explore.fitting(explore.FittingSettings(divergence=name))
    s = explorer.settings
    fit = fit_gaussian(s.p_data, s.minimised)
    assert f"<b>{decimal(fit.minima[0].value)}</b>" in explorer.view.readout
    assert decimal(kl_divergence(s.p_data, fit.best).value, 3) in explorer.view.readout
    best, rest = (trace(explorer.view.figure, uid) for uid in ("minimum", "minima"))
    assert (best.x[0], best.y[0]) == (fit.best.mean, fit.best.std)
    assert len(rest.x) == len(fit.minima) - 1
    explorer.close()


def test_fitting_slides_from_one_kl_to_the_other():
    explorer = explore.fitting()
    assert text("name_kl") in explorer.view.readout
    covering = trace(explorer.view.figure, "minimum").y[0]
    explorer.set(alpha=0.5)
    assert text("name_alpha", alpha="0.50") in explorer.view.readout
    explorer.set(alpha=0.0)
    assert explorer.view.readout.startswith(text("name_reverse_kl"))
    assert trace(explorer.view.figure, "minimum").y[0] < covering / 2
    explorer.close()


def test_fitting_greys_alpha_out_where_it_has_no_say():
    explorer = explore.fitting()
    slider = explorer._controls["alpha"]
    assert not slider.disabled
    explorer.set(divergence="js")
    assert slider.disabled
    explorer.set(divergence="alpha")
    assert not slider.disabled
    explorer.close()


def test_fitting_drags_modes_by_their_handles():
    explorer = explore.fitting()
    drag(explorer, "modes", 0, -2.5)
    drag(explorer, "modes", 1, 2.0)
    drag(explorer, "modes", 2, -1.5)
    drag(explorer, "modes", 3, 2.6)
    s = explorer.settings
    assert (s.left, s.right, s.left_std) == (-2.5, 2.0, 1.0)
    assert s.right_std == pytest.approx(0.6)
    assert list(mode_points(s.p_data)[0]) == pytest.approx([-2.5, 2.0, -1.5, 2.6])
    explorer.close()


def test_fitting_draws_the_cost_whose_area_is_the_divergence():
    s = explore.FittingSettings()
    fit = fit_gaussian(s.p_data, alpha_family(1))
    figure = plots.fitting(s.p_data, alpha_family(1), fit)
    cost = trace(figure, "cost")
    assert np.trapezoid(cost.y, cost.x) == pytest.approx(fit.minima[0].value, abs=0.03)
    assert figure.layout.yaxis3.range == (STDS[0], STDS[-1])
    assert figure.layout.xaxis3.range == (MEANS[0], MEANS[-1])


def test_fitting_says_the_value_of_every_local_minimum():
    made = explore.fitting(explore.FittingSettings(alpha=0.0))
    minima = fit_gaussian(made.settings.p_data, made.settings.minimised).minima
    assert len(minima) == 3
    values = ", ".join(decimal(minimum.value, 2) for minimum in minima)
    assert f"local minima: 3 ({values})" in made.view.readout
    made.set(alpha=1.0)
    assert "local minima: 1 " in made.view.readout
    made.close()


# -------------------------------------------------------------------- likelihood


def test_fitting_paints_no_value_that_a_divergence_cannot_have():
    made = explore.fitting(explore.FittingSettings(divergence="total_variation", left=-3, right=3))
    least = fit_gaussian(made.settings.p_data, made.settings.minimised).minima[0].value
    map_ = trace(made.view.figure, "landscape")
    assert least * math.exp(map_.z.max()) <= 1 + 1e-2
    # Here the least chi2 lies at the edge of where it is finite: sigma^2 > 1.5^2 / 2.
    made.set(divergence="pearson", left=0, right=0, left_std=0.25, right_std=1.5, weight=0.95)
    map_ = trace(made.view.figure, "landscape")
    assert np.isfinite(map_.z).all()
    row, column = np.unravel_index(map_.z.argmin(), map_.z.shape)
    assert map_.z.min() == 0
    edge = Gaussian(MEANS[column], STDS[row])
    assert edge.std == pytest.approx(1.1, abs=0.1)
    surface = fit_gaussian(made.settings.p_data, made.settings.minimised).surface
    beside = pearson_chi2(made.settings.p_data, edge).value
    assert surface[row, column] == pytest.approx(beside, abs=2e-3)
    made.close()


def test_likelihood_shows_the_fit_in_balance():
    explorer = explore.likelihood()
    data = explorer.settings.data
    assert decimal(log_likelihood(gaussian_mle(data), data)) in explorer.view.readout
    np.testing.assert_allclose(trace(explorer.view.figure, "change").y, 0, atol=1e-9)
    fit, slider = explorer.settings.fit, explorer._controls["mean"]
    assert slider.value == fit.mean, "the hand begins at the fit"
    explorer.set(fitted=False, mean=1.0)
    assert slider.value == 1.0
    change = trace(explorer.view.figure, "change")
    expected = density_change(Gaussian(1, fit.std), data, change.x).sum(axis=0)
    np.testing.assert_allclose(change.y, expected)
    assert np.abs(change.y).max() > 0.01
    explorer.close()


def test_likelihood_arrows_add_up():
    """Up: 1/n each. Down: p(x) dx each, all but what is too short to draw."""
    explorer = explore.likelihood()
    for model in ("gaussian", "mixture"):
        explorer.set(model=model)
        up, down = (trace(explorer.view.figure, uid) for uid in ("up", "down"))
        lengths = {t.uid: np.nansum(np.diff(np.reshape(t.y, (-1, 3))[:, :2])) for t in (up, down)}
        assert lengths["up"] == pytest.approx(1)
        assert lengths["down"] == pytest.approx(-1, abs=0.1)
    explorer.close()


def test_likelihood_follows_a_dragged_point():
    explorer = explore.likelihood()
    before = explorer.settings.data
    drag(explorer, "data", 3, 4.0)
    after = explorer.settings.data
    assert after[3] == 4.0
    np.testing.assert_array_equal(np.delete(after, 3), np.delete(before, 3))
    fit = gaussian_mle(after)
    assert f"N({decimal(fit.mean, 2)}, {decimal(fit.std, 2)}²)" in explorer.view.readout
    explorer.set(n=12)
    assert explorer.settings.data.size == 12, "another number of points is drawn anew"
    explorer.close()


def test_likelihood_lets_the_model_be_taken_by_hand():
    explorer = explore.likelihood()
    fit = explorer.settings.fit
    mean, std = explorer._controls["mean"], explorer._controls["std"]
    assert mean.disabled
    drag(explorer, "handles", 1, fit.mean + 0.7)
    s = explorer.settings
    assert not s.fitted
    assert s.mean == pytest.approx(fit.mean)
    assert s.std == pytest.approx(0.7)
    assert not mean.disabled
    explorer.set(model="mixture")
    assert mean.disabled
    assert std.disabled
    assert not any(t.uid == "handles" for t in explorer.view.figure.data)
    explorer.close()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"model": "gausian"}, "did you mean 'gaussian'"),
        ({"n": 1}, "n = 1"),
        ({"target": "two_mode"}, "did you mean 'two_modes'"),
        ({"points": (math.nan,)}, "points"),
        ({"std": 0.0}, "std = 0"),
    ],
)
def test_likelihood_refuses_by_name(changes, words):
    with pytest.raises(ValueError, match=words):
        explore.LikelihoodSettings(**changes)


# ---------------------------------------------------------------------- supports


def test_supports_shows_the_theorys_numbers():
    explorer = explore.supports()
    assert "JSD = <b>0.6931</b> (slope 0.0000)" in explorer.view.readout
    assert "KL = ∞" in explorer.view.readout
    explorer.set(sigma=0.4)
    pair = explorer.settings.pair
    jsd = js_divergence(pair.density(0), pair.density(1.5)).value
    slope = pair.slopes([1.5]).js[0]
    assert f"JSD = <b>{decimal(jsd)}</b> (slope {decimal(slope)})" in explorer.view.readout
    drag(explorer, "theta", 0, -2.0)
    assert explorer.settings.theta == -2.0
    assert "(slope −1)" in explorer.view.readout
    explorer.close()


@pytest.mark.parametrize("pair", [Translation(), Translation(0.6), Translation(0.6, 0.3)])
def test_supports_draws_symmetric_divergences_through_their_marks(pair):
    figure = plots.supports(pair, 1.5)
    for name in ("js", "wasserstein1", "total_variation"):
        distance, slope = (trace(figure, uid) for uid in (name, f"{name}_slope"))
        np.testing.assert_allclose(distance.y, distance.y[::-1])
        np.testing.assert_allclose(slope.y, -slope.y[::-1])
        assert np.interp(1.5, distance.x, distance.y) == pytest.approx(
            getattr(pair.distances([1.5]), name)[0], abs=1e-3
        )
    marks = trace(figure, "marks").y
    assert marks[-1] == pytest.approx(pair.distances([1.5]).js[0]), "the JSD lies on top"


def test_supports_refuses_noise_too_fine_to_draw():
    with pytest.raises(ValueError, match=r"sigma = 0\.01"):
        explore.SupportsSettings(sigma=0.01)
    with pytest.raises(ValueError, match="width = -1"):
        explore.SupportsSettings(width=-1)
