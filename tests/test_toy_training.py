import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
import torch

from ganviz.distributions import Gaussian
from ganviz.explore import Figure1Settings
from ganviz.toy import UPDATES, ToyGAN, ToySettings

pytestmark = pytest.mark.long


def end_of_run(seed):
    """JSD and E|D - 1/2| under p_data after 5,000 rounds with the defaults of notebook 02."""
    torch.set_num_threads(1)
    gan = Figure1Settings(toy=ToySettings(seed=seed)).run()
    gan.step(5000)
    s = gan.snapshot()
    return s.jsd, float(np.average(np.abs(s.d - 0.5), weights=s.p_data))


@pytest.mark.parametrize("seeds", [1, pytest.param(10, marks=pytest.mark.slow)])
def test_two_modes_are_learnt_with_the_defaults(seeds):
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as pool:
        ends = list(pool.map(end_of_run, range(seeds)))
    learnt = [jsd < 0.03 and off < 0.05 for jsd, off in ends]
    assert sum(learnt) >= 0.9 * seeds, ends


@pytest.mark.parametrize("objective", ["minimax", "non_saturating"])
@pytest.mark.parametrize("optimizer", ["adam", "sgd"])
@pytest.mark.parametrize("k", [1, 5])
@pytest.mark.parametrize("update", UPDATES)
def test_an_easy_target_is_approached_by_every_kind_of_run(objective, optimizer, k, update):
    torch.set_num_threads(1)
    settings = ToySettings(objective=objective, k=k, update=update, batch=64)
    rates = {"adam": (5e-4, 5e-3), "sgd": (0.02, 0.2)}[optimizer]
    players = {
        name: replace(getattr(settings, name), optimizer=optimizer, momentum=0.0, lr=lr)
        for name, lr in zip(("generator", "discriminator"), rates, strict=True)
    }
    gan = ToyGAN(Gaussian(1.0, 0.8), Gaussian(), replace(settings, **players))
    start = gan.snapshot().jsd
    gan.step(1200 // k)
    assert gan.snapshot().jsd < 0.5 * start
