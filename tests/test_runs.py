"""The promises of `ganviz.run.Run`, kept by every run of the package."""

import copy
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from comparing import flat, same
from em import EM

from ganviz import games, images, theory
from ganviz.distributions import Gaussian, Uniform, named
from ganviz.host import Player
from ganviz.run import Run
from ganviz.states import load_state, save_state
from ganviz.toy import Ensemble, NetworkSettings, Noise, Regularisation, ToyGAN, ToySettings
from ganviz.toy.runs.by_hand import ByHand, HandRun
from ganviz.toy.runs.fixed_generator import FixedGenerator
from ganviz.toy.runs.lanes import Lanes
from ganviz.toy.runs.saturation import SaturationRun
from ganviz.toy.sweeps.phase_map import MapRun, PhaseMap

SMALL = NetworkSettings(hidden=(8,))
LINE, RING = named("two_modes"), named("soft_ring")


@dataclass(frozen=True)
class Case:
    """A run of the registry.

    Attributes:
        make: builds it, always the same.
        change: what may be changed while it runs, in plain values.
        objects: what may be changed to another object that the caller gives.
        refused: a change that is refused by name, beside an unknown one.
    """

    make: Callable[[], Run[Any]]
    change: dict[str, Any] = field(default_factory=dict)
    objects: dict[str, Any] = field(default_factory=dict)
    refused: dict[str, Any] = field(default_factory=dict)


def settings(**changes: Any) -> ToySettings:
    return ToySettings(**{"batch": 16, "generator": SMALL, "discriminator": SMALL} | changes)


def on_the_line(**changes: Any) -> ToyGAN:
    return ToyGAN(LINE, Uniform(-1, 1), settings(**changes))


def in_the_plane(**changes: Any) -> ToyGAN:
    return ToyGAN(RING, Noise(), settings(**changes))


def every_cure() -> ToyGAN:
    return in_the_plane(
        generator=NetworkSettings(hidden=(8,), batch_norm=True),
        discriminator=NetworkSettings(hidden=(8,), spectral_norm=True, optimizer="sgd", lr=0.01),
        regularisation=Regularisation(r1=0.1, zero_centred=0.1, instance_noise=0.1),
        ema=0.9,
        pack=2,
    )


def game(method: games.Method, **strength: float) -> games.GameRun:
    field = games.field("dirac", "r1" if strength else "none", **strength)
    return games.GameRun(field, method, theta=1.0, psi=0.5)


def digits() -> images.Trainer:
    """Small networks, with every kind of state, in a new folder."""
    changes = ["batch=100", "epochs=3", "z_dim=4", "discriminator.keep_input=0.8"]
    changes += [
        f"{who}.layers.{i}.units=8" for who in ("generator", "discriminator") for i in range(3)
    ]
    habits = images.Habits(log_every=2, checkpoint_every=3, tensorboard=False, bar=False)
    recipe = images.RECIPES["digits"].override(changes)
    return images.Trainer(
        recipe, images.load("digits"), tempfile.mkdtemp(dir=FOLDER.name), habits=habits
    )


