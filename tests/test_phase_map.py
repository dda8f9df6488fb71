"""Phase maps: the rows of sweeps, cell by cell, in this process, in others, and out of files."""

import csv

import numpy as np
import pytest
from waiting import wait_for

from ganviz import ToySettings, explore, sweep
from ganviz.explore.phases import OUTCOMES
from ganviz.explore.playground.presets import CURES, HELVETICA
from ganviz.toy import NetworkSettings
from ganviz.toy.sweeps.phase_map import MapRun, PhaseMap
from ganviz.toy.sweeps.players import ToyGANs
from ganviz.toy.sweeps.tables import LIVE, MAPS, path_of

SMALL = NetworkSettings((8,), "tanh", lr=1e-3)
SETTINGS = ToySettings(batch=16, generator=SMALL, discriminator=SMALL)
RATES = PhaseMap(SETTINGS, "generator.lr", (1e-3, 1e-2, 1e-1), "k", (1, 2), rounds=4, seeds=2)
WIDTHS = "generator.hidden, discriminator.hidden"
KEPT = sorted(MAPS.keys() - {LIVE})


def played(run):
    while not run.finished:
        run.step()
    return run.snapshot()


def test_its_values_are_the_rows_of_the_sweep():
    moment = played(MapRun(RATES, processes=0))
    table = RATES.table()
    for name in ("modes", "jsd", "diverged"):
        np.testing.assert_array_equal(moment.values(name), table[name].to_numpy().reshape(2, 3, 2))
    one = RATES.at(1, 2, 1)
    assert (one.k, one.generator.lr, one.seed) == (2, 0.1, 1)


@pytest.mark.long
def test_other_processes_play_the_same_and_end():
    run = MapRun(RATES, processes=2)
    run.step()
    assert np.isfinite(run.snapshot().values("jsd")).sum() == 4  # two cells of two seeds
    here = MapRun(RATES, processes=0)
    moment, same = played(run), played(here)
    np.testing.assert_array_equal(moment.values("jsd"), same.values("jsd"))
    assert run._pool is None


def test_several_paths_take_one_value():
    phases = PhaseMap(SETTINGS, WIDTHS, ((4,), (8, 8)), "k", (1,), rounds=2, seeds=1)
    both = phases.at(0, 1, 0)
    assert both.generator.hidden == both.discriminator.hidden == (8, 8)


def test_a_table_is_read_with_six_digits_and_a_part_of_one_is_refused(tmp_path):
    path, moment = tmp_path / "rates.csv", played(MapRun(RATES, processes=0))
    RATES.table(path=path)
    again = MapRun(RATES, RATES.read(path))
    assert again.finished
    for name in ("jsd", "modes", "mode_collapse"):
        np.testing.assert_allclose(
            again.snapshot().values(name), moment.values(name), rtol=1e-5, err_msg=name
        )
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(lines[:-2]))
    with pytest.raises(ValueError, match=r"path = .*; 2 are missing"):
        RATES.read(path)


def test_known_rows_are_not_played_and_their_file_stays(tmp_path, monkeypatch):
    path = tmp_path / "known.csv"
    table = sweep(SETTINGS, {"k": (1,)}, rounds=4, seeds=2, path=path)
    before = path.read_bytes()
    more = sweep(SETTINGS, {"k": (1, 2)}, rounds=4, seeds=2, known=path)
    np.testing.assert_allclose(more.jsd[:2], table.jsd, rtol=1e-5)
    assert more.k.tolist() == [1, 1, 2, 2]
    assert path.read_bytes() == before


