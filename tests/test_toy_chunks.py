"""Chunks of rounds are the rounds one by one; as CUDA graphs too, as far as a CPU shows it.

The oracle is `Rounds` on tensors: no samples or corrections ahead, no recording.
"""

import warnings
from dataclasses import replace

import graphs
import numpy as np
import pytest
from comparing import same
from test_toy_ensemble import FORMS, PRIOR, SEEDS, SMALL, TARGET, members, unlike

from ganviz._capture import Captured
from ganviz.toy import Ensemble, Player, chunks
from ganviz.toy.game import ToyGame
from ganviz.toy.rounds import Rounds

ADAM = replace(SMALL, generator=Player((8,), "tanh"), discriminator=Player((8,), lr=5e-3))
ALL = {
    **{name: form for name, form in FORMS.items() if not form.unroll},
    "adam": ADAM,
    "k = 3, k_g = 2": replace(ADAM, k=3, k_g=2),
    "D at rest": replace(ADAM, k=0),
    "joint, relativistic": replace(ADAM, update="simultaneous", k=2, objective="relativistic"),
    "elu, maximum likelihood": replace(
        SMALL, objective="maximum_likelihood", generator=Player((8,), "elu")
    ),
}
MOST = 5  # of a chunk of rounds with two moves


@pytest.fixture(autouse=True)
def _short(monkeypatch):
    monkeypatch.setattr(chunks, "MOST", MOST)


@pytest.fixture
def log(monkeypatch):
    """Chunks are recorded; what has been done with graphs."""
    record(monkeypatch)
    return graphs.on_cpu(monkeypatch)


def record(monkeypatch):
    made = chunks.captured
    assert made(print, [chunks_theta()]) is print, "what is not on CUDA is not recorded"
    monkeypatch.setattr(chunks, "captured", lambda work, held: Captured(work, held, warm_up=1))


def chunks_theta():
    return Ensemble(TARGET, PRIOR, [SMALL], device="cpu")._games[0].generator.network.theta


def one_by_one(game):
    return Rounds(game)


