"""Sweeps: a row for each run, which is that of the lone run; nothing is played twice or lost."""

import math
import os
import signal
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from ganviz import Gaussian, NetworkSettings, ToyGAN, ToySettings, sweep
from ganviz.toy import Noise
from ganviz.toy.runs.by_hand import ByHand, HandRun
from ganviz.toy.snapshots.diagnosis import RULES
from ganviz.toy.sweeps.players import Each, Players, ToyGANs

SMALL = NetworkSettings((8,), "tanh", lr=1e-3)
SETTINGS = ToySettings(batch=16, generator=SMALL, discriminator=SMALL)
OVER = {"k": (1, 2), "generator.lr": (1e-3, 1e-2), "regularisation.r1": (0.0, 0.1)}
LINE = {"p_data": Gaussian(1, 1), "p_z": Noise(dim=1)}


def without_seconds(table):
    return table.drop(columns="seconds")


def equal(a, b):
    pd.testing.assert_frame_equal(without_seconds(a), without_seconds(b))


def test_every_row_is_that_of_the_lone_run():
    table = sweep(SETTINGS, OVER, rounds=20, seeds=(3, 5), **LINE)
    assert len(table) == table.key.nunique() == 16
    assert list(table) == [
        *(*OVER, "seed", "jsd", "value", "modes", "high_quality"),
        *(*RULES, "diverged", "seconds", "key"),
    ]
    row = table.iloc[13]
    assert (row.k, row["generator.lr"], row["regularisation.r1"], row.seed) == (2, 1e-2, 0.0, 5)
    run = ToyGAN(*LINE.values(), replace(SETTINGS, k=2, seed=5, generator=replace(SMALL, lr=1e-2)))
    seen = []
    for _ in range(20):
        run.step()
        seen.append(run.snapshot())
    assert row.jsd == np.mean([moment.jsd for moment in seen[10:]])
    assert row.value == np.mean([moment.value for moment in seen[10:]])
    assert math.isnan(row.modes)
    assert not row[list(RULES)].any()


def test_in_the_plane_modes_are_counted_and_a_run_that_stops_has_its_row():
    settings = replace(SETTINGS, discriminator=replace(SMALL, optimizer="sgd"), objective="kl")
    table = sweep(settings, {"discriminator.lr": (1e-3, 1e30)}, rounds=10, seeds=2)
    assert table.modes[:2].between(0, 8).all()
    assert table.diverged.tolist() == [False, False, True, True]
    assert table.divergence.tolist() == [False, False, True, True]
    assert table.jsd[2:].isna().all()


def test_settings_by_name_come_first_and_have_the_keys_of_those_without_a_name(tmp_path):
    path, told = tmp_path / "sweep.parquet", []
    asked = {"rounds": 4, "seeds": (3, 5), "path": path, **LINE}
    alone = sweep(SETTINGS, {"k": (1, 2)}, **asked)
    named = {"GAN": SETTINGS, "packed": SETTINGS.but(pack=2), "again": SETTINGS}
    table = sweep(named, {"k": (1, 2)}, progress=lambda *n: told.append(n), **asked)
    assert list(table)[:3] == ["name", "k", "seed"]
    assert table.name.tolist() == ["GAN"] * 4 + ["packed"] * 4 + ["again"] * 4
    assert table.k.tolist() == [1, 1, 2, 2] * 3
    for name in ("GAN", "again"):
        rows = table[table.name == name].drop(columns="name").reset_index(drop=True)
        pd.testing.assert_frame_equal(rows, alone)
    assert told == [(10, 12), (12, 12)], "only what is new is played"
    assert table.key.nunique() == len(pd.read_parquet(path)) == 8
    with pytest.raises(ValueError, match="bach"):
        sweep(named, {"bach": (1,)}, rounds=4)


def test_keys_do_not_change():
    """Files of rows that were saved go on."""
    table = sweep(SETTINGS, {"k": (1, 2)}, rounds=2, seeds=1, **LINE)
    assert table.key.tolist() == ["d8a8e00aced3c1d449d2", "849c98fdc86a25c2d675"]


