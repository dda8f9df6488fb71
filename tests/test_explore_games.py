"""The explorer of two-parameter games and its table: they show what `ganviz.games` computes."""

import itertools
import math
import sys

import numpy as np
import pytest

from ganviz import explore
from ganviz.explore.games import STEPS, GamesSettings
from ganviz.games import METHODS, REGULARISERS, SurveySettings, spectrum, survey, trajectory
from ganviz.settings import Number, controls_of
from ganviz.texts import decimal

MENUS = {"game", "regulariser", "method"}
SLIDERS = {
    name: control
    for name, control in controls_of(GamesSettings).items()
    if isinstance(control, Number) and name not in ("theta", "psi")
}


@pytest.fixture(autouse=True)
def colab(monkeypatch):
    """No worker thread: a command has run when its call returns."""
    monkeypatch.setitem(sys.modules, "google.colab", object())


@pytest.fixture
def games():
    opened = explore.games.session()
    yield opened
    opened.close()


def trace(session, uid):
    return next(t for t in session.picture["data"] if t["uid"] == uid)


def ask(session, what, **value):
    heard = []
    session.send = lambda message, buffers: heard.append(message)
    session.receive({"kind": "do", "request": 1, "what": what, "value": value})
    assert heard[-1]["refused"] is None


def test_the_picture_shows_the_path_and_the_spectrum_of_the_settings(games):
    games.set(regulariser="r1", gamma=0.8, method="alternating", momentum=-0.3, theta=0.5)
    s = games.settings
    path = trajectory(s.field, s.player, 0.5, 1.0, STEPS)
    found = spectrum(s.field, s.player)
    assert np.array_equal(trace(games, "path")["x"], path.theta)
    assert np.array_equal(trace(games, "distance")["y"], np.maximum(path.distance, 1e-5))
    shown = trace(games, "eigenvalues")
    assert np.array_equal(shown["x"] + 1j * shown["y"], found.eigenvalues)
    assert decimal(found.rate, 5) in games.readout
    for value in found.eigenvalues:  # conjugate ones are said once
        assert decimal(value.real, 3) in games.readout
        assert decimal(abs(value.imag), 3) in games.readout or not value.imag


@pytest.mark.parametrize("method", METHODS)
def test_play_sends_a_point_along_its_trajectory(games, method):
    games.set(method=method, regulariser="r1")
    path = trace(games, "path")
    games.player.advance(7)
    point, come, now = (trace(games, uid) for uid in ("point", "come", "now"))
    assert (point["x"][0], point["y"][0]) == pytest.approx((path["x"][7], path["y"][7]), abs=1e-7)
    assert come["x"] == pytest.approx(path["x"][:8], abs=1e-7)
    assert now["x"][0] == 7
    assert now["y"][0] == pytest.approx(trace(games, "distance")["y"][7], abs=1e-7)
    assert np.array_equal(trace(games, "path")["x"], path["x"]), "the whole is still there"
    games.set(theta=-0.5)
    assert games.player.frame.snapshot.step == 0, "another start is another run"


def test_play_goes_on_past_the_end_of_the_axis(games):
    games.set(regulariser="r1", gamma=1.0)
    games.player.advance(STEPS + 1)
    assert games.picture["layout"]["xaxis3"]["range"] == [0, 2 * STEPS]
    assert len(trace(games, "path")["x"]) == 2 * STEPS + 1


def test_the_distance_ends_up_parallel_to_the_promised_rate(games):
    games.set(regulariser="r1", gamma=1.5, method="flow", theta=0.1, psi=0.1)
    walked, promised = (np.log(trace(games, uid)["y"]) for uid in ("distance", "rate"))
    assert np.allclose(np.diff(walked)[30:50], np.diff(promised)[30:50], rtol=0.01)


def test_arrows_point_along_the_field_and_the_lines_are_where_it_is_0(games):
    games.set(game="bilinear", regulariser="zero_centred", method="flow", gamma=1.0)
    arrows = trace(games, "field")
    x, y = (np.asarray(arrows[axis], float).reshape(-1, 3)[:, :2] for axis in "xy")
    v = np.array(games.settings.field(x.mean(1), y.mean(1)))
    d = np.array([x[:, 1] - x[:, 0], y[:, 1] - y[:, 0]])
    assert np.allclose(d[0] * v[1], d[1] * v[0], atol=1e-5)
    assert ((d * v).sum(0) >= 0).all()
    for uid, component in {"g_rests": 0, "d_rests": 1}.items():
        rests = trace(games, uid)
        at_rest = games.settings.field(rests["x"], rests["y"])[component]
        assert np.isfinite(at_rest).sum() > 10
        assert np.nanmax(np.abs(at_rest)) < 0.01