def expected(settings, *lengths):
    """What there is after as many rounds without chunks."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ToyGame, "_new_moves", one_by_one)
        return played(Ensemble(TARGET, PRIOR, settings, device="cpu"), *lengths)


def played(runs, *lengths):
    for n in lengths:
        runs.step(n)
    return runs.state_dict()


@pytest.mark.parametrize("form", ALL)
def test_chunks_are_the_rounds_one_by_one(form):
    settings = unlike(ALL[form])
    runs = Ensemble(TARGET, PRIOR, settings, device="cpu")
    for n in (1, 3, 14, 4):
        runs.step(n)
    same(runs.state_dict(), expected(settings, 22))


@pytest.mark.parametrize("form", ALL)
def test_a_graph_replays_the_rounds(log, form):
    settings = unlike(ALL[form])
    runs = Ensemble(TARGET, PRIOR, settings, device="cpu")
    most = 2 * MOST // max(2, len(runs._games[0]._round()))
    runs.step(1 + most)  # the first round, and a chunk that is played directly
    assert log == []
    runs.step(3 * most + 1)
    assert log == ["record", "replay", "replay", "replay"]
    same(runs.state_dict(), expected(settings, 4 * most + 2))


def test_a_graph_is_the_members_in_numpy(log):
    runs, arrays = (Ensemble(TARGET, PRIOR, members(ADAM), device=at) for at in ("cpu", None))
    states = [played(each, 1 + 4 * MOST)["members"] for each in (runs, arrays)]
    assert log == ["record", "replay", "replay", "replay"]
    for a, b in zip(*states, strict=True):
        for name in ("generator", "discriminator"):
            assert np.allclose(a[name]["theta"], b[name]["theta"], atol=2e-5)
            assert a[name]["taken"] == b[name]["taken"] == 1 + 4 * MOST
        for name in ("z", "x", "noise", "mix"):
            same(a[name], b[name])


def test_more_rounds_than_a_block_has_samples(log):
    settings = members(replace(ADAM, batch=1000))
    runs = Ensemble(TARGET, PRIOR, settings, device="cpu")
    same(played(runs, 30), expected(settings, 30))


def test_changed_rates_are_recorded_anew(log):
    def changed(runs):
        runs.step(1 + 2 * MOST)
        runs.configure(generator=replace(ADAM.generator, lr=0.01), k=2)
        return played(runs, 1 + 2 * MOST)

    found = changed(Ensemble(TARGET, PRIOR, members(ADAM), device="cpu"))
    assert log.count("record") == 2
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ToyGame, "_new_moves", one_by_one)
        same(found, changed(Ensemble(TARGET, PRIOR, members(ADAM), device="cpu")))


def test_a_resumed_run_goes_on_as_it_would_have(log):
    settings = unlike(FORMS["spectral norm, average"])
    runs, later = (Ensemble(TARGET, PRIOR, settings, device="cpu") for _ in range(2))
    runs.step(3 * MOST)
    later.load_state_dict(runs.state_dict())
    ends = [played(each, 3 * MOST) for each in (runs, later)]
    same(*ends)
    same(ends[0], expected(settings, 6 * MOST))


def test_other_moves_are_other_chunks(log):
    def game(new_moves=None):
        with pytest.MonkeyPatch.context() as patch:
            if new_moves:
                patch.setattr(ToyGame, "_new_moves", new_moves)
            game = ToyGame(TARGET, PRIOR, members(ADAM), alone=False, device="cpu")
            for move, n in (("round", 14), ("descend_d", 14), ("round", 14), ("descend_g", 2)):
                game.play(move, n)
        return game.state_dict()

    same(game(), game(one_by_one))
    assert log.count("record") == 3


def test_without_a_graph_nothing_is_recorded(log):
    runs = Ensemble(TARGET, PRIOR, members(ADAM), device="cpu", cuda_graph=False)
    same(played(runs, 5 * MOST), expected(members(ADAM), 5 * MOST))
    assert log == []


@pytest.mark.parametrize("form", ["adam", "spectral norm, average"])
@pytest.mark.parametrize(
    ("how", "cause"),
    [
        ({"record": graphs.NoRecord}, "RuntimeError: no memory is left for a graph"),
        ({"record": graphs.BadRecord}, "due to a previous error during capture"),
        ({"replay": graphs.nothing}, "a replay of the CUDA graph does nothing"),
    ],
)
def test_where_recording_fails_rounds_are_played_directly(monkeypatch, form, how, cause):
    record(monkeypatch)
    log = graphs.on_cpu(monkeypatch, **how)
    settings = unlike(ALL[form])
    runs = Ensemble(TARGET, PRIOR, settings, device="cpu")
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")
        state = played(runs, 1 + 2 * MOST, 3 * MOST, 2)
    assert len(found) == 1
    assert "no CUDA graph could be recorded" in str(found[0].message)
    assert cause in str(found[0].message)
    assert log.count("record") == 1
    same(state, expected(settings, 1 + 2 * MOST, 3 * MOST, 2))


def test_what_looks_at_the_device_is_not_recorded(monkeypatch, log):
    update = Rounds._update_g

    def look(self):
        update(self)
        float(self._generator.network.theta.sum())

    monkeypatch.setattr(Rounds, "_update_g", look)
    with pytest.warns(UserWarning, match="not permitted when stream is capturing"):
        found = played(Ensemble(TARGET, PRIOR, members(ADAM), device="cpu"), 4 * MOST)
    monkeypatch.setattr(Rounds, "_update_g", update)
    same(found, expected(members(ADAM), 4 * MOST))


def test_members_of_other_forms_have_graphs_of_their_own(log):
    settings = [*members(ADAM), replace(ADAM, k=0), replace(SMALL, unroll=2)]
    runs = Ensemble(TARGET, PRIOR, settings, device="cpu")
    found = played(runs, 1 + 2 * MOST)
    assert log == ["record", "replay"] * 2
    assert len(found["members"]) == len(SEEDS) + 2
    same(found, expected_but_unrolled(settings, 1 + 2 * MOST))


def expected_but_unrolled(settings, n):
    new = ToyGame._new_moves
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ToyGame, "_new_moves", lambda g: new(g) if g.settings.unroll else Rounds(g))
        return played(Ensemble(TARGET, PRIOR, settings, device="cpu"), n)
