"""Moments in two parts: a model without a critic beside a GAN, wherever moments are read."""

import math

import numpy as np
import plotly.graph_objects as go
import pytest
from comparing import same
from em import EM

from ganviz import plots, theory
from ganviz.distributions import Gaussian, Uniform, named
from ganviz.explore.playground import keeping, readout
from ganviz.host import Player
from ganviz.plots import film
from ganviz.plots import plane as layers
from ganviz.plots.playground import CURVES
from ganviz.toy import NetworkSettings, Noise, ToyGAN, ToySettings
from ganviz.toy.runs.lanes import Lanes
from ganviz.toy.snapshots.diagnosis import FEWEST, WINDOW, diagnose
from ganviz.toy.snapshots.moments import CriticMoment
from ganviz.toy.snapshots.signs import signs_of
from ganviz.toy.snapshots.snapshot import Observer

RING = named("soft_ring")
SMALL = NetworkSettings(hidden=(8,))
OF_CRITIC = {"d", "d_star", "push", "value", "d_accuracy", "d_loss", "g_loss"} | {
    "d_grad_norm",
    "g_grad_norm",
}


def gan():
    settings = ToySettings(batch=16, generator=SMALL, discriminator=SMALL)
    return ToyGAN(RING, Noise(), settings)


@pytest.fixture(scope="module")
def history():
    """Moments of EM beside a GAN, as lanes."""
    lanes = Lanes(EM(RING, 5), gan())
    moments = [lanes.snapshot()]
    for _ in range(4):
        lanes.step(5)
        moments.append(lanes.snapshot())
    return moments


def alone(moments):
    """The history of EM by itself."""
    return [moment.shared((0,)) for moment in moments]


def test_what_d_shows_is_read_from_the_moment_itself(history):
    em, game = history[-1].lanes
    assert isinstance(game.critic, CriticMoment)
    assert em.critic is None
    for name in OF_CRITIC:
        assert getattr(game, name) is getattr(game.critic, name)
        assert getattr(em, name) is None or math.isnan(getattr(em, name))
    assert em.d is None
    assert history[-1].value[0] != history[-1].value[0]


def test_em_learns_and_is_measured_as_a_gan_is(history):
    em = history[-1].lanes[0]
    assert em.modes >= 5
    assert em.high_quality > history[0].lanes[0].high_quality
    assert em.jsd < history[0].lanes[0].jsd
    assert em.jsd_error > 0
    likelihoods = [moment.lanes[0].log_likelihood for moment in history]
    assert likelihoods[-1] > likelihoods[0]
    assert math.isnan(history[-1].lanes[1].log_likelihood)
    area = history[-1].planes[0].cell_area
    assert 0.99 < em.p_g.sum() * area < 1  # a little of a wide mixture is out of view


def test_lanes_of_two_kinds_branch_and_play_on(history):
    player = Player(lambda: Lanes(EM(RING, 5), gan()), threaded=False, fps=1 / 3600)
    player.advance(5)
    player.call(lambda lanes: lanes.step_discriminator())
    moment = player.frame.snapshot
    assert [lane.step for lane in moment.lanes] == [5, 6]
    player.advance(10)
    player.fork(1, lambda lanes, then: lanes.branch(then, (0, 1, 0)), lambda m: m.shared((0, 1, 0)))
    player.advance(10)
    again = player.frame.snapshot
    straight = EM(RING, 5)
    straight.step(15)
    same(again.lanes[0], straight.snapshot())
    same(again.lanes[2], straight.snapshot())
    assert list(np.isnan(player.curves("value")["value"]).sum(axis=0)) == [3, 0, 3]


def test_a_lane_that_has_finished_waits_for_the_others():
    lanes = Lanes(EM(RING, 2, tolerance=1e-3), gan())
    lanes.step(30)
    assert lanes.runs[0].finished
    assert not lanes.finished
    assert [lane.step < 30 for lane in lanes.snapshot().lanes] == [True, False]


