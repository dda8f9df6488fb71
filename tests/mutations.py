"""Break the code in ways that tests once let through, and see a test fail: `make mutations`.

Each mutation is applied to a copy of the tree; the tests named with it must pass there before, and
one of them must fail after. A number picks one: ``python tests/mutations.py 3``.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Mutation:
    """A mistake: in ``file``, ``old`` (which stands there once) becomes ``new``.

    ``tests`` are arguments of pytest, the tests that ought to see it.
    """

    what: str
    file: str
    old: str
    new: str
    tests: str

    def apply(self, root: Path) -> None:
        """Make the mistake in the tree at ``root``; ValueError if its place is not there."""
        path = root / self.file
        text = path.read_text(encoding="utf-8")
        if text.count(self.old) != 1:
            raise ValueError(
                f"{self.what}: {self.old!r} stands {text.count(self.old)} times in {path}"
            )
        path.write_text(text.replace(self.old, self.new), encoding="utf-8")


MUTATIONS = (
    Mutation(
        "Hellinger's error divided by 1000",
        "ganviz/theory/divergences.py",
        "math.sqrt(square.value + square.error) - root)",
        "(math.sqrt(square.value + square.error) - root) / 1000)",
        "tests/test_theory.py -k hellinger",
    ),
    Mutation(
        "Mixture.moment_order: the lightest tail",
        "ganviz/distributions/mixture.py",
        "return min(c.moment_order",
        "return max(c.moment_order",
        "tests/test_distributions.py -k mixture",
    ),
    Mutation(
        "unrolling: D's turn is kept at the wall",
        "ganviz/games/methods.py",
        "            turn = turn if later == moved else 0.0\n",
        "",
        "tests/test_games.py -k unrolled",
    ),
    Mutation(
        "Consensus.pull without its gamma term",
        "ganviz/games/regularisers.py",
        "self.field.pull(theta, psi) - self.gamma * (b * x + d * y)",
        "self.field.pull(theta, psi)",
        "tests/test_games.py -k 'consensus or worth'",
    ),
    Mutation(
        "diagnosis: the median of G's gradient, not its upper tenth",
        "ganviz/toy/snapshots/diagnosis.py",
        '_column(recent, "g_grad_norm"), 0.9)',
        '_column(recent, "g_grad_norm"), 0.5)',
        "tests/test_toy_diagnosis.py -k nine",
    ),
    Mutation(
        "half the width of KL's interval near q = p",
        "ganviz/metrics/cells.py",
        "ratio / (2 * n)",
        "ratio / (4 * n)",
        "tests/test_metrics_cells.py",
    ),
    Mutation(
        "curvature without (1 - x / n)",
        "ganviz/metrics/cells.py",
        "curvature * (x > 0) * (1 - x / n) / n",
        "curvature * (x > 0) / n",
        "tests/test_metrics_cells.py",
    ),
    Mutation(
        "reverse KL of the good samples alone",
        "ganviz/metrics/modes.py",
        "entr(counts / len(x))",
        "entr(np.bincount(nearest[good], minlength=k) / good.sum())",
        "tests/test_metrics_modes.py",
    ),
    Mutation(
        "a CUDA graph reads the singular vector from before it was recorded",
        "ganviz/toy/network.py",
        "        self._divide(row, _norm(row), out=self._right)\n",
        "        self._right = _unit(row)\n",
        "tests/test_toy_chunks.py -k 'replays and spectral'",
    ),
)


def run(root: Path, tests: str) -> subprocess.CompletedProcess:
    """pytest in the tree at ``root``."""
    command = f'"{sys.executable}" -m pytest -x -q -p no:cacheprovider {tests}'
    environment = os.environ | {"PYTHONPATH": str(root), "OMP_NUM_THREADS": "1"}
    return subprocess.run(
        command, shell=True, cwd=root, env=environment, capture_output=True, text=True, check=False
    )


def failing_test(mutation: Mutation, root: Path) -> str:
    """The first test that fails with the mistake in the tree at ``root``, which is healed after.

    Raises:
        AssertionError: the tests fail without it, or none fails with it.
    """
    before = run(root, mutation.tests)
    assert before.returncode == 0, f"{mutation.tests} fails by itself:\n{before.stdout}"
    shutil.copy(root / mutation.file, root / "healthy")
    mutation.apply(root)
    try:
        after = run(root, mutation.tests)
    finally:
        shutil.move(root / "healthy", root / mutation.file)
    assert after.returncode == 1, f"{mutation.what}: no test failed\n{after.stdout}{after.stderr}"
    return next(line for line in after.stdout.splitlines() if line.startswith("FAILED"))


def copy_of_the_tree(folder: Path) -> Path:
    """All that the tests need, in ``folder``."""
    for name in ("ganviz", "tests"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def main(chosen: list[str]) -> int:
    """Try all mutations, or those with these numbers; the exit status is how many survived."""
    survived = 0
    with tempfile.TemporaryDirectory() as folder:
        root = copy_of_the_tree(Path(folder))
        for number, mutation in enumerate(MUTATIONS, 1):
            if chosen and str(number) not in chosen:
                continue
            try:
                print(f"{number}. {mutation.what}\n   {failing_test(mutation, root)}", flush=True)
            except AssertionError as error:
                survived += 1
                print(f"{number}. SURVIVED {error}", flush=True)
    return survived


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
