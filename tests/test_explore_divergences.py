"""The explorers of notebook 07: they show the theory's numbers, and answer to dragging."""

import math

import numpy as np
import pytest

from ganviz import Gaussian, explore
from ganviz.explore.fitting import CHOICES
from ganviz.plots.fitting import mode_points
from ganviz.texts import decimal, text
from ganviz.theory import js_divergence, kl_divergence, pearson_chi2
from ganviz.theory.fitting import MEANS, STDS, fit_gaussian
from ganviz.theory.likelihood import density_change, gaussian_mle, log_likelihood
from ganviz.theory.supports import Translation


def drag(session, uid, index, x, y=0.0):
    heard = []
    session.send = lambda message, buffers: heard.append(message)
    value = {"uid": uid, "index": index, "x": x, "y": y}
    session.receive({"kind": "do", "request": 1, "what": "drag", "value": value})
    assert heard[-1]["refused"] is None


def trace(session, uid):
    return next(t for t in session.picture["data"] if t["uid"] == uid)


# Fitting


@pytest.mark.parametrize("name", CHOICES)
def test_fitting_shows_the_value_of_what_it_minimises(name):
    session = explore.fitting.session(divergence=name)
    s = session.settings
    fit = fit_gaussian(s.p_data, s.minimised)
    assert f"<b>{decimal(fit.minima[0].value)}</b>" in session.readout
    assert decimal(kl_divergence(s.p_data, fit.best).value, 3) in session.readout
    best, rest = (trace(session, uid) for uid in ("minimum", "minima"))
    assert (best["x"][0], best["y"][0]) == (fit.best.mean, fit.best.std)
    assert len(rest["x"]) == len(fit.minima) - 1


def test_fitting_slides_from_one_kl_to_the_other():
    session = explore.fitting.session()
    assert text("name_kl") in session.readout
    covering = trace(session, "minimum")["y"][0]
    session.set(alpha=0.5)
    assert text("name_alpha", alpha=0.5) in session.readout
    session.set(alpha=0.0)
    assert session.readout.startswith(text("name_reverse_kl"))
    assert trace(session, "minimum")["y"][0] < covering / 2


def test_fitting_greys_alpha_out_where_it_has_no_say():
    session = explore.fitting.session()
    assert session.state["off"] == []
    session.set(divergence="js")
    assert session.state["off"] == ["alpha"]
    session.set(divergence="alpha")
    assert session.state["off"] == []


def test_fitting_drags_modes_by_their_handles():
    session = explore.fitting.session()
    drag(session, "modes", 0, -2.5)
    drag(session, "modes", 1, 2.0)
    drag(session, "modes", 2, -1.5)
    drag(session, "modes", 3, 2.6)
    s = session.settings
    assert (s.left, s.right, s.left_std) == (-2.5, 2.0, 1.0)
    assert s.right_std == pytest.approx(0.6)
    assert list(mode_points(s.p_data)[0]) == pytest.approx([-2.5, 2.0, -1.5, 2.6])


def test_fitting_draws_the_cost_whose_area_is_the_divergence():
    session = explore.fitting.session()
    fit = fit_gaussian(session.settings.p_data, session.settings.minimised)
    cost = trace(session, "cost")
    assert np.trapezoid(cost["y"], cost["x"]) == pytest.approx(fit.minima[0].value, abs=0.03)
    layout = session.picture["layout"]
    assert layout["yaxis3"]["range"] == [STDS[0], STDS[-1]]
    assert layout["xaxis3"]["range"] == [MEANS[0], MEANS[-1]]


def test_fitting_says_the_value_of_every_local_minimum():
    session = explore.fitting.session(alpha=0.0)
    minima = fit_gaussian(session.settings.p_data, session.settings.minimised).minima
    assert len(minima) == 3
    values = ", ".join(decimal(minimum.value, 2) for minimum in minima)
    assert f"local minima: 3 ({values})" in session.readout
    session.set(alpha=1.0)
    assert "local minima: 1 " in session.readout


def test_fitting_paints_no_value_that_a_divergence_cannot_have():
    session = explore.fitting.session(divergence="total_variation", left=-3, right=3)
    least = fit_gaussian(session.settings.p_data, session.settings.minimised).minima[0].value
    assert least * math.exp(trace(session, "landscape")["z"].max()) <= 1 + 1e-2
    # Here the least chi2 lies at the edge of where it is finite: sigma^2 > 1.5^2 / 2.
    session.set(divergence="pearson", left=0, right=0, left_std=0.25, right_std=1.5, weight=0.95)
    heights = trace(session, "landscape")["z"]
    assert np.isfinite(heights).all()
    row, column = np.unravel_index(heights.argmin(), heights.shape)
    assert heights.min() == 0
    edge = Gaussian(MEANS[column], STDS[row])
    assert edge.std == pytest.approx(1.1, abs=0.1)
    surface = fit_gaussian(session.settings.p_data, session.settings.minimised).surface
    beside = pearson_chi2(session.settings.p_data, edge).value
    assert surface[row, column] == pytest.approx(beside, abs=2e-3)