def test_only_the_controls_that_the_choice_has_are_shown(games):
    def shown():
        hides = {entry["name"] for entry in games.state["schema"] if entry.get("hides")}
        assert hides == set(SLIDERS)
        return set(games.state["settings"]) - set(games.state["off"])

    assert shown() == {*MENUS, "h", "ratio", "momentum"}
    games.set(method="unrolled", regulariser="noise")
    assert shown() == {*MENUS, "sigma", "h", "ratio", "depth"}
    games.set(method="alternating", regulariser="clipping")
    assert shown() == {*MENUS, "clip", "h", "ratio", "k", "k_g", "momentum"}
    games.set(method="flow", regulariser="none")
    assert shown() == {*MENUS, "h", "ratio"}


def test_the_start_is_dragged_or_clicked(games):
    ask(games, "drag", uid="start", index=0, x=-0.5, y=1.5)
    assert (games.settings.theta, games.settings.psi) == (-0.5, 1.5)
    ask(games, "click", uid="start", x=0.25, y=-2.0)
    assert (games.settings.theta, games.settings.psi) == (0.25, -2.0)
    assert list(trace(games, "start")["x"]) == [0.25]
    ask(games, "drag", uid="start", index=0, x=-9.0, y=9.0)
    assert (games.settings.theta, games.settings.psi) == (-2.4, 2.4)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"method": "alternate"}, "did you mean 'alternating'"),
        ({"regulariser": "R1"}, "did you mean 'r1'"),
        ({"game": "dirack"}, "did you mean 'dirac'"),
        ({"h": 0.0}, "h = 0.0"),
        ({"k": 1.5}, "k = 1.5"),
        ({"theta": math.nan}, "theta = nan"),
        ({"momentum": 1.0}, "momentum = 1.0"),
    ],
)
def test_refusals_leave_everything_as_it_was(games, changes, words):
    before, picture = games.settings, games.picture
    with pytest.raises(ValueError, match=words):
        games.set(**changes)
    assert games.settings == before
    assert games.picture is picture


@pytest.mark.long
def test_every_choice_is_drawn_from_every_corner(games):
    """Also at the ends of the sliders, where steps are long and fields steep."""
    for method, regulariser in itertools.product(METHODS, REGULARISERS):
        games.set(method=method, regulariser=regulariser)
        assert "{" not in games.readout
    for end in ("low", "high"):
        ends = {name: getattr(control, end) for name, control in SLIDERS.items()}
        for method, regulariser in itertools.product(METHODS, ("r1", "wgan_gp")):
            games.set(method=method, regulariser=regulariser, **ends, psi=-2.4)
            assert np.isfinite(trace(games, "distance")["y"]).all()


@pytest.mark.long
def test_the_table_shows_the_survey_and_plays_the_cell_that_is_clicked(games):
    table = explore.games_table(SurveySettings(h=0.3), plays=games)
    assert table.settings == SurveySettings(h=0.3)
    assert "0.3" in table.readout
    pairs = np.array(survey(table.settings), dtype=object).reshape(11, 8)
    cells = trace(table.session, "cells")
    for row, column in [(0, 0), (2, 1), (9, 4), (7, 3)]:
        pair = pairs[row, column]
        assert decimal(pair.rate + 0.0) in cells["text"][row][column]
        ask(table.session, "click", uid="cells", x=column + 0.3, y=row - 0.4)
        assert decimal(pair.rate + 0.0, 6) in table.readout
        frame = table.session.picture["layout"]["shapes"][0]
        assert (frame["x0"], frame["y1"]) == (column - 0.5, row + 0.5), "the cell is marked"
        s = games.settings
        assert (s.game, s.regulariser, s.h) == (pair.game, pair.regulariser, 0.3)
        assert spectrum(s.field, s.player).rate == pytest.approx(pair.rate, nan_ok=True)
    assert games.settings.momentum == -0.5
    levels = cells["z"].ravel().astype(int)
    verdicts = {(pair.verdict, z) for pair, z in zip(pairs.flat, levels, strict=True)}
    assert len(verdicts) == len({verdict for verdict, _ in verdicts}) == 4, "a colour each"
    table.close()


@pytest.mark.long
def test_a_table_alone_says_what_a_cell_holds():
    table = explore.games_table()
    ask(table.session, "click", uid="cells", x=1.0, y=2.0)
    assert table.readout.startswith("Dirac-GAN + R1, simultaneous: ")
    layout = table.session.picture["layout"]
    assert all("range" in layout[axis] for axis in ("xaxis", "yaxis"))
    table.close()


def test_walls_are_drawn_where_d_is_clipped(games):
    assert games.picture["layout"]["shapes"] == []
    games.set(regulariser="clipping", clip=0.75)
    assert [wall["y0"] for wall in games.picture["layout"]["shapes"]] == [-0.75, 0.75]
