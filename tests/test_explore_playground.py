"""The laboratory without a browser, on the path that Colab takes."""

import contextlib
import json
import math
import sys
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from ganviz import Gaussian, explore
from ganviz.distributions import NAMES_2D, Checkerboard, Empirical, named, ring
from ganviz.explore.playground import session
from ganviz.explore.playground.controls import TABS
from ganviz.explore.playground.readout import differences
from ganviz.explore.playground.settings import DRAWN, OWN, difference, parse
from ganviz.explore.playground.slow import stages
from ganviz.objectives import OBJECTIVES
from ganviz.plots.model_graph import NODES
from ganviz.settings import Choice, Number, Toggle, look_up, paths
from ganviz.texts import text
from ganviz.toy import ACTIVATIONS, OPTIMIZERS, UPDATES, Player, ToySettings, default_box

SMALL = explore.PlaygroundSettings(
    toy=ToySettings(
        batch=16, generator=Player(hidden=(8,)), discriminator=Player(hidden=(8,), lr=0.01)
    )
)


@pytest.fixture(autouse=True)
def colab(monkeypatch):
    monkeypatch.setitem(sys.modules, "google.colab", object())


@pytest.fixture
def lab():
    made = session(SMALL)
    yield made
    made.close()


def said(lab):
    return lab.state["message"]["text"]


def ask(lab, **message):
    """What the page says; returns the refusal, if it is one."""
    heard = []
    lab.send = lambda answer, buffers: heard.append(answer)
    lab.receive({"request": 1, **message})
    return heard[-1]["refused"]


def shown(lab, uid):
    return next(trace for trace in lab.picture["data"] if trace["uid"] == uid)


def seek(lab, step):
    """Go back to the moment of a step, wherever it is: a slow machine keeps more of them."""
    lab.player.seek([moment.step for moment in lab.history].index(step))


def snapshots(lab):
    return lab.player.frame.snapshot.lanes


def run_of(lab, lane=0):
    return lab.player.run.runs[lane]


def test_it_plays_pauses_goes_back_and_repeats(lab):
    for _ in range(3):
        lab.player.advance(5)
    reached = snapshots(lab)[0]
    assert reached.step == 15
    seek(lab, 5)
    assert snapshots(lab)[0].step == 5
    lab.player.reset()
    lab.player.advance(15)
    np.testing.assert_array_equal(snapshots(lab)[0].fake, reached.fake)


@pytest.mark.parametrize("target", [*NAMES_2D, DRAWN])
def test_every_target_can_be_chosen_while_it_runs(lab, target):
    lab.player.advance(2)
    assert ask(lab, kind="set", changes={"target": target}) is None
    lab.player.advance(2)
    assert said(lab) == ""
    assert snapshots(lab)[0].step == 4
    assert (lab.state["draw"] is not None) == (target == DRAWN)


PATHS = [item if isinstance(item, str) else item.path for group in TABS for item in group.items]


@pytest.mark.parametrize("path", PATHS)
def test_every_control_shows_its_setting_and_sets_it(lab, path):
    own = lab.knobs[path]
    assert lab.state["settings"][path] == own.encode(lab.settings.at(path))
    other = _another(own.control, lab.settings.at(path))
    assert ask(lab, kind="set", changes={path: own.encode(other)}) is None
    assert lab.settings.at(path) == other
    assert said(lab) == ""


def _another(control, value):
    if isinstance(control, Choice):
        return next(v for v in reversed(control.values) if v != value)
    if isinstance(control, Toggle):
        return not value
    assert isinstance(control, Number)
    return next(v for v in control.values if v != value) if control.values else value + 1


def test_live_settings_go_on_and_others_begin_anew(lab):
    lab.player.advance(5)
    lab.set(k=2, **{"generator.lr": 0.01, "regularisation.r1": 0.5})
    settings = run_of(lab).settings
    assert (settings.k, settings.generator.lr, settings.regularisation.r1) == (2, 0.01, 0.5)
    assert snapshots(lab)[0].step == 5
    lab.set(**{"noise.dim": 1})
    assert snapshots(lab)[0].step == 0
    assert snapshots(lab)[0].warp.shape[1] == 1


