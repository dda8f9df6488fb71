"""The explorers of notebook 11, on the path that Colab takes, and how a table's runs are judged."""

import json
import math
import sys
import time

import numpy as np
import pytest

from ganviz import explore, plots
from ganviz.distributions import Uniform, named
from ganviz.explore.sharp import BLURS, STEPS, chains, generator
from ganviz.texts import decimal
from ganviz.theory import bumpy_data, max_min, min_max, off_the_circle
from ganviz.toy import Noise, ToyGAN
from ganviz.toy.outcome import outcome

NAMES = ("orders", "sharp")


@pytest.fixture(autouse=True)
def colab(monkeypatch):
    monkeypatch.setitem(sys.modules, "google.colab", object())


@pytest.fixture(params=NAMES)
def explorer(request):
    made = getattr(explore, request.param)()
    yield made
    made.close()


def traces(explorer):
    return {trace.uid: trace for trace in explorer.view.figure.data if trace.uid}


def test_settings_go_through_json(explorer):
    text = explorer.to_json()
    json.loads(text)
    assert explore.from_json(type(explorer.settings), text) == explorer.settings


def test_axes_are_fixed_and_the_whole_fits_a_projector(explorer):
    figure = explorer.view.figure
    axes = [figure.layout[key] for key in figure.layout if key[:5] in ("xaxis", "yaxis")]
    assert all(axis.range is not None for axis in axes)
    assert figure.layout.height <= 460
    assert "{" not in explorer.view.readout
    assert explorer.view.alt


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("orders", {"modes": 0}),
        ("orders", {"pace": 0.9}),
        ("orders", {"step": 41}),
        ("sharp", {"width": 0.03}),
        ("sharp", {"blur": float("nan")}),
        ("sharp", {"seed": -1}),
    ],
)
def test_bad_values_are_refused_and_change_nothing(name, changes):
    made = getattr(explore, name)()
    before = made.settings
    with pytest.raises(ValueError, match=next(iter(changes))):
        made.set(**changes)
    assert made.settings == before
    made.close()


@pytest.mark.parametrize(
    ("name", "field", "values"),
    [("orders", "step", (1, 30, 12, 5, 40)), ("sharp", "blur", BLURS[1:6])],
)
def test_a_slider_redraws_within_60_ms(name, field, values):
    made = getattr(explore, name)()
    times = []
    for value in values:
        start = time.process_time()
        made.set(**{field: value})
        times.append(time.process_time() - start)
    made.close()
    assert sorted(times)[2] < 0.06


def test_orders_shows_the_two_games_of_the_theory():
    made = explore.orders()
    made.set(modes=4, pace=0.1, step=20)
    outside_g, outside_d = min_max(bumpy_data(4), 40), max_min(bumpy_data(4), 40, 0.1)
    drawn = traces(made)
    np.testing.assert_allclose(drawn["upper"].y, outside_g.value)
    np.testing.assert_allclose(drawn["lower"].y, outside_d.value)
    assert min(drawn["upper"].y) >= -math.log(4) >= max(drawn["lower"].y)
    for number in (outside_g.value[20], outside_d.value[20], outside_d.jsd[20]):
        assert decimal(number, 3) in made.view.readout
    past = np.asarray(drawn["past4"].z)
    assert (past[:21].sum(axis=1) > 0).all()
    assert not past[21:].any(), "the future is not drawn"
    made.close()


def test_a_generator_is_as_sharp_as_the_data_where_a_chain_that_mixes_is_not():
    made = explore.sharp()
    seen, walked = generator(0.02), chains(0.02, 0)
    off = off_the_circle(seen.fake).mean()
    mixes = walked.visited > 7
    assert mixes.any()
    assert off < walked.off[mixes].min() / 2
    assert seen.warp.shape[1] == 1, "G(z) is a curve"
    made.set(blur=0.2)
    drawn = traces(made)
    i = BLURS.index(0.2)
    np.testing.assert_allclose(drawn["chosen"].x, walked.off[i])
    np.testing.assert_allclose(drawn["path"].x, walked.path[:, i, 0])
    assert walked.path.shape == (STEPS + 1, len(BLURS), 2)
    assert decimal(walked.off[i], 3) in made.view.readout
    made.close()


def test_the_pictures_are_pure():
    plays = min_max(bumpy_data(2), 10), max_min(bumpy_data(2), 10, 0.2)
    assert plots.orders(*plays, 3).to_json() == plots.orders(*plays, 3).to_json()


def test_an_outcome_is_the_mean_over_the_second_half():
    game = explore.PlaygroundSettings()
    found = outcome(game.run(), 50)
    run, seen = game.run(), []
    for step in range(1, 51):
        run.step()
        if step in (30, 35, 40, 45, 50):
            seen.append(run.snapshot())
    for field in ("modes", "high_quality", "jsd"):
        assert getattr(found, field) == pytest.approx(np.mean([getattr(s, field) for s in seen]))


def test_an_outcome_refuses_what_it_cannot_judge():
    with pytest.raises(ValueError, match="rounds = 15"):
        outcome(ToyGAN(named("soft_ring"), Noise()), 15)
    with pytest.raises(ValueError, match="a game in the plane"):
        outcome(ToyGAN(named("two_modes"), Uniform(-1, 1)), 10)
