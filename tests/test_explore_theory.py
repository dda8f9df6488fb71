"""Explorers of the theory, without a page: they show its numbers, and answer to the mouse."""

import numpy as np
import pytest

from ganviz import Gaussian, criterion, explore, named, value
from ganviz.explore.classifier import COUNTS
from ganviz.explore.critical_points import STEPS, THETA_DATA, descents
from ganviz.explore.discriminator import KNOTS
from ganviz.explore.value import P_DATA, best_police
from ganviz.texts import decimal
from ganviz.theory import label_log_likelihood, labelled_sample, optimal_discriminator


def ask(session, **said):
    """What the page is answered: None, or a refusal."""
    heard = []
    session.send = lambda message, buffers: heard.append(message)
    session.receive({"request": 1, **said})
    return heard[-1]["refused"]


def drag(session, uid, index, x, y=0.0):
    value = {"uid": uid, "index": index, "x": x, "y": y}
    assert ask(session, kind="do", what="drag", value=value) is None


def traces(session):
    return {trace["uid"]: trace for trace in session.picture["data"]}


@pytest.mark.parametrize(
    ("name", "changes", "words"),
    [
        ("lemma", {"y": 1.0}, "y = 1"),
        ("lemma", {"a": 0.0, "b": 0.0}, "not both 0"),
        ("value", {"slope": -99.0}, "slope = -99"),
        ("discriminator", {"std": 0.0}, "std = 0"),
        ("discriminator", {"d": (0.5, 0.5)}, "161 numbers"),
        ("discriminator", {"d": (0.0,) * KNOTS.size}, "161 numbers"),
        ("classifier", {"n": 99}, "n = 99"),
        ("classifier", {"target": "two_mode"}, "did you mean 'two_modes'"),
        ("landscape", {"std": float("nan")}, "std = nan"),
        ("convexity", {"p": "bmp"}, "did you mean 'bump'"),
        ("convexity", {"share": 1.5}, "share = 1.5"),
        ("convexity", {"q_std": 0.0}, "q_std = 0"),
        ("critical_points", {"first": 4.0}, "first = 4"),
        ("critical_points", {"step": STEPS + 1}, "step = 201"),
    ],
)
def test_bad_values_are_refused_by_name_and_change_nothing(name, changes, words):
    session = explore.EXPLORERS[name].session()
    before, picture = session.settings, session.picture
    with pytest.raises(ValueError, match=words):
        session.set(**changes)
    assert (session.settings, session.picture) == (before, picture)


# Proposition 1


def test_the_lemma_is_dragged_by_its_weights_and_its_guess():
    session = explore.lemma.session()
    drag(session, "weights", 0, 0.0, 0.9)
    drag(session, "weights", 1, 1.0, 2.0)
    drag(session, "guess", 0, 0.25, -1.0)
    s = session.settings
    assert (s.a, s.b, s.y) == (0.9, 1.0, 0.25)
    drag(session, "weights", 0, 0.0, -1.0)
    drag(session, "weights", 1, 0.0, -1.0)
    assert session.settings.a == 0
    assert session.settings.b > 0, "not both 0"


def test_discriminator_shows_the_theory_functions_numbers():
    session = explore.discriminator.session(mean=-1.0, std=0.8)
    s = session.settings
    assert decimal(value(s.p_data, s.p_g, s.D).value) in session.readout
    assert decimal(criterion(s.p_data, s.p_g).value) in session.readout
    drag(session, "handles", 0, -2.0)
    drag(session, "handles", 1, -3.5)
    assert (session.settings.mean, session.settings.std) == (-2.0, 1.5)


def test_a_drawn_discriminator_never_beats_the_optimal_one():
    session = explore.discriminator.session()
    best = criterion(session.settings.p_data, session.settings.p_g).value
    assert session.state["draw"] is None
    session.set(drawing=True)
    assert session.state["draw"] == "d"
    drawn = {"uid": "d", "x": [-4, 0, 4], "y": [1.3, 0.2, -0.1]}
    assert ask(session, kind="do", what="draw", value=drawn) is None
    s = session.settings
    assert min(s.d) >= 1e-3, "kept off 0 and 1"
    assert max(s.d) <= 1 - 1e-3
    assert s.d[80] == pytest.approx(0.2)
    assert value(s.p_data, s.p_g, s.D).value < best


def test_buttons_set_a_discriminator_that_knows_nothing_and_the_best_one():
    session = explore.discriminator.session()
    session.press("d_half")
    s = session.settings
    assert set(s.d) == {0.5}
    assert value(s.p_data, s.p_g, s.D).value == pytest.approx(-np.log(4))
    session.press("d_star")
    s = session.settings
    assert s.d[90] == pytest.approx(optimal_discriminator(s.p_data, s.p_g)([KNOTS[90]])[0])
    assert value(s.p_data, s.p_g, s.D).value == pytest.approx(
        criterion(s.p_data, s.p_g).value, abs=2e-3
    )