def test_bad_values_are_refused_and_change_nothing(lab):
    before = lab.settings
    for changes in ({"k": -1}, {"generator.lr": float("nan")}, {"generator.rl": 1}, {"taget": "x"}):
        with pytest.raises(ValueError, match="is not allowed"):
            lab.set(**changes)
    assert "two_moons" in refused(lab, target="two_moon")
    assert lab.settings == before


def refused(lab, **changes):
    with pytest.raises(ValueError, match="is not allowed") as error:
        lab.set(**changes)
    return str(error.value)


def test_drawing_makes_a_target(lab):
    lab.set(target=DRAWN)
    x, y = np.random.default_rng(0).uniform(-1, 1, (2, 40))
    stroke = {"uid": "real", "x": list(x), "y": list(y), "final": True}
    assert ask(lab, kind="do", what="draw", value=stroke) is None
    p_data = run_of(lab).p_data
    assert p_data.data.shape == (40, 2)
    np.testing.assert_allclose(p_data.data[:, 0], x, atol=1e-3)
    game = lab.settings.game
    assert explore.PlaygroundSettings.from_json(game.to_json()) == game


def test_own_data_are_a_target():
    data = np.random.default_rng(0).normal(size=(50, 2))
    lab = explore.playground(data=pd.DataFrame(data))
    assert lab.settings.target == OWN
    assert lab.session.state["settings"]["target"] == OWN
    np.testing.assert_array_equal(run_of(lab).p_data.data, data)
    lab.close()
    with pytest.raises(ValueError, match="data"):
        explore.playground(data=Gaussian())
    with pytest.raises(ValueError, match="data"):
        explore.playground(data=[1.0, 2.0])


def test_branches_share_a_past_and_differ_from_there(lab):
    for _ in range(4):
        lab.player.advance(3)
    seek(lab, 6)
    lab.branch()
    assert [lane.step for lane in snapshots(lab)] == [6, 6]
    assert lab.history[-1].step == 6
    lab.set(**{"regularisation.r1": 1.0})
    assert "R1 = 1" in lab.state["note"]
    lab.player.advance(6)
    first, second = snapshots(lab)
    alone = SMALL.run()
    for _ in range(4):
        alone.step(3)
    np.testing.assert_array_equal(first.fake, alone.snapshot().fake)
    assert not np.array_equal(first.fake, second.fake)
    assert isinstance(lab.settings.shared, explore.SideBySide)
    lab.keep()
    lab.player.advance(1)
    assert lab.settings.game.toy.regularisation.r1 == 1.0
    np.testing.assert_array_equal(snapshots(lab)[0].real, second.real)


POINTS = tuple(map(tuple, np.random.default_rng(0).uniform(-1, 1, (2, 10, 2)).round(3).tolist()))


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ({"target": "grid"}, {"target": "spiral"}),
        ({"target": DRAWN, "drawn": POINTS[0]}, {"drawn": POINTS[1]}),
    ],
)
def test_a_moment_before_the_target_changed_is_branched_and_saved_as_it_was(
    lab, first, then, tmp_path
):
    lab.set(**first)
    lab.player.advance(4)
    was = lab.settings.game
    lab.player.advance(4)
    lab.set(k=5, **then)
    lab.player.advance(4)
    seek(lab, 4)
    again = explore.load_playground(lab.save(tmp_path / "run.safetensors"))
    assert again.session.settings.game == was
    lab.branch()
    assert lab.settings.games == (was, was)
    lab.player.advance(3)
    again.player.advance(3)
    np.testing.assert_array_equal(snapshots(again)[0].fake, snapshots(lab)[1].fake)
    again.close()


def doctors(lab):
    return lab.scene.watch.__self__._doctors