@pytest.mark.parametrize("name", KEPT)
def test_a_committed_table_is_that_of_its_map(name):
    phases, kept = MAPS[name], MAPS[name].read(path_of(name))
    rows, columns, seeds = phases.shape
    place = (rows - 1, columns // 2, seeds - 1)
    with path_of(name).open(newline="") as file:
        assert sum(1 for _ in csv.DictReader(file)) == len(kept)
    values = MapRun(phases, kept).snapshot().values("modes")
    assert values.shape == phases.shape
    assert np.nanmin(values) >= 0
    assert np.nanmax(values) <= 8
    assert values[place] == kept[int(np.ravel_multi_index(place, phases.shape))]["modes"]


@pytest.mark.slow
@pytest.mark.parametrize("name", KEPT)
def test_a_row_of_a_committed_table_is_that_of_the_run(name):
    """Up to rounding, which differs between machines: at a cell where the game is settled."""
    phases, kept = MAPS[name], MAPS[name].read(path_of(name))
    modes = MapRun(phases, kept).snapshot().values("modes")
    place = np.unravel_index(np.argmax(modes), modes.shape)
    [row] = phases.players().play([phases.at(*map(int, place))], phases.rounds)
    assert row["modes"] == pytest.approx(modes[place], abs=0.5)


def test_the_table_of_remedies_has_every_run_of_notebook_11(monkeypatch):
    def play(self, block, rounds):
        raise AssertionError(f"the table lacks {block}")

    monkeypatch.setattr(ToyGANs, "play", play)
    games = {name: game.toy for name, game in CURES.items()}
    asked = {"rounds": 400, "seeds": 20, "p_data": HELVETICA.target}
    table = sweep(games, {}, known=path_of("helvetica"), **asked)
    assert table.groupby("name").seed.nunique().eq(20).all()


def test_an_outcome_has_its_mean_over_the_seeds_and_a_cross_where_all_diverged():
    run = MapRun(RATES, processes=0)
    run.step()
    found = run.snapshot().outcomes("jsd")
    np.testing.assert_allclose(found.mean[0, :2], found.values[0, :2].mean(axis=1))
    assert np.isnan(found.mean[1]).all()
    assert not found.stopped.any()


# The explorer.


@pytest.fixture
def opened():
    session = explore.phases.session("rates")
    yield session
    session.close()


def click(session, column, row):
    value = {"uid": "cells", "x": column + 0.3, "y": row - 0.3}
    session.receive({"kind": "do", "request": 1, "what": "click", "value": value})


def test_a_click_frames_a_cell_and_the_next_one_takes_its_next_seed(opened):
    opened.set(row=0, column=0, seed=0)
    click(opened, 3, 2)
    assert opened.settings.place == (2, 3, 0)
    click(opened, 3, 2)
    assert opened.settings.place == (2, 3, 1)
    for _ in range(MAPS["rates"].seeds - 1):
        click(opened, 3, 2)
    assert opened.settings.place == (2, 3, 0)


def test_a_clicked_run_is_played_in_the_laboratory(opened):
    laboratory = explore.playground()
    opened.play_in(laboratory)
    opened.set(outcome="jsd")
    assert laboratory.settings.toy != MAPS["rates"].at(0, 0, 0), "colours begin nothing"
    click(opened, 4, 6)
    toy = laboratory.settings.toy
    assert toy == MAPS["rates"].at(6, 4, 0)
    assert laboratory.settings.target == "ring"
    wait_for(lambda: laboratory.player.frame.snapshot.step > 0)
    laboratory.close()


def test_every_map_shows_every_outcome_within_its_ends(opened):
    for name in KEPT:
        for outcome, (ends, _) in OUTCOMES.items():
            opened.set(map=name, outcome=outcome)
            opened.player.wait()
            cells = next(t for t in opened.picture["data"] if t["uid"] == "cells")
            z = cells["z"][np.isfinite(cells["z"])]
            assert ends[0] <= z.min() <= z.max() <= ends[1], (name, outcome)
            assert opened.player.frame.finished


def test_a_place_beyond_a_smaller_map_is_the_nearest(opened):
    opened.set(row=8, column=8, seed=4)
    opened.set(map=LIVE)
    assert opened.settings.place == (7, 7, 2)
    with pytest.raises(ValueError, match="row = -1"):
        opened.set(row=-1)


def test_it_fills_in_while_it_plays(monkeypatch):
    monkeypatch.setitem(MAPS, LIVE, RATES)
    monkeypatch.setattr("ganviz.toy.sweeps.phase_map._cores", lambda: 0)
    session = explore.phases.session()
    session.player.advance(2)
    assert session.player.wait()
    cells = next(t for t in session.picture["data"] if t["uid"] == "cells")
    assert np.isfinite(cells["z"]).sum() == 4
    assert cells["text"][1][2] == ""
    session.player.play()
    assert session.player.wait()
    assert session.player.frame.finished
    session.player.seek(0)
    session.player.wait()
    cells = next(t for t in session.picture["data"] if t["uid"] == "cells")
    assert not np.isfinite(cells["z"]).any()
    session.close()
