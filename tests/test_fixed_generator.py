"""Proposition 1 with a trained D: it rises to D*, never above, and resumes bit for bit."""

import numpy as np
import pytest

from ganviz.distributions import Gaussian, named
from ganviz.theory import optimal_discriminator
from ganviz.toy.runs.fixed_generator import FixedGenerator


@pytest.mark.long
@pytest.mark.parametrize("target", ["two_modes", "gaussian", "three_modes"])
def test_d_converges_to_the_optimal_discriminator(target):
    p_data, p_g = named(target), Gaussian(0.5, 1.3)
    run = FixedGenerator(p_data, p_g)
    gaps = []
    for _ in range(6):
        run.step(500)
        moment = run.snapshot()
        gaps.append(moment.criterion - moment.value)
    assert min(gaps) >= 0, "V(G, D) exceeds its maximum C(G)"
    assert gaps[-1] < 0.02
    mass = p_data.pdf(moment.x) + p_g.pdf(moment.x)
    error = np.abs(moment.d - optimal_discriminator(p_data, p_g)(moment.x))
    assert np.average(error, weights=mass) < 0.06


def test_a_resumed_run_gives_the_same_bits():
    run = FixedGenerator(named("two_modes"), Gaussian(), batch=100)
    run.step(130)
    other = FixedGenerator(named("gaussian"), Gaussian(2, 1), batch=100)
    other.load_state_dict(run.state_dict())
    run.step(70)
    other.step(70)
    a, b = run.snapshot(), other.snapshot()
    assert np.array_equal(a.d, b.d)
    assert (a.step, a.value, a.d_loss) == (b.step, b.value, b.d_loss)


def test_moving_p_g_moves_the_bound():
    run = FixedGenerator(Gaussian(), Gaussian(3, 1))
    far = run.snapshot().criterion
    run.configure(p_g=Gaussian())
    assert run.snapshot().criterion == pytest.approx(-np.log(4), abs=1e-9)
    assert far > -0.5