def test_a_diagnosis_belongs_to_its_lane():
    later = math.inf  # so that nobody reads them
    of_a, of_b = SimpleNamespace(step=later), SimpleNamespace(step=later)
    lab = session(SMALL.but(k=0), SMALL)
    doctors(lab)[0]._signs = [of_a]
    lab.branch()
    assert [doctor._signs for doctor in doctors(lab)] == [[of_a], [], [of_a]]
    lab.choose(1)
    lab.keep()
    assert [doctor._signs for doctor in doctors(lab)] == [[]]
    doctors(lab)[0]._signs = [of_b]
    lab.begin(SMALL)
    assert doctors(lab)[0]._signs == []
    lab.close()


@pytest.mark.parametrize("lane", [0, 1, 2])
def test_any_lane_can_be_kept(lab, lane):
    lab.begin(*(SMALL.but(k=k) for k in (1, 2, 3)))
    lab.choose(lane)
    lab.keep()
    assert said(lab) == ""
    assert (lab.settings.lane, lab.settings.game.toy.k) == (0, lane + 1)
    for wrong in (-1, 1):
        with pytest.raises(ValueError, match="lane = "):
            lab.choose(wrong)
        with pytest.raises(ValueError, match="lane = "):
            lab.set(lane=wrong, k=1)


@pytest.mark.long
def test_there_are_four_lanes_at_most(lab):
    for _ in range(3):
        lab.branch()
    with pytest.raises(ValueError, match="there are 4 runs"):
        lab.branch()
    with pytest.raises(ValueError, match="number of games = 1"):
        explore.compare(SMALL)


def test_compared_games_play_in_step_and_tell_their_difference():
    lab = session(SMALL, SMALL.but(k=3))
    lab.player.advance(4)
    assert [lane.step for lane in snapshots(lab)] == [4, 4]
    assert "k = 3" in lab.state["note"]
    assert parse(lab.settings.shared.to_json()) == lab.settings.games
    page = explore.compare(*lab.settings.games)
    assert parse(page.to_json()) == lab.settings.games
    page.close()
    lab.close()


def test_settings_are_shared_as_a_short_text(lab):
    changed = SMALL.but(seed=7, target="spiral")
    short = changed.to_json()
    assert len(short) < 250
    assert parse(short) == (changed,)
    assert ask(lab, kind="set", changes={"text": short}) is None
    assert lab.settings.games == (changed,)
    assert lab.state["settings"]["text"] == short
    assert "target" in ask(lab, kind="set", changes={"text": '{"taget": "ring"}'})
    assert lab.settings.games == (changed,)


def test_difference_names_fields_by_path():
    a = explore.PlaygroundSettings()
    changes = {"discriminator.lr": 0.5, "target": "grid"}
    assert difference(a, a.but(**changes)) == {
        "target": (a.target, "grid"),
        "discriminator.lr": (a.toy.discriminator.lr, 0.5),
    }
    assert set(paths(a.toy)) >= {"k", "generator.hidden", "regularisation.clip"}


def test_every_difference_has_the_name_of_its_control(lab):
    values = {int: 3, float: 0.125, bool: True, tuple: (4, 4)}
    first = lab.settings.game.toy
    for path in paths(first):
        old = look_up(first, path)
        for new in _MENUS.get(path.rpartition(".")[2], [values.get(type(old))]):
            other = lab.settings.game
            with contextlib.suppress(ValueError):  # what does not fit the rest, or is no setting
                other = lab.settings.game.but(**{path: new})
            words = differences((lab.settings.game, other))
            assert (words != "B: " + text("same_as_a")) == (other != lab.settings.game), path
            assert "_" not in words, words
    grid = differences((lab.settings.game, lab.settings.game.but(target="grid")))
    assert grid == "B: <b>target = grid of 25</b> (A: ring of 8)"


_MENUS = {
    "objective": OBJECTIVES,
    "update": UPDATES,
    "activation": ACTIVATIONS,
    "optimizer": OPTIMIZERS,
}