def test_classifier_shows_the_labels_likelihood():
    session = explore.classifier.session(n=COUNTS[0], mean=1.0)
    s = session.settings
    x, y = labelled_sample(s.p_data, s.p_g, s.n, np.random.default_rng(0))
    found = label_log_likelihood(optimal_discriminator(s.p_data, s.p_g), x, y)
    assert f"<b>{decimal(found.value)}</b>" in session.readout
    assert decimal(criterion(s.p_data, s.p_g).value / 2) in session.readout


# The value and the criterion


def test_the_polices_best_answer_reaches_the_criterion():
    session = explore.value.session()
    for mean in (-2.0, 0.0, 0.9):
        drag(session, "handle", 0, mean)
        session.press("best_police")
        s = session.settings
        assert {"slope": s.slope, "threshold": s.threshold} == best_police(s)
        assert value(P_DATA, s.p_g, s).value == pytest.approx(
            criterion(P_DATA, s.p_g).value, abs=1e-6
        )


def test_landscape_is_dragged_to_its_lowest_point():
    session = explore.landscape.session()
    drag(session, "p_g", 0, 9.0, -9.0)
    assert (session.settings.mean, session.settings.std) == (3.0, 0.2)
    drag(session, "p_g", 0, 0.0, 1.0)
    assert "<b>−1.386294</b>" in session.readout


# The line between two densities


def test_convexity_shows_the_numbers_of_the_theory():
    session = explore.convexity.session()
    s = session.settings
    p, q = Gaussian(s.p_mean, s.p_std), Gaussian(s.q_mean, s.q_std)
    c = [criterion(named(s.target), end).value for end in (p, q)]
    assert decimal((1 - s.share) * c[0] + s.share * c[1]) in session.readout
    shown = traces(session)
    assert shown["chord"]["y"] == pytest.approx(c, abs=1e-9)
    line = np.interp(shown["c"]["x"], shown["tangent"]["x"], shown["tangent"]["y"])
    assert (line <= shown["c"]["y"] + 1e-9).all()
    assert np.interp(s.share, shown["c"]["x"], shown["c"]["y"]) == pytest.approx(
        shown["share"]["y"][0], abs=1e-3
    )


def test_dragging_moves_the_ends_and_the_point_between():
    session = explore.convexity.session()
    drag(session, "p_handles", 0, -9.0)
    drag(session, "p_handles", 1, -3.0)
    drag(session, "q_handles", 0, 1.5)
    drag(session, "q_handles", 1, 1.4)
    drag(session, "share", 0, 2.0)
    s = session.settings
    assert (s.p_mean, s.p_std, s.q_mean, s.q_std, s.share) == (-4, 1, 1.5, pytest.approx(0.1), 1)
    session.set(p="two_boxes")
    assert session.state["off"] == ["p_mean", "p_std"]
    assert "p_handles" not in traces(session)


def test_an_upright_tangent_is_drawn_as_far_as_one_sees():
    session = explore.convexity.session(target="gaussian", p="uniform", share=0.0)
    assert np.isfinite(traces(session)["tangent"]["y"]).all()
    assert "−∞" in session.readout


# The parameters of G


def test_a_dragged_start_decides_whether_the_parameters_get_stuck():
    session = explore.critical_points.session()
    stuck, free = descents(0.8, 2.5)
    assert decimal(stuck.criterion[-1]) in session.readout
    assert stuck.criterion[-1] > free.criterion[-1] + 0.4
    drag(session, "theta", 0, -0.5, 2.0)
    assert (session.settings.first, session.settings.second) == (-0.5, 2.0)
    good, _ = descents(-0.5, 2.0)
    assert good.theta[-1] == pytest.approx(THETA_DATA, abs=1e-6)
    drag(session, "theta", 0, 9.0, -9.0)
    assert (session.settings.first, session.settings.second) == (3.5, -3.5)


def test_both_descents_begin_at_one_density_and_the_slider_shows_the_way():
    through, free = descents(0.8, 2.5)
    assert np.array_equal(through.p_g[0], free.p_g[0])
    session = explore.critical_points.session(step=3)
    shown = traces(session)
    assert len(shown["path"]["x"]) == 4
    reached = shown["reached"]
    assert [reached["x"][0], reached["y"][0]] == through.theta[3].tolist()
    assert shown["c_through"]["y"].tolist() == through.criterion[:4].tolist()
