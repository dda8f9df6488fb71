"""The mode benchmark at its smallest: it plays, resumes, and tables what it found."""

import importlib.util
import json
import math
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from pathlib import Path

import pytest

PATH = Path(__file__).parents[1] / "benchmarks" / "toy_modes.py"


@pytest.fixture(scope="module")
def bench():
    spec = importlib.util.spec_from_file_location("toy_modes", PATH)
    module = importlib.util.module_from_spec(spec)
    sys.modules["toy_modes"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    module.BUDGETS["ci"] = replace(module.BUDGETS["ci"], rounds=20)
    return module


def run(bench, method="GAN", data="ring", seed=0, covered=8, **changes):
    given = {"high_quality": 0.9, "reverse_kl": 0.1, "seconds": 1.0} | changes
    return bench.Run("ci", method, data, seed, covered=covered, modes=8, **given)


@pytest.mark.long
def test_every_method_plays_and_a_seed_gives_the_same_result(bench):
    for method in bench.METHODS:
        found = bench.play("ci", method, "ring", 3)
        assert not found.diverged
        assert 0 <= found.covered <= found.modes == 8
        assert 0 <= found.reverse_kl <= math.log(8)
    again = bench.play("ci", method, "ring", 3)
    assert replace(again, seconds=0) == replace(found, seconds=0)


@pytest.mark.long
def test_all_seeds_are_played_together_and_go_on(bench, tmp_path, monkeypatch):
    monkeypatch.setitem(bench.BUDGETS, "ci", replace(bench.BUDGETS["ci"], rounds=20))
    kept = tmp_path / "kept"
    for method in bench.METHODS:
        found = bench.play_together("ci", method, "ring", (0, 1), "cpu", kept)
        assert [r.key for r in found] == [("ci", method, "ring", seed) for seed in (0, 1)]
        assert not any(r.diverged for r in found)
        kept.unlink()
    train, left = bench.train, [7]

    def interrupted(*arguments):
        left[0] -= 1
        if not left[0]:
            raise KeyboardInterrupt
        train(*arguments)

    monkeypatch.setattr(bench, "train", interrupted)
    with pytest.raises(KeyboardInterrupt):
        bench.play_together("ci", method, "ring", (0, 1), "cpu", kept)
    assert kept.exists()
    again = bench.play_together("ci", method, "ring", (0, 1), "cpu", kept)
    assert left == [-14], "six of the twenty stages are not played again"
    assert [replace(r, seconds=0) for r in again] == [replace(r, seconds=0) for r in found]


def test_a_device_plays_seeds_together(bench, tmp_path, monkeypatch):
    monkeypatch.setitem(bench.BUDGETS, "ci", replace(bench.BUDGETS["ci"], rounds=20))
    monkeypatch.setattr(bench, "ProcessPoolExecutor", ThreadPoolExecutor)
    path = tmp_path / "runs.jsonl"
    arguments = ["--methods", "spectral norm", "--data", "ring", "--device", "cpu"]
    shown = bench.main([*arguments, "--output", str(path)])
    assert "| spectral norm | 2/0 |" in shown
    assert [r.seed for r in bench.finished(path)] == [0, 1]
    assert list(tmp_path.iterdir()) == [path], "what was kept is removed when the runs are written"


def test_the_methods_are_what_they_are_called(bench):
    settings = {name: method(bench._SMALL) for name, method in bench.METHODS.items()}
    assert settings["GAN"] == bench._SMALL
    assert settings["GAN"].objective == "non_saturating"
    assert (settings["PacGAN2"].pack, settings["PacGAN4"].pack) == (2, 4)
    assert (settings["unrolled"].unroll, settings["unrolled"].objective) == (5, "minimax")
    critic = settings["WGAN-GP"]
    assert (critic.objective, critic.k, critic.regularisation.gradient_penalty) == (
        "wasserstein",
        5,
        0.1,
    )
    assert settings["spectral norm"].discriminator.spectral_norm
    assert len({s.to_json() for s in settings.values()}) == len(settings)


def test_the_full_budget_is_the_published_protocol(bench):
    full = bench.BUDGETS["full"]
    assert full.rounds * full.base.batch == 400 * 100_000
    assert not full.annealed
    assert full.base.update == "simultaneous"
    for method in bench.METHODS.values():
        method(full.base)  # refuses nothing
    g, d = full.base.generator, full.base.discriminator
    assert (g.hidden, g.activation, g.batch_norm) == ((400,) * 4, "relu", True)
    assert (d.hidden, d.activation) == ((200,) * 3, "maxout")
    assert {(p.lr, p.momentum) for p in (g, d)} == {(1e-4, 0.8)}
    assert bench.SAMPLES == 2500
    assert [(len(t().means), t().std) for t in bench.TARGETS.values()] == [(8, 0.01), (25, 0.05)]


def test_rates_go_down_a_cosine(bench):
    settings = bench._SMALL
    gan = bench.ToyGAN(bench.ring(), bench.Noise("gaussian", 2), settings)
    for share, factor in ((0, 1), (0.5, 0.5), (1 / 3, 0.75)):
        bench.anneal(gan, settings, share)
        assert gan.settings.generator.lr == pytest.approx(factor * settings.generator.lr)
        assert gan.settings.discriminator.lr == pytest.approx(factor * settings.discriminator.lr)


def test_an_interrupted_benchmark_goes_on(bench, tmp_path, monkeypatch, capsys):
    played = []

    def play(*job):
        played.append(job)
        return run(bench, *job[1:])

    monkeypatch.setattr(bench, "play", play)
    monkeypatch.setattr(bench, "ProcessPoolExecutor", ThreadPoolExecutor)
    path = tmp_path / "runs.jsonl"
    path.write_text(json.dumps(asdict(run(bench, seed=1))) + "\n")
    arguments = ["--methods", "GAN", "R1", "--data", "ring", "--seeds", "2", "--output", str(path)]
    shown = bench.main(arguments)
    assert sorted(job[1:] for job in played) == [
        ("GAN", "ring", 0),
        ("R1", "ring", 0),
        ("R1", "ring", 1),
    ]
    assert len(bench.finished(path)) == 4
    assert bench.main(arguments) == shown
    assert len(played) == 3
    assert "3/3" in capsys.readouterr().out


def test_the_table_has_our_numbers_with_intervals_and_the_published_ones(bench):
    shown = bench.table([run(bench, seed=s, covered=c) for s, c in enumerate((7, 8, 8))])
    row = shown.splitlines()[2]
    # Student's t with 2 degrees of freedom: 4.3027 times .5774 / sqrt 3.
    assert row.startswith("| GAN | 3/0 | 7.7 ± 1.4 (6.3 ± .5) | 90.0 ± 0.0 (98.2) |")
    assert "(17.3 ± .8)" in row
    assert len(shown.splitlines()) == 3


def test_a_run_that_diverges_is_counted_as_a_failure(bench, monkeypatch):
    def break_off(self, n=1):
        raise bench.Diverged("not finite")

    monkeypatch.setattr(bench.ToyGAN, "step", break_off)
    found = bench.play("ci", "GAN", "grid", 0)
    assert found.diverged
    assert (found.covered, found.high_quality) == (0, 0)
    assert found.reverse_kl == pytest.approx(math.log(25), abs=1e-4)