def stage_of(lab):
    return lab.scene.watch.__self__.slow.stage


@pytest.mark.long
@pytest.mark.parametrize("k", [0, 1, 3])
@pytest.mark.parametrize("k_g", [1, 2])
@pytest.mark.parametrize("update", ["alternating", "simultaneous"])
def test_slow_motion_is_a_round(lab, k, k_g, update):
    lab.set(k=k, k_g=k_g, update=update)
    single = lab.settings.game.run()
    single.step()
    plan = list(stages(lab.settings.game.toy))
    assert {stage.node for stage in plan} <= set(NODES)
    for stage in plan:
        lab.slow_motion()
        assert text(stage.words) in lab.state["note"]
        assert stage_of(lab).node == stage.node
    lab.slow_motion()
    assert stage_of(lab) is None
    assert snapshots(lab)[0].step == k + k_g - (update == "simultaneous" and k > 0)
    theta = lab.player.frame.snapshot.states[0]["generator"]["theta"]
    assert np.array_equal(theta, single.state_dict()["generator"]["theta"])


def test_slow_motion_of_one_lane_is_a_round_of_all(lab):
    lab.begin(lab.settings.game.but(k=2), lab.settings.game.but(k=3))
    lab.choose(1)
    alone = [game.run() for game in lab.settings.games]
    for _ in range(1 + len(list(stages(lab.settings.game.toy)))):
        lab.slow_motion()
    for run, state in zip(alone, lab.player.frame.snapshot.states, strict=True):
        run.step()
        for player in ("generator", "discriminator"):
            assert np.array_equal(state[player]["theta"], run.state_dict()[player]["theta"])


def test_play_ends_the_slow_motion(lab):
    lab.slow_motion()
    assert stage_of(lab)
    lab.set(k=2)
    assert stage_of(lab) is None
    lab.slow_motion()
    lab.player.reset()
    assert stage_of(lab) is None


@pytest.mark.long
@pytest.mark.parametrize("name", explore.PRESETS)
def test_presets_begin_and_say_what_they_show(name, lab):
    games = explore.PRESETS[name]
    assert 1 <= len(games) <= 4
    assert text(f"preset_{name}")
    lab.begin(*(replace(game, toy=replace(game.toy, batch=8)) for game in games))
    lab.player.advance(2)
    assert said(lab) == ""


@pytest.mark.long
def test_files_of_a_history(lab, tmp_path):
    for _ in range(3):
        lab.player.advance(2)
    for suffix in (".csv", ".parquet", ".png", ".svg", ".gif", ".mp4"):
        path = lab.save(tmp_path / f"run{suffix}")
        assert path.stat().st_size > 100
    table = pd.read_csv(tmp_path / "run.csv")
    assert list(table.step) == [0, 2, 4, 6]
    assert table.jsd.iloc[-1] == pytest.approx(snapshots(lab)[0].jsd, rel=1e-6)
    pd.testing.assert_frame_equal(
        pd.read_parquet(tmp_path / "run.parquet"), table, check_dtype=False
    )
    with Image.open(tmp_path / "run.gif") as film:
        assert film.n_frames == 4
    assert b"<svg" in (tmp_path / "run.svg").read_bytes()
    assert (tmp_path / "run.mp4").read_bytes()[4:8] == b"ftyp"
    assert sorted(p.suffix for p in tmp_path.iterdir()) == sorted(
        [".csv", ".parquet", ".png", ".svg", ".gif", ".mp4"]
    )
    with pytest.raises(ValueError, match=r"suffix = '.bmp'"):
        lab.save(tmp_path / "run.bmp")


def test_a_saved_picture_has_the_layers_of_the_page(lab, tmp_path):
    def white():
        with Image.open(lab.save(tmp_path / "run.png")) as picture:
            return (np.asarray(picture.convert("RGB")).min(axis=-1) > 250).mean()

    lab.player.advance(100)
    assert white() < 0.5, "D's heat map"
    off = ["d", "d_star", "difference", "push", "trails", "warp"]
    assert ask(lab, kind="do", what="hidden", value=off) is None
    assert white() > 0.6