FOLDER = tempfile.TemporaryDirectory()
RATES = tuple(1e-4 * 2**i for i in range(12))
TOY = {"change": {"k": 2, "batch": 9}, "refused": {"batch": 0}}
GAME = {
    "change": {"theta": 0.3},
    "objects": {"field": games.field("bilinear"), "method": games.Alternating(h=0.1)},
    "refused": {"psi": float("nan")},
}
CASES = {
    "toy on the line": Case(on_the_line, **TOY, objects={"p_data": Gaussian(1, 2)}),
    "toy in the plane": Case(in_the_plane, **TOY, objects={"p_data": named("two_moons")}),
    "toy with every cure": Case(every_cure, **TOY),
    "toy simultaneous": Case(lambda: on_the_line(update="simultaneous", k=2), **TOY),
    "lanes": Case(
        lambda: Lanes(in_the_plane(), in_the_plane(seed=1)),
        {"lane": 1, "k": 3},
        {"lane": 0, "p_data": named("two_moons")},
        {"lane": 2, "k": 3},
    ),
    "ensemble": Case(
        lambda: Ensemble(RING, Noise(), [settings(seed=seed) for seed in (0, 1)]),
        {"k": 2},
        {},
        {"seed": 3},
    ),
    "fixed generator": Case(
        lambda: FixedGenerator(Gaussian(0, 1), Gaussian(1, 1), SMALL, batch=16),
        objects={"p_g": Gaussian(2, 1)},
        refused={"p_g": "gaussian"},
    ),
    "saturation": Case(
        lambda: SaturationRun(LINE, Uniform(-1, 1), settings(), rounds=3),
        {"batch": 8},
        {},
        {"k": -1},
    ),
    "phase map": Case(
        lambda: MapRun(
            PhaseMap(settings(), "k", (1, 2, 3, 4), "generator.lr", RATES, rounds=2, seeds=1),
            processes=0,
        )
    ),
    "by hand": Case(
        lambda: HandRun(ByHand(k=2)), {"lr": 0.1}, {"p_data": Gaussian(3, 1)}, {"m": 0}
    ),
    "density flow": Case(
        lambda: theory.DensityFlow(LINE, Gaussian(0, 2)),
        {"step_size": 0.1},
        {"p_data": Gaussian(1, 1)},
        {"method": "miror"},
    ),
    "density flow, projected": Case(
        lambda: theory.DensityFlow(LINE, Uniform(-2, 2), "projected"),
        {"method": "mirror"},
        refused={"step_size": 0},
    ),
    "parameter flow": Case(
        lambda: theory.ParameterFlow(LINE, [0.8, 2.5]),
        {"step_size": 0.1},
        {"p_data": Gaussian(1, 1)},
        {"theta": [1, 2, 3]},
    ),
    **{
        f"game, {name}": Case(lambda m=method: game(m()), **GAME)
        for name, method in games.METHODS.items()
    },
    "game with momentum": Case(lambda: game(games.Alternating(momentum=-0.4), gamma=0.3), **GAME),
    "game that leaves": Case(
        lambda: games.GameRun(games.field("bilinear"), games.Simultaneous(h=2.0)), **GAME
    ),
    "EM": Case(
        lambda: EM(named("two_moons"), 5), {"tolerance": 1e-8}, {"p_data": RING}, {"tolerance": -1}
    ),
    "EM that converges": Case(lambda: EM(RING, 2, tolerance=1e-5), {"tolerance": 1e-6}),
    "lanes of EM and a GAN": Case(
        lambda: Lanes(EM(RING, 5), in_the_plane()), {"lane": 1, "k": 2}, {}, {"lane": 2}
    ),
    "images": Case(digits, {"log_every": 3}, {"epochs": 4}, {"epochs": 0}),
}
NAMES = [
    pytest.param(name, marks=[pytest.mark.long] if name in ("ensemble", "images") else [])
    for name in CASES
]
ENDING = {"phase map", "game that leaves", "EM that converges"}


@pytest.fixture(params=NAMES)
def case(request):
    return CASES[request.param]


def test_it_says_that_it_is_a_run_and_counts_its_steps(case):
    run = case.make()
    assert isinstance(run, Run)
    assert run.steps == run.snapshot().step == 0
    run.step()
    run.step(2)
    assert run.steps == run.snapshot().step == 3
    for n in (0, -1, 1.5):
        with pytest.raises(ValueError, match="n = "):
            run.step(n)


@pytest.mark.parametrize(("a", "b"), [(1, 1), (3, 4)])
def test_two_strides_are_as_good_as_one(case, a, b):
    once, twice = case.make(), case.make()
    once.step(a + b)
    twice.step(a)
    twice.snapshot()
    twice.step(b)
    same(once.snapshot(), twice.snapshot())
    same(once.state_dict(), twice.state_dict())


def test_a_moment_stays_as_it_is_when_the_run_goes_on(case):
    run = case.make()
    run.step(3)
    moment = run.snapshot()
    before = flat(moment)
    same(moment, run.snapshot())
    run.step(3)
    run.configure(**case.change)
    run.step(3)
    same(before, flat(moment))