# Likelihood


def test_likelihood_shows_the_fit_in_balance():
    session = explore.likelihood.session()
    data = session.settings.data
    assert decimal(log_likelihood(gaussian_mle(data), data)) in session.readout
    np.testing.assert_allclose(trace(session, "change")["y"], 0, atol=1e-9)
    fit = session.settings.fit
    assert session.state["settings"]["mean"] == fit.mean, "the hand begins at the fit"
    session.set(fitted=False, mean=1.0)
    assert session.state["settings"]["mean"] == 1.0
    change = trace(session, "change")
    expected = density_change(Gaussian(1, fit.std), data, change["x"]).sum(axis=0)
    np.testing.assert_allclose(change["y"], expected)
    assert np.abs(change["y"]).max() > 0.01


def test_likelihood_arrows_add_up():
    """Up: 1/n each. Down: p(x) dx each, all but what is too short to draw."""
    session = explore.likelihood.session()
    for model in ("gaussian", "mixture"):
        session.set(model=model)
        lengths = {
            uid: np.nansum(np.diff(np.reshape(trace(session, uid)["y"], (-1, 3))[:, :2]))
            for uid in ("up", "down")
        }
        assert lengths["up"] == pytest.approx(1)
        assert lengths["down"] == pytest.approx(-1, abs=0.1)


def test_likelihood_follows_a_dragged_point():
    session = explore.likelihood.session()
    before = session.settings.data
    drag(session, "data", 3, 4.0)
    after = session.settings.data
    assert after[3] == 4.0
    np.testing.assert_array_equal(np.delete(after, 3), np.delete(before, 3))
    fit = gaussian_mle(after)
    assert f"N({decimal(fit.mean, 2)}, {decimal(fit.std, 2)}²)" in session.readout
    session.set(n=12)
    assert session.settings.data.size == 12, "another number of points is drawn anew"


def test_likelihood_lets_the_model_be_taken_by_hand():
    session = explore.likelihood.session()
    fit = session.settings.fit
    assert session.state["off"] == ["mean", "std"]
    drag(session, "handles", 1, fit.mean + 0.7)
    s = session.settings
    assert not s.fitted
    assert s.mean == pytest.approx(fit.mean)
    assert s.std == pytest.approx(0.7)
    assert session.state["off"] == []
    drag(session, "handles", 1, 99.0)
    assert session.settings.std == 3.0
    session.set(model="mixture")
    assert session.state["off"] == ["fitted", "mean", "std"]
    assert not any(t["uid"] == "handles" for t in session.picture["data"])


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


# Supports


def test_supports_shows_the_theorys_numbers():
    session = explore.supports.session()
    assert "JSD = <b>0.6931</b> (slope 0.0000)" in session.readout
    assert "KL = ∞" in session.readout
    session.set(sigma=0.4)
    pair = session.settings.pair
    jsd = js_divergence(pair.density(0), pair.density(1.5)).value
    slope = pair.slopes([1.5]).js[0]
    assert f"JSD = <b>{decimal(jsd)}</b> (slope {decimal(slope)})" in session.readout
    drag(session, "theta", 0, -2.0)
    assert session.settings.theta == -2.0
    assert "(slope −1)" in session.readout


@pytest.mark.parametrize("pair", [Translation(), Translation(0.6), Translation(0.6, 0.3)])
def test_supports_draws_symmetric_divergences_through_their_marks(pair):
    session = explore.supports.session(theta=1.5, width=pair.width, sigma=pair.sigma)
    assert session.settings.pair == pair
    for name in ("js", "wasserstein1", "total_variation"):
        distance, slope = (trace(session, name + end) for end in ("", "_slope"))
        np.testing.assert_allclose(distance["y"], distance["y"][::-1])
        np.testing.assert_allclose(slope["y"], -slope["y"][::-1])
        assert np.interp(1.5, distance["x"], distance["y"]) == pytest.approx(
            getattr(pair.distances([1.5]), name)[0], abs=1e-3
        )
    marks = trace(session, "marks")["y"]
    assert marks[-1] == pytest.approx(pair.distances([1.5]).js[0]), "the JSD lies on top"


def test_supports_refuses_noise_too_fine_to_draw():
    with pytest.raises(ValueError, match=r"sigma = 0\.01"):
        explore.SupportsSettings(sigma=0.01)
    with pytest.raises(ValueError, match="width = -1"):
        explore.SupportsSettings(width=-1)
