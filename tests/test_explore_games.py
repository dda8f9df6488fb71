"""The explorer of two-parameter games and its table: they show what `ganviz.games` computes."""

import itertools
import math
import time

import numpy as np
import pytest

from ganviz import explore, plots
from ganviz.explore.games import MENUS, SLIDERS, GamesSettings
from ganviz.games import METHODS, REGULARISERS, SurveySettings, spectrum, trajectory
from ganviz.texts import decimal


@pytest.fixture
def games():
    made = explore.games()
    yield made
    made.close()


def trace(explorer, uid):
    return next(t for t in explorer.view.figure.data if t.uid == uid)


def page(view, **event):
    view._receive(None, event | {"view": "", "final": True}, [])


def test_settings_go_through_json(games):
    games.set(game="bilinear", regulariser="wgan_gp", method="unrolled", depth=5, theta=-0.3)
    assert explore.from_json(GamesSettings, games.to_json()) == games.settings


def test_the_picture_shows_the_path_and_the_spectrum_of_the_settings(games):
    games.set(regulariser="r1", gamma=0.8, method="alternating", momentum=-0.3, theta=0.5)
    s = games.settings
    path = trajectory(s.field, s.player, 0.5, 1.0, 200)
    found = spectrum(s.field, s.player)
    assert np.array_equal(trace(games, "path").x, path.theta)
    assert np.array_equal(trace(games, "distance").y, np.maximum(path.distance, 1e-5))
    shown = trace(games, "eigenvalues")
    assert np.array_equal(shown.x + 1j * np.asarray(shown.y), found.eigenvalues)
    assert decimal(found.rate, 5) in games.view.readout
    for value in found.eigenvalues:  # conjugate ones are said once
        assert decimal(value.real, 3) in games.view.readout
        assert decimal(abs(value.imag), 3) in games.view.readout or not value.imag


def test_the_distance_ends_up_parallel_to_the_promised_rate(games):
    games.set(regulariser="r1", gamma=1.5, method="flow", theta=0.1, psi=0.1)
    walked, promised = (np.log(np.asarray(trace(games, uid).y)) for uid in ("distance", "rate"))
    assert np.allclose(np.diff(walked)[30:50], np.diff(promised)[30:50], rtol=0.01)


def test_arrows_point_along_the_field_and_the_lines_are_where_it_is_0(games):
    games.set(game="bilinear", regulariser="zero_centred", method="flow", gamma=1.0)
    arrows = trace(games, "field")
    x, y = (np.asarray(a, float).reshape(-1, 3)[:, :2] for a in (arrows.x, arrows.y))
    v = np.array(games.settings.field(x.mean(1), y.mean(1)))
    d = np.array([x[:, 1] - x[:, 0], y[:, 1] - y[:, 0]])
    assert np.allclose(d[0] * v[1], d[1] * v[0], atol=1e-5)
    assert ((d * v).sum(0) >= 0).all()
    for uid, component in {"g_rests": 0, "d_rests": 1}.items():
        rests = trace(games, uid)
        on = np.isfinite(rests.x)
        speed = games.settings.field(rests.x[on].astype(float), rests.y[on].astype(float))
        assert on.sum() > 30
        assert np.abs(speed[component]).max() < 0.02 * np.abs(v[component]).max()


def test_only_the_controls_that_the_choice_has_are_shown(games):
    def shown():
        return [key for key, c in games._controls.items() if c in games._column.children]

    assert set(shown()) == {*MENUS, "h", "ratio", "momentum"}
    games.set(method="unrolled", regulariser="noise")
    assert set(shown()) == {*MENUS, "sigma", "h", "ratio", "depth"}
    games.set(method="alternating", regulariser="clipping")
    assert set(shown()) == {*MENUS, "clip", "h", "ratio", "k", "k_g", "momentum"}
    games.set(method="flow", regulariser="none")
    assert set(shown()) == {*MENUS, "h", "ratio"}


def test_controls_and_settings_move_each_other(games):
    games._controls["method"].value = "optimistic"
    games._controls["h"].value = 0.57
    assert (games.settings.method, games.settings.h) == ("optimistic", 0.57)
    games.set(h=0.3)
    assert games._controls["h"].value == 0.3


def test_the_start_is_dragged_or_clicked(games):
    page(games.view, type="drag", uid="start", index=0, x=-0.5, y=1.5)
    assert (games.settings.theta, games.settings.psi) == (-0.5, 1.5)
    page(games.view, type="click", uid="start", x=0.25, y=-2.0)
    assert (games.settings.theta, games.settings.psi) == (0.25, -2.0)
    assert list(trace(games, "start").x) == [0.25]


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
    before, figure = games.settings, games.view.figure
    with pytest.raises(ValueError, match=words):
        games.set(**changes)
    assert games.settings == before
    assert games.view.figure is figure
    games.message.guard(games.set)(**changes)
    assert words.split("'")[0] in games.message.value.replace("&#x27;", "'")


@pytest.mark.long
def test_every_choice_is_drawn_from_every_corner(games):
    """Also at the ends of the sliders, where steps are long and fields steep."""
    for method, regulariser in itertools.product(METHODS, REGULARISERS):
        games.set(method=method, regulariser=regulariser)
        assert "{" not in games.view.readout
    for end in (0, 1):
        ends = {name: limits[end] for name, limits in SLIDERS.items()}
        for method, regulariser in itertools.product(METHODS, ("r1", "wgan_gp")):
            games.set(method=method, regulariser=regulariser, **ends, psi=-2.4)
            assert np.isfinite(np.asarray(trace(games, "distance").y)).all()


def test_a_slider_redraws_within_60_ms(games):
    for method in METHODS:
        games.set(method=method, regulariser="r1")
        times = []
        for gamma in (0.2, 0.4, 0.6, 0.8, 1.0):
            start = time.process_time()
            games.set(gamma=gamma)
            times.append(time.process_time() - start)
        assert min(times) < 0.06, method


@pytest.mark.long
def test_the_table_shows_the_survey_and_plays_the_cell_that_is_clicked(games):
    table = explore.games_table(SurveySettings(h=0.3), plays=games)
    pairs = np.array(table.pairs, dtype=object).reshape(11, 8)
    cells = trace(table, "cells")
    for row, column in [(0, 0), (2, 1), (9, 4), (7, 3)]:
        pair = pairs[row, column]
        assert decimal(pair.rate + 0.0) in cells.text[row][column]
        page(table.view, type="click", uid="cells", x=column + 0.3, y=row - 0.4)
        s = games.settings
        assert (s.game, s.regulariser, s.h) == (pair.game, pair.regulariser, 0.3)
        assert spectrum(s.field, s.player).rate == pytest.approx(pair.rate, nan_ok=True)
    assert games.settings.momentum == -0.5
    verdicts = {(pair.verdict, int(z)) for pair, z in zip(pairs.flat, cells.z.flat, strict=True)}
    assert len(verdicts) == len({verdict for verdict, _ in verdicts}) == 4, "a colour each"
    table.close()


def test_walls_are_drawn_where_d_is_clipped(games):
    assert not games.view.figure.layout.shapes
    games.set(regulariser="clipping", clip=0.75)
    assert [wall.y0 for wall in games.view.figure.layout.shapes] == [-0.75, 0.75]


def test_axes_keep_their_ranges(games):
    for figure in (games.view.figure, plots.games_table(explore.games_table().pairs)):
        layout = figure.layout
        axes = [layout[key] for key in layout if key[:5] in ("xaxis", "yaxis")]
        assert all(axis.range is not None for axis in axes)
    assert games.view.figure.layout.height + 48 <= 590