def test_a_state_goes_to_disk_and_comes_back(case, tmp_path):
    run, other = case.make(), case.make()
    run.step(2)
    run.configure(**case.change)
    run.step(3)
    state = run.state_dict()
    before = flat(state)
    other.step(1)
    load_state(other, save_state(run, tmp_path / "run.npz"))
    same(state, other.state_dict())
    same(run.snapshot(), other.snapshot())
    run.step(4)
    other.step(4)
    same(run.snapshot(), other.snapshot())
    same(before, flat(state))  # nobody has written to it


def test_a_state_in_memory_knows_all_that_has_been_given(case):
    run = case.make()
    run.step(2)
    run.configure(**case.objects)
    run.step(3)
    state = run.state_dict()
    run.step(4)
    after = run.snapshot()
    other = case.make()
    for again in (run, other):
        again.load_state_dict(state)
        again.step(4)
        same(after, again.snapshot())


def test_a_copy_is_a_run_of_its_own(case):
    run = case.make()
    run.step(3)
    other = copy.deepcopy(run)
    run.step(2)
    assert other.steps == 3 or other.finished
    other.step(2)
    same(run.snapshot(), other.snapshot())


def test_a_change_that_is_refused_is_named_and_changes_nothing(case):
    run, other = case.make(), case.make()
    run.step(3)
    with pytest.raises(ValueError, match="nonsense"):
        run.configure(nonsense=1)
    if case.refused:
        with pytest.raises(ValueError, match=next(iter(case.refused))):
            run.configure(**case.refused)
    run.step(2)
    other.step(5)
    same(run.snapshot(), other.snapshot())


@pytest.mark.parametrize("name", NAMES)
def test_it_ends_by_itself_or_goes_on(name):
    run = CASES[name].make()
    assert not run.finished
    run.step(30)
    assert run.finished == (name in ENDING)
    if run.finished:
        assert 0 < run.steps < 30
        moment = run.snapshot()
        run.step(5)
        same(moment, run.snapshot())


def test_the_player_plays_turns_back_and_branches_it(case):
    # One frame in an hour: what is kept does not depend on how fast the machine is.
    player = Player(case.make, threaded=False, branches=True, per_click=4, fps=1 / 3600)
    straight = case.make()
    player.play()
    straight.step(4)
    same(player.frame.snapshot, straight.snapshot())
    player.advance(2)
    last = player.frame
    assert (last.message, last.playing, last.snapshot.step) == ("", False, 6)
    player.seek(1)
    assert player.frame.snapshot.step == 4
    player.fork(1)
    assert (player.frame.length, player.frame.position) == (2, 1)
    player.configure(nonsense=1)
    assert player.frame.level == "warning"
    player.advance(2)
    same(player.frame.snapshot, last.snapshot)
    player.fork(1)
    player.configure(**case.change)
    straight.configure(**case.change)
    player.advance(3)
    straight.step(3)
    same(player.frame.snapshot, straight.snapshot())
    player.reset()
    same(player.frame.snapshot, case.make().snapshot())


def test_a_player_stops_where_its_run_ends():
    player = Player(CASES["game that leaves"].make, served=True)
    player.play()
    assert not player.frame.finished
    while player.due < float("inf"):
        player.turn(0.01)
    frame = player.frame
    assert (frame.finished, frame.playing, frame.message, frame.level) == (True, False, "", "info")
    player.play()
    player.advance(3)
    assert (player.frame.snapshot.step, player.frame.playing) == (frame.snapshot.step, False)
    player.reset()
    assert not player.frame.finished


def test_what_is_no_state_of_this_run_is_refused_by_name(tmp_path):
    run = CASES["density flow"].make()
    path = save_state(CASES["toy on the line"].make(), tmp_path / "toy.npz")
    (tmp_path / "short.npz").write_bytes(path.read_bytes()[:-100])
    (tmp_path / "words.npz").write_text("hello")
    for name in ("toy", "short", "words", "missing"):
        with pytest.raises(ValueError, match=rf"path = '.*{name}.npz' is not allowed"):
            load_state(run, tmp_path / f"{name}.npz")
    run.step(3)
    assert run.snapshot().jsd > 0
    assert sorted(p.name for p in tmp_path.iterdir()) == ["short.npz", "toy.npz", "words.npz"]