def test_a_saved_run_goes_on_with_the_same_bits(lab, tmp_path):
    lab.player.advance(5)
    path = lab.save(tmp_path / "run.safetensors")
    again = explore.load_playground(path)
    assert again.settings == lab.settings.shared
    for each in (lab, again):
        each.player.advance(5)
    np.testing.assert_array_equal(snapshots(again)[0].fake, snapshots(lab)[0].fake)
    again.player.reset()
    assert snapshots(again)[0].step == 0
    again.load(path)
    assert snapshots(again)[0].step == 5
    nothing = f"{tmp_path}/nothing"
    assert "exists" in ask(again.session, kind="do", what="load", value=nothing)
    again.close()


def test_own_data_travel_with_a_saved_run(tmp_path):
    data = np.random.default_rng(1).normal(size=(30, 2)).round(3)
    lab = explore.playground(SMALL.but(target=OWN), data=data)
    path = lab.save(tmp_path / "run.safetensors")
    again = explore.load_playground(path)
    np.testing.assert_array_equal(run_of(again).p_data.data, data)
    for each in (lab, again):
        each.close()


@pytest.mark.parametrize(
    "own",
    [Empirical(POINTS[0], 0.05), ring(5, std=0.1), Checkerboard(2, -1, 1)],
    ids=lambda own: type(own).__name__,
)
def test_any_target_of_ones_own_travels(lab, own, tmp_path):
    mine = explore.playground(SMALL.but(target=OWN), data=own)
    mine.player.advance(2)
    lab.load(mine.save(tmp_path / "run.safetensors"))  # a laboratory that began without data
    assert lab.state["settings"]["target"] == OWN
    for each in (lab, mine):
        each.player.advance(5)
    np.testing.assert_array_equal(snapshots(lab)[0].fake, snapshots(mine)[0].fake)
    assert said(lab) == ""
    mine.close()


def test_settings_go_through_json(lab):
    written = lab.settings.shared.to_json()
    json.loads(written)
    assert explore.from_json(explore.PlaygroundSettings, written) == lab.settings.game


def test_a_diverged_run_says_so_and_offers_a_reset(lab):
    wild = Player(hidden=(8,), optimizer="sgd", lr=1e30)
    lab.begin(SMALL.but(generator=wild, discriminator=wild))
    lab.player.advance(30)
    assert "not finite" in said(lab)
    assert "Divergence" in lab.state["note"]
    words = said(lab)
    ask(lab, kind="do", what="step")
    assert said(lab) == words, "the click is not lost, and counts nothing"
    assert lab.player.frame.length >= 1
    lab.begin(SMALL)
    lab.player.advance(3)
    assert snapshots(lab)[0].step == 3


def test_fakes_that_are_not_finite_are_a_divergence():
    steep = Player(hidden=(16,) * 5, activation="relu", optimizer="sgd", lr=1e3)
    wild = SMALL.but(objective="least_squares", generator=steep, discriminator=steep)
    lab = session(wild, SMALL)
    for _ in range(5):
        lab.player.advance(1)
    stopped = lab.player.frame.snapshot.stopped
    assert "not finite" in stopped[0]
    assert not stopped[1]
    assert snapshots(lab)[1].step == 5, "the other lane goes on"
    lab.close()


def test_any_batch_has_a_control(lab):
    lab.set(batch=100)
    assert lab.state["settings"]["batch"] == 100
    lab.set(**{"generator.batch_norm": True})
    with pytest.raises(ValueError, match="batch = 1 is not allowed"):
        lab.set(batch=1)