def test_the_diagnosis_says_nothing_of_a_d_that_is_not_there(history):
    signs = [signs_of(moment.lanes[0]) for moment in history]
    assert math.isnan(signs[0].d_accuracy)
    assert signs[-1].quality > signs[0].quality
    spread = np.linspace(0, 2 * WINDOW, 3 * FEWEST).astype(int)
    lasting = [type(s)(**vars(s) | {"step": step}) for step in spread for s in signs[-1:]]
    assert {found.name for found in diagnose(lasting)} <= {"mode_collapse"}


def test_pictures_leave_out_what_only_a_d_has(history):
    moments = alone(history)
    numbers = {
        name: np.array([np.ravel(getattr(m, name))[0] for m in moments])
        for name in ("step", *CURVES)
    }
    plane, em = moments[-1].planes[0], moments[-1].lanes[0]
    figure = plots.playground(em, plane, numbers)
    assert isinstance(figure, go.Figure)
    drawn = {trace.uid for trace in figure.data}
    assert {"real", "fake", "p_g", "jsd"} <= drawn
    assert not drawn & (layers.OF_CRITIC | {"warp", "node_d", "node_g", "links", "learning"})
    both = plots.compare(history[-1].lanes, history[-1].planes, names=("EM", "GAN"))
    words = {trace.name for trace in both.data if trace.showlegend}
    game = plots.compare(history[-1].lanes[1:] * 2, history[-1].planes[1:] * 2)
    assert words == {trace.name for trace in game.data if trace.showlegend}
    neither = plots.compare(moments[-1].lanes * 2, moments[-1].planes * 2)
    assert not {trace.uid.rpartition("_")[0] for trace in neither.data} & layers.OF_CRITIC


def test_films_tables_and_the_readout_cope(history, tmp_path):
    import pandas as pd

    moments = alone(history)
    film.save_still(film.still(moments[-1].lanes, moments[-1].planes), tmp_path / "a.png")
    film.save_film([(m.lanes, m.planes) for m in history[:2]], tmp_path / "a.gif")
    table = pd.read_csv(keeping.save_history(history, tmp_path / "a.csv"))
    em, game = (table[table.lane == lane] for lane in (0, 1))
    assert em[["value", "d_accuracy", "d_loss"]].isna().all().all()
    assert em[["jsd", "modes", "wasserstein"]].notna().all().all()
    assert game.value.notna().all()
    player = Player(lambda: Lanes(EM(RING, 5)), threaded=False)
    said = readout.numbers(player.frame)
    assert "nan" not in said
    assert "<i>V</i> –" in said
    assert "right –" in said


@pytest.mark.parametrize("p_g", [Gaussian(0.5, 1.2), Gaussian(3, 0.2), Uniform(-20, 20)], ids=str)
def test_a_model_on_the_line_is_measured_by_its_density(p_g):
    p_data = named("two_modes")
    moment = Observer(p_data, None, (-6, 6)).look_at(7, p_g)
    assert moment.step == 7
    assert moment.jsd == pytest.approx(theory.js_divergence(p_data, p_g).value, abs=2e-4)
    inside = p_g.cdf(np.array([-6.0, 6.0]))
    width = moment.x[1] - moment.x[0]
    assert moment.p_g.sum() * width == pytest.approx(np.ptp(inside), abs=1e-4)
    assert (moment.critic, moment.z, moment.g_z) == (None, None, None)
    signs = signs_of(moment)
    assert math.isnan(signs.d_accuracy)
    curves = {"step": np.arange(3.0), **{name: np.full(3, np.nan) for name in FIGURE1}}
    drawn = {trace.uid for trace in plots.figure1(moment, curves).data}
    assert {"p_data", "p_g"} <= drawn
    assert not drawn & {"d", "d_star", "arrows"}
    gan = ToyGAN(p_data, Uniform(-1, 1))
    assert gan.snapshot().critic.d_accuracy == signs_of(gan.snapshot()).d_accuracy


FIGURE1 = ("value", "criterion", "jsd", "d_loss", "g_loss")
