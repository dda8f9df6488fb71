import numpy as np
import pytest

from ganviz.distributions import NAMES_2D, Planar, named


@pytest.mark.parametrize("name", NAMES_2D)
def test_cell_masses_against_samples_and_the_density(name):
    p = named(name)
    assert isinstance(p, Planar)
    (x0, y0), (x1, y1) = p.support.low, p.support.high
    x, y = np.linspace(x0 - 0.3, x1, 31), np.linspace(y0, y1 + 0.2, 24)
    masses = p.cell_masses(x, y)
    assert masses.shape == (23, 30)
    assert masses.sum() == pytest.approx(1, abs=1e-8)
    samples = p.sample(200_000, np.random.default_rng(1))
    counts = np.histogram2d(samples[:, 1], samples[:, 0], (y, x))[0]
    assert np.abs(counts / 200_000 - masses).max() < 6 * np.sqrt(masses.max() / 200_000)
    # A cell within the support, by the midpoint rule on a fine grid.
    row, column = np.unravel_index(np.argmax(masses), masses.shape)
    n = 200
    u, v = (
        a + (b - a) * (np.arange(n) + 0.5) / n
        for a, b in ((x[column], x[column + 1]), (y[row], y[row + 1]))
    )
    fine = np.stack(np.meshgrid(u, v), -1).reshape(-1, 2)
    area = (x[1] - x[0]) * (y[1] - y[0])
    assert p.pdf(fine).mean() * area == pytest.approx(masses[row, column], rel=2e-3)


@pytest.mark.parametrize("name", NAMES_2D)
def test_masses_add_up_however_a_box_is_cut(name):
    p = named(name)
    low, high = np.array(p.support.low), np.array(p.support.high)
    cuts = low + (high - low) * np.sort(np.random.default_rng(2).random((6, 2)), axis=0)
    fine = p.cell_masses(cuts[:, 0], cuts[:, 1]).sum()
    coarse = p.cell_masses(cuts[[0, -1], 0], cuts[[0, -1], 1])
    assert coarse.shape == (1, 1)
    assert fine == pytest.approx(coarse.item(), abs=1e-13)