def test_rows_are_kept_and_not_played_again(tmp_path, monkeypatch):
    path, played = tmp_path / "sweep.parquet", []
    play = ToyGANs.play

    def counted(self, block, rounds):
        played.extend(block)
        return play(self, block, rounds)

    monkeypatch.setattr(ToyGANs, "play", counted)
    told = []
    first = sweep(SETTINGS, {"k": (1, 2)}, rounds=4, seeds=2, path=path, **LINE)
    again = sweep(SETTINGS, {"k": (1, 2)}, rounds=4, seeds=2, path=path, **LINE)
    assert len(played) == 4
    pd.testing.assert_frame_equal(first, again)
    more = sweep(
        *(SETTINGS, {"k": (1, 2, 3)}),
        **(LINE | {"rounds": 4, "seeds": 2, "path": path, "progress": lambda *n: told.append(n)}),
    )
    assert [one.k for one in played[4:]] == [3, 3]
    assert told == [(6, 6)]
    pd.testing.assert_frame_equal(more[:4], first)
    sweep(SETTINGS, {"k": (1,)}, rounds=6, seeds=2, path=path, **LINE)
    assert len(played) == 8  # other lengths are other runs
    assert len(pd.read_parquet(path)) == 8
    assert [p.name for p in tmp_path.iterdir()] == ["sweep.parquet"]


def test_an_interruption_loses_one_block(tmp_path, monkeypatch):
    path, play = tmp_path / "sweep.parquet", ToyGANs.play

    def interrupted(self, block, rounds):
        if block[0].k == 2:
            raise KeyboardInterrupt
        return play(self, block, rounds)

    asked = {"rounds": 4, "seeds": 2, "path": path, **LINE}
    monkeypatch.setattr(ToyGANs, "play", interrupted)
    with pytest.raises(KeyboardInterrupt):
        sweep(SETTINGS, {"k": (1, 2, 3)}, **asked)
    monkeypatch.setattr(ToyGANs, "play", play)
    assert len(pd.read_parquet(path)) == 2
    whole = sweep(SETTINGS, {"k": (1, 2, 3)}, **asked)
    equal(whole, sweep(SETTINGS, {"k": (1, 2, 3)}, **(asked | {"path": None})))


def by_hand(settings):
    return HandRun(settings)


def killed(settings):
    """A toy GAN; the first process that is to play k = 2 is killed."""
    once = os.environ["GANVIZ_TEST_KILLED"]
    if settings.k == 2 and not os.path.exists(once):
        with open(once, "w") as file:
            file.write(str(os.getpid()))
        os.kill(os.getpid(), signal.SIGKILL)
    return ToyGAN(*LINE.values(), settings)


def test_any_run_can_be_swept():
    table = sweep(ByHand(), {"k": (1, 2)}, rounds=6, seeds=2, players=Each(by_hand))
    assert table.seed.tolist() == [0, 1, 0, 1]
    assert table.jsd.isna().all()
    assert not table.diverged.any()
    assert table.key[0] == "a74410ad132d91eacd11", "such keys do not change either"


class Together(Players):
    """Finds how many it plays at once, and says how long it took."""

    def who(self):
        return ["together"]

    def blocks(self, settings):
        return [[one for one in settings if one.k == k] for k in {one.k for one in settings}]

    def play(self, block, rounds):
        return [{"found": rounds * one.k, "size": len(block), "seconds": 7.0} for one in block]


def test_players_of_ones_own_form_blocks_and_return_what_they_find(tmp_path):
    told, path = [], tmp_path / "sweep.parquet"
    asked = {"rounds": 5, "seeds": 3, "players": Together(), "path": path}
    table = sweep(SETTINGS, {"k": (1, 2)}, progress=lambda *n: told.append(n), **asked)
    assert list(table) == ["k", "seed", "found", "size", "seconds", "key"]
    assert table.found.tolist() == [5] * 3 + [10] * 3
    assert (table["size"].eq(3) & table.seconds.eq(7)).all()
    assert told == [(3, 6), (6, 6)]
    pd.testing.assert_frame_equal(sweep(SETTINGS, {"k": (1, 2)}, **asked), table)


