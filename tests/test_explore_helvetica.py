"""The explorers of notebook 11, on the path that Colab takes."""

import math

import numpy as np
import pytest

from ganviz import explore, plots
from ganviz.explore.sharp import BLURS, STEPS, chains, generator
from ganviz.texts import decimal
from ganviz.theory import bumpy_data, max_min, min_max, off_the_circle


def traces(session):
    return {trace["uid"]: trace for trace in session.picture["data"]}


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("orders", {"modes": 0}),
        ("orders", {"pace": 0.9}),
        ("orders", {"step": 41}),
        ("sharp", {"width": 0.03}),
        ("sharp", {"blur": float("nan")}),
        ("sharp", {"blur": 0.03}),
        ("sharp", {"seed": -1}),
    ],
)
def test_bad_values_are_refused_and_change_nothing(name, changes):
    session = explore.EXPLORERS[name].session()
    before = session.settings
    with pytest.raises(ValueError, match=next(iter(changes))):
        session.set(**changes)
    assert session.settings == before


def test_orders_shows_the_two_games_of_the_theory():
    session = explore.orders.session(modes=4, pace=0.1, step=20)
    outside_g, outside_d = min_max(bumpy_data(4), 40), max_min(bumpy_data(4), 40, 0.1)
    drawn = traces(session)
    np.testing.assert_allclose(drawn["upper"]["y"], outside_g.value)
    np.testing.assert_allclose(drawn["lower"]["y"], outside_d.value)
    assert min(drawn["upper"]["y"]) >= -math.log(4) >= max(drawn["lower"]["y"])
    for number in (outside_g.value[20], outside_d.value[20], outside_d.jsd[20]):
        assert decimal(number, 3) in session.readout
    past = np.asarray(drawn["past4"]["z"])
    assert (past[:21].sum(axis=1) > 0).all()
    assert not past[21:].any(), "the future is not drawn"


@pytest.mark.long
def test_a_generator_is_as_sharp_as_the_data_where_a_chain_that_mixes_is_not():
    seen, walked = generator(0.02), chains(0.02, 0)
    off = off_the_circle(seen.fake).mean()
    mixes = walked.visited > 7
    assert mixes.any()
    assert off < walked.off[mixes].min() / 2
    assert seen.warp.shape[1] == 1, "G(z) is a curve"
    session = explore.sharp.session(blur=0.2)
    drawn = traces(session)
    i = BLURS.index(0.2)
    np.testing.assert_allclose(drawn["chosen"]["x"], walked.off[i])
    np.testing.assert_allclose(drawn["path"]["x"], walked.path[:, i, 0])
    assert walked.path.shape == (STEPS + 1, len(BLURS), 2)
    assert decimal(walked.off[i], 3) in session.readout


def test_the_pictures_are_pure():
    plays = min_max(bumpy_data(2), 10), max_min(bumpy_data(2), 10, 0.2)
    assert plots.orders(*plays, 3).to_json() == plots.orders(*plays, 3).to_json()
