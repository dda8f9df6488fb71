"""Write the files of `tests/data/saved`: ``python tests/tools/save_files.py FOLDER``.

They are files as a person has them on the disk, written by release 0.1.0 (commit 0f87b02), which
`tests/test_saved_files.py` reads. This script stays to tell what is in them: a release that changes
a format puts files of its own beside them.
"""

import json
import os
import shutil
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from ganviz import ToyGAN, ToySettings, Uniform, explore, named
from ganviz.images import RECIPES, Habits, Trainer, load, sample
from ganviz.toy import Player, Regularisation
from ganviz.toy.storage import save_run

SETTINGS = {
    "ClassifierSettings": {"target": "skewed", "mean": -0.25, "n": 500},
    "ConvergenceSettings": {"start": "drawn", "drawn": tuple(1 + i / 100 for i in range(101))},
    "ConvexitySettings": {"target": "laplace", "p_mean": -1.5, "q_std": 0.6, "share": 0.75},
    "CriticalPointsSettings": {"first": -1.25, "second": 1.75, "step": 40},
    "DiscriminatorSettings": {"target": "far_modes", "std": 0.8},
    "ExerciseSettings": {"name": "growth_factor", "hints": 1},
    "Figure1Settings": {
        "target": "three_modes",
        "prior": "uniform",
        "toy": ToySettings(k=2, seed=5, discriminator=Player(activation="relu", lr=0.01)),
    },
    "FittingSettings": {"alpha": 0.25, "left": -2.5, "weight": 0.25},
    "FixedPointSettings": {"objective": "hinge", "mean": -1.0},
    "GamesSettings": {"game": "bilinear", "method": "extragradient", "h": 0.4, "ratio": 2.0},
    "ImagesSettings": {"recipe": "digits", "changes": ("lr=0.002", "epochs=3")},
    "LandscapeSettings": {"mean": -0.5, "std": 1.5},
    "LemmaSettings": {"a": 0.2, "y": 0.9},
    "LikelihoodSettings": {"target": "gaussian", "n": 25, "fitted": False, "mean": 0.5, "std": 2.0},
    "LossesSettings": {"objective": "minimax", "d": 0.75},
    "OptimumSettings": {"mean": -0.5, "n": 200, "seed": 3},
    "OrdersSettings": {"modes": 2, "pace": 0.4, "step": 10},
    "PlaygroundSettings": {
        "target": "grid",
        "toy": ToySettings(regularisation=Regularisation(r1=0.5), generator=Player(lr=0.002)),
    },
    "SaturationSettings": {"target": "two_modes", "rounds": 40},
    "SharpSettings": {"width": 0.05, "blur": 0.2, "seed": 1},
    "SmoothingSettings": {"std": 1.1, "real": 0.2, "fake": 0.0},
    "SupportsSettings": {"theta": -0.5, "sigma": 0.25},
    "TrainingSettings": {"target": "laplace", "seed": 2},
    "ValueSettings": {"mean": 0.75, "slope": 3.0},
}
"""What differs from the defaults, for every settings class of `ganviz.explore`."""

SMALL = Player(hidden=(8,), lr=0.005)
TOY = ToySettings(seed=4, batch=32, k=2, generator=SMALL, discriminator=replace(SMALL, lr=0.01))
HABITS = Habits(log_every=5, checkpoint_every=20, tensorboard=False, bar=False)
SMALLER = (
    *(f"generator.layers.{i}.units=16" for i in range(3)),
    *(f"discriminator.layers.{i}.units=16" for i in range(3)),
    *("z_dim=4", "epochs=2", "seed=7"),
)


def save_files() -> None:
    """Write everything into the working folder, and beside it what was to be read there."""
    recipe = RECIPES["dcgan-mnist"].but(seed=4, ema=0.9, lr=0.0003)
    Path("recipe.json").write_text(recipe.to_json(), encoding="utf-8")
    texts = {name: text_of(getattr(explore, name)(**own)) for name, own in SETTINGS.items()}
    Path("settings.json").write_text(json.dumps(texts, indent=0), encoding="utf-8")

    gan = ToyGAN(named("two_modes"), Uniform(-1, 1), TOY)
    gan.step(50)
    save_run(gan, "toy.safetensors", {"target": "two_modes"})
    found = {"toy": [numbers(gan.snapshot())]}
    gan.step(20)
    found["toy"].append(numbers(gan.snapshot()))

    games = explore.PlaygroundSettings(target="soft_ring", toy=replace(TOY, pack=2, ema=0.9))
    lab = explore.playground(games)
    lab.player.advance(30)
    lab.player.wait()
    lab.save("playground.safetensors")
    found["playground"] = [numbers(lab.player.frame.snapshot.lanes[0])]
    lab.player.advance(10)
    lab.player.wait()
    found["playground"].append(numbers(lab.player.frame.snapshot.lanes[0]))
    lab.close()

    digits = RECIPES["digits"].override(SMALLER)
    command = ["ganviz", "train", "digits"]
    run = Trainer(digits, load("digits"), "digits", habits=HABITS, command=command)
    run.fit(lambda progress: run.stop() if progress.step == 20 else None)
    Path("digits/.lock").unlink()
    found["digits"] = [{"step": 20, "mean": float(sample("digits", 100).mean())}]
    with tempfile.TemporaryDirectory() as elsewhere:
        copy = shutil.copytree("digits", f"{elsewhere}/digits")
        run = Trainer(digits, load("digits"), copy, habits=HABITS, resume=True)
        found["digits"].append({"step": run.fit().step, "mean": float(sample(copy, 100).mean())})
    Path("expected.json").write_text(json.dumps(found, indent=1), encoding="utf-8")


def text_of(settings: Any) -> str:
    """The text by which a person shares these settings."""
    from ganviz.settings import to_json

    return settings.to_json() if hasattr(settings, "to_json") else to_json(settings)


def numbers(snapshot: Any) -> dict[str, float]:
    """What a snapshot says of a run."""
    found = {name: float(getattr(snapshot, name)) for name in ("value", "jsd", "d_loss")}
    return {"step": snapshot.step, **found}


if __name__ == "__main__":
    os.chdir(sys.argv[1])
    save_files()