@pytest.mark.long
def test_processes_give_the_same_table_and_one_that_is_killed_loses_nothing(tmp_path, monkeypatch):
    asked = {"rounds": 4, "seeds": 2}
    with ProcessPoolExecutor(2) as pool:
        there = sweep(SETTINGS, {"k": (1, 2)}, workers=pool, **asked, **LINE)
    equal(there, sweep(SETTINGS, {"k": (1, 2)}, **asked, **LINE))
    monkeypatch.setenv("GANVIZ_TEST_KILLED", str(tmp_path / "killed"))
    path = tmp_path / "sweep.parquet"
    asked |= {"players": Each(killed), "path": path}
    with pytest.raises(BrokenProcessPool), ProcessPoolExecutor(1) as pool:
        sweep(SETTINGS, {"k": (1, 2, 3)}, workers=pool, **asked)
    kept = pd.read_parquet(path)
    assert len(kept) == 2
    with ProcessPoolExecutor(1) as pool:
        whole = sweep(SETTINGS, {"k": (1, 2, 3)}, workers=pool, **asked)
    assert len(whole) == whole.key.nunique() == len(pd.read_parquet(path)) == 6
    assert set(kept.key) < set(whole.key)


@pytest.mark.long
def test_a_dask_worker_that_is_killed_loses_nothing_and_doubles_nothing(tmp_path, monkeypatch):
    once, path, told = tmp_path / "killed", tmp_path / "sweep.parquet", []
    monkeypatch.setenv("GANVIZ_TEST_KILLED", str(once))
    asked = {"rounds": 4, "seeds": 2}
    there = sweep(
        *(SETTINGS, {"k": (1, 2, 3)}),
        **(asked | {"players": Each(killed), "path": path, "workers": 2}),
        progress=lambda *n: told.append(n),
    )
    assert int(once.read_text()) != os.getpid(), "a worker was killed"
    assert told == [(n, 6) for n in range(1, 7)], "each row came once"
    here = sweep(SETTINGS, {"k": (1, 2, 3)}, **asked, **LINE)
    equal(there.drop(columns="key"), here.drop(columns="key"))
    assert there.key.nunique() == 6
    assert sorted(pd.read_parquet(path).key) == sorted(there.key)


@pytest.mark.long
def test_workers_are_those_of_a_scheduler_by_its_address(tmp_path):
    from distributed import Client, LocalCluster

    asked = {"rounds": 4, "seeds": 2, **LINE}
    one = {"n_workers": 1, "threads_per_worker": 1, "processes": False, "dashboard_address": None}
    with LocalCluster(**one) as cluster:
        there = sweep(SETTINGS, {"k": (1, 2)}, workers=cluster.scheduler_address, **asked)
        with Client(cluster) as client:
            pool = client.get_executor()
            own = sweep(SETTINGS, {"k": (1, 2)}, workers=pool, **asked)
    here = sweep(SETTINGS, {"k": (1, 2)}, **asked)
    equal(there, here)
    equal(own, here)


def test_dask_is_asked_for_only_where_it_plays(monkeypatch):
    code = """
import sys
from ganviz import ToySettings, sweep
sweep(ToySettings(batch=16), {}, rounds=2, seeds=1)
print("distributed" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert done.stdout.strip() == "False", done.stderr
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ImportError, match=r"pip install ganviz\[cluster\]"):
        sweep(SETTINGS, {}, rounds=2, seeds=1, workers=2)


def test_refusals():
    with pytest.raises(ValueError, match=r"'bach'.*did you mean 'batch'"):
        sweep(SETTINGS, {"bach": (1,)}, rounds=4)
    with pytest.raises(ValueError, match="rounds = 1"):
        sweep(SETTINGS, {}, rounds=1)
    with pytest.raises(ValueError, match="k = -1"):
        sweep(SETTINGS, {"k": (1, -1)}, rounds=4)
    for none in (0, -1, True):
        with pytest.raises(ValueError, match="workers = "):
            sweep(SETTINGS, {}, rounds=2, workers=none)
