"""The mode benchmark at its smallest: it plays, resumes, and tables what it found."""

import importlib.util
import json
import math
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from ganviz.distributions import ring
from ganviz.toy import Ensemble, Noise

FOLDER = Path(__file__).parents[1] / "benchmarks"
ROUNDS = 20


@pytest.fixture(scope="module")
def bench():
    spec = importlib.util.spec_from_file_location("toy_modes", FOLDER / "toy_modes.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["toy_modes"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    module.BUDGETS["ci"] = replace(module.BUDGETS["ci"], rounds=ROUNDS)
    return module


def line(method="GAN", data="ring", seed=0, covered=8, **changes):
    """A run as a line of the output."""
    which = {"budget": "ci", "method": method, "data": data, "seed": seed}
    found = {"covered": covered, "modes": 8, "high_quality": 0.9, "reverse_kl": 0.1}
    return json.dumps(which | found | {"seconds": 1.0, "diverged": False} | changes)


def block(bench, method, seeds=(0, 1), **changes):
    return [bench.task(bench.BUDGETS["ci"], method).but(seed=seed, **changes) for seed in seeds]


def without_seconds(rows):
    return [row | {"seconds": None} for row in rows]


@pytest.mark.long
def test_every_method_plays_and_a_seed_gives_the_same_result(bench, tmp_path):
    for method in bench.METHODS:
        found = bench.Modes(tmp_path / "a.jsonl").play(block(bench, method, (3, 4)), ROUNDS)
        for row in found:
            assert not row["diverged"]
            assert 0 <= row["covered"] <= row["modes"] == 8
            assert 0 <= row["reverse_kl"] <= math.log(8)
    alone = bench.Modes(tmp_path / "b.jsonl").play(block(bench, method, (4,)), ROUNDS)
    assert without_seconds(alone) == without_seconds(found[1:])


@pytest.mark.long
@pytest.mark.parametrize(("method", "device"), [("GAN", None), ("GAN", "cpu"), ("unrolled", None)])
def test_all_seeds_are_played_together_and_go_on(bench, tmp_path, monkeypatch, method, device):
    games = block(bench, method)
    found = bench.Modes(tmp_path / "a.jsonl", device).play(games, ROUNDS)
    modes, step, left = bench.Modes(tmp_path / "b.jsonl", device), Ensemble.step, [7]

    def interrupted(self, n):
        left[0] -= 1
        if not left[0]:
            raise KeyboardInterrupt
        step(self, n)

    monkeypatch.setattr(Ensemble, "step", interrupted)
    with pytest.raises(KeyboardInterrupt):
        modes.play(games, ROUNDS)
    assert modes.kept(modes.key(games[0], ROUNDS)).exists()
    again = modes.play(games, ROUNDS)
    assert left == [-14], "six of the twenty stages are not played again"
    assert without_seconds(again) == without_seconds(found)
    modes.play(games[:1], ROUNDS)
    assert left == [-34], "what was kept is of other seeds"


def test_a_block_is_all_seeds_of_a_method_and_a_target(bench, tmp_path):
    modes = bench.Modes(tmp_path / "a.jsonl", "cuda")
    of = [block(bench, m, data=data) for m in ("GAN", "R1") for data in ("ring", "grid")]
    mixed = [one for pair in zip(*of, strict=True) for one in pair]
    assert modes.blocks(mixed) == of
    elsewhere = bench.Modes(tmp_path / "b.jsonl")
    assert elsewhere.key(of[0][0], ROUNDS) == modes.key(of[0][0], ROUNDS)


@pytest.mark.long
def test_torch_plays_seeds_together(bench, tmp_path):
    path = tmp_path / "runs.jsonl"
    arguments = ["--methods", "spectral norm", "--data", "ring", "--device", "cpu"]
    shown = bench.main([*arguments, "--output", str(path)])
    assert "| spectral norm | 2/0 |" in shown
    assert [json.loads(text)["seed"] for text in path.read_text().splitlines()] == [0, 1]
    left = {p.name for p in tmp_path.iterdir()}
    assert left == {"runs.jsonl", "runs.parquet"}, "what was kept is removed when rows are written"


def test_the_methods_are_what_they_are_called(bench):
    settings = {name: bench._SMALL.but(**changes) for name, changes in bench.METHODS.items()}
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
    for method in bench.METHODS:
        assert bench.task(full, method).but(data="grid", seed=3).game.seed == 3  # refuses nothing
    g, d = full.base.generator, full.base.discriminator
    assert (g.hidden, g.activation, g.batch_norm) == ((400,) * 4, "relu", True)
    assert (d.hidden, d.activation) == ((200,) * 3, "maxout")
    assert {(p.lr, p.momentum) for p in (g, d)} == {(1e-4, 0.8)}
    assert bench.SAMPLES == 2500
    assert [(len(t().means), t().std) for t in bench.TARGETS.values()] == [(8, 0.01), (25, 0.05)]


def test_rates_go_down_a_cosine(bench):
    settings = bench._SMALL
    gan = Ensemble(ring(), Noise(), [settings, settings.but(seed=1)])
    for share, factor in ((0, 1), (0.5, 0.5), (1 / 3, 0.75)):
        bench.anneal(gan, settings, share)
        assert gan.settings[1].generator.lr == pytest.approx(factor * settings.generator.lr)
        assert gan.settings[0].discriminator.lr == pytest.approx(factor * settings.discriminator.lr)


def test_an_interrupted_benchmark_goes_on(bench, tmp_path, monkeypatch, capsys):
    played, found = [], json.loads(line())
    row = {name: found[name] for name in list(found)[4:]}

    def play(self, block, rounds):
        played.extend(block)
        if block[0].game.regularisation.r1 and len(played) < 4:
            raise KeyboardInterrupt
        return [row] * len(block)

    monkeypatch.setattr(bench.Modes, "play", play)
    path = tmp_path / "runs.jsonl"
    path.write_text(line(seed=1, covered=5) + "\n")
    arguments = ["--methods", "GAN", "R1", "--data", "ring", "--seeds", "2", "--output", str(path)]
    with pytest.raises(KeyboardInterrupt):
        bench.main(arguments)
    assert [one.game.seed for one in played] == [0, 0, 1]
    shown = bench.main(arguments)
    assert [one.game.seed for one in played] == [0, 0, 1, 0, 1]
    assert "| GAN | 2/0 | 6.5 ± 19.1 (6.3 ± .5) |" in shown
    lines = path.read_text().splitlines()
    assert [json.loads(text) for text in lines[1:]] == [
        json.loads(line(method, seed=seed)) for method, seed in (("GAN", 0), ("R1", 0), ("R1", 1))
    ]
    assert bench.main(arguments) == shown
    assert len(played) == 5
    assert path.read_text().splitlines() == lines
    assert "4 of 4 runs" in capsys.readouterr().out
    path.with_suffix(".parquet").unlink()
    assert bench.main(arguments) == shown, "the lines hold everything"


def test_lines_that_were_played_elsewhere_are_taken(bench, tmp_path, monkeypatch):
    monkeypatch.setattr(bench.Modes, "play", None)
    path = tmp_path / "runs.jsonl"
    path.write_text(line(budget="full", covered=6) + "\n" + line() + "\n")
    arguments = ["--budget", "full", "--methods", "GAN", "--data", "ring", "--seeds", "1"]
    shown = bench.main([*arguments, "--output", str(path)])
    assert "| GAN | 1/0 | 6.0 (6.3 ± .5) | 90.0 (98.2) | 0.100 (.45) |" in shown


def test_the_table_of_the_results_is_that_of_the_committed_lines(bench, tmp_path, monkeypatch):
    monkeypatch.setattr(bench.Modes, "play", None)
    path = tmp_path / "runs.jsonl"
    path.write_text((FOLDER / "toy_modes_reduced.jsonl").read_text())
    shown = bench.main(["--budget", "reduced", "--output", str(path)])
    assert shown in (FOLDER / "RESULTS.md").read_text()
    path.write_text((FOLDER / "toy_modes_long.jsonl").read_text())
    best = ("--budget", "long", "--methods", "relativistic + R1 + R2", "--data", "grid")
    assert "| 0/10 |" in bench.main([*best, "--output", str(path)])


def test_the_table_has_our_numbers_with_intervals_and_the_published_ones(bench):
    lines = [json.loads(line(seed=seed, covered=n)) for seed, n in enumerate((7, 8, 8))]
    shown = bench.markdown(pd.DataFrame(lines).rename(columns={"method": "name"}))
    row = shown.splitlines()[2]
    # Student's t with 2 degrees of freedom: 4.3027 times .5774 / sqrt 3.
    assert row.startswith("| GAN | 3/0 | 7.7 ± 1.4 (6.3 ± .5) | 90.0 ± 0.0 (98.2) |")
    assert "(17.3 ± .8)" in row
    assert len(shown.splitlines()) == 3


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_a_run_that_diverges_is_counted_as_a_failure(bench, tmp_path):
    games = block(bench, "GAN", (0,), data="grid", **{"discriminator.lr": 1e300})
    [found] = bench.Modes(tmp_path / "a.jsonl").play(games, ROUNDS)
    assert found["diverged"]
    assert (found["covered"], found["high_quality"]) == (0, 0)
    assert found["reverse_kl"] == pytest.approx(math.log(25), abs=1e-4)
