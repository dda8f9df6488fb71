"""Does the recipe `digits` train to recognisable digits in under 60 s on two cores?

For each seed: train, draw 1,000 samples, and ask a classifier of the real digits. The goal: it
names the class of 90% of them with a probability above .9, and all ten classes appear.
Run: python benchmarks/images_digits.py [seeds]
"""

import sys
import tempfile
import time
import warnings
from pathlib import Path

import numpy as np
import torch
from sklearn.neural_network import MLPClassifier

from ganviz.images import RECIPES, Habits, Trainer, load, sample
from ganviz.metrics import nearest, parzen_protocol


def rows(images: np.ndarray) -> np.ndarray:
    x = images.reshape(len(images), -1).astype(np.float32)
    return x / 255 if images.dtype == np.uint8 else x


def classifier() -> MLPClassifier:
    """A network with 256 hidden units, trained on the real digits outside the test split."""
    data = load("digits", "train+validation")
    net = MLPClassifier((256,), max_iter=400, learning_rate_init=2e-3, random_state=0)
    net.set_params(tol=1e-6, n_iter_no_change=100)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it stops at max_iter, as it should
        return net.fit(rows(data.images), data.labels)


def main() -> None:
    torch.set_num_threads(1)  # networks this small gain nothing from a second one
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    net, test = classifier(), load("digits", "test")
    p = np.asarray(net.predict_proba(rows(test.images)))
    print(
        f"real test digits: accuracy {np.mean(p.argmax(1) == test.labels):.3f}, "
        f"above .9: {np.mean(p.max(1) > 0.9):.3f}"
    )
    train, validation = load("digits"), load("digits", "validation")
    for seed in range(seeds):
        with tempfile.TemporaryDirectory() as folder:
            run = Trainer(
                RECIPES["digits"].but(seed=seed),
                train,
                Path(folder) / "run",
                validation=validation,
                habits=Habits(bar=False, tensorboard=False),
            )
            start, cpu = time.perf_counter(), time.process_time()
            run.fit()
            seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
            images = sample(run.path, 1000, seed)
        p = np.asarray(net.predict_proba(rows(images)))
        sure = p.max(1) > 0.9
        counts = np.bincount(p.argmax(1)[sure], minlength=10)
        parzen = parzen_protocol(rows(images), rows(validation.images), rows(test.images))
        distance = np.median(nearest(rows(images), rows(train.images)).distance)
        print(
            f"seed {seed}: {seconds:.1f} s ({cpu:.0f} s of CPU), above .9: {sure.mean():.3f}, "
            f"smallest class {counts.min()}, {parzen.test}, "
            f"median distance to the nearest training digit {distance:.2f}",
            flush=True,
        )
    real = np.median(nearest(rows(test.images), rows(train.images)).distance)
    print(f"median distance from a real test digit to the nearest training digit {real:.2f}")


if __name__ == "__main__":
    main()