def test_the_plane_stays_where_it_is_while_one_draws(lab):
    lab.set(target=DRAWN)
    boxes = [lab.player.frame.snapshot.planes[0].box]
    for points in ([(0.1, 0.1)], [(0.1, 0.1), (1.2, 0.3)], [(0.1, 0.1), (9, 9)]):
        lab.set(drawn=points)
        boxes.append(lab.player.frame.snapshot.planes[0].box)
    lab.branch()
    boxes.append(lab.player.frame.snapshot.planes[1].box)
    assert boxes[0] == boxes[1] == boxes[2]
    assert boxes[3].contains([[9, 9]]).all()
    assert boxes[4] == boxes[3]
    lab.keep()
    lab.set(target="grid")
    assert lab.player.frame.snapshot.planes[0].box == default_box(named("grid"))


def test_a_control_goes_back_when_its_value_is_refused(lab):
    assert "seed = -1" in ask(lab, kind="set", changes={"seed": -1})
    assert lab.state["settings"]["seed"] == 0


def test_the_menu_of_presets_says_which_one_is_set(lab):
    assert ask(lab, kind="set", changes={"preset": "cycling"}) is None
    about = text("preset_cycling_about")
    assert about in lab.state["note"]
    lab.player.advance(1)
    assert lab.state["settings"]["preset"] == "cycling"
    assert about in lab.state["note"], "what it shows is said while it plays"
    lab.set(k=3)
    assert lab.state["settings"]["preset"] == ""
    assert about not in lab.state["note"]


@pytest.mark.parametrize("points", [[(0, 0), (1, 0)], [(0.5, 0.5)] * 3])
def test_a_straight_stroke_is_a_target(lab, points):
    lab.set(target=DRAWN)
    lab.set(drawn=points)
    lab.player.advance(2)
    assert said(lab) == ""
    assert len(run_of(lab).p_data.data) == len(points)


@pytest.mark.parametrize(
    "pasted",
    ['{"drawn": 5}', '{"drawn": null}', '{"games": 5}', '{"games": null}', '{"games": [1]}'],
)
def test_malformed_texts_are_refused(pasted):
    with pytest.raises(ValueError, match="is not allowed"):
        parse(pasted)


def test_a_run_with_another_z_is_not_loaded(lab, tmp_path):
    lab.player.advance(2)
    path = lab.save(tmp_path / "run.safetensors")
    other = lab.settings.game.but(**{"noise.dim": 5}).run()
    state = run_of(lab).state_dict()
    with pytest.raises(ValueError, match="parameters of the generator"):
        other.load_state_dict(state)
    assert other.steps == 0
    words = ask(lab, kind="do", what="load", value=f"{tmp_path}")
    assert "can be read" in words or "exists" in words
    lab.load(path)


def test_a_drawing_begins_with_an_empty_plane_and_goes_on_from_itself(lab):
    lab.set(target=DRAWN)

    def points():
        return np.isfinite(shown(lab, "real")["x"]).sum()

    assert points() == 0
    lab.set(drawn=((0.0, 1.0), (1.0, 0.0), (0.5, 0.5)))
    assert points() == 3
    lab.set(target="grid")
    assert points() == len(snapshots(lab)[0].real)


@pytest.mark.parametrize(
    ("node", "tab"), [("z", "z"), ("d", "d"), ("fake", "g"), ("g_loss", "game")]
)
def test_a_click_on_a_node_opens_its_controls(lab, node, tab):
    assert ask(lab, kind="do", what="tab", value="tab_share") is None
    x, y = NODES[node]
    place = {"uid": "nodes", "x": x + 5, "y": y + 5}
    assert ask(lab, kind="do", what="click", value=place) is None
    assert lab.state["tab"] == f"tab_{tab}"


def test_a_preset_introduces_itself(lab):
    assert ask(lab, kind="set", changes={"preset": "cycling"}) is None
    assert text("preset_cycling_about") in lab.state["note"]
    assert lab.settings.games == explore.PRESETS["cycling"]
    other = explore.playground("r1")
    assert text("preset_r1_about") in other.session.state["note"]
    assert len(other.settings.games) == 2
    other.close()
    with pytest.raises(ValueError, match="did you mean 'cycling'"):
        explore.playground("cyclin")
