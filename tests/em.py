"""A generative model without a critic: a mixture of Gaussians fitted by EM, as a run."""

import math
from typing import Any, final

import numpy as np
from scipy.special import logsumexp

from ganviz import _check
from ganviz.distributions import GaussianMixture2D, Planar
from ganviz.run import Run
from ganviz.toy.snapshots.plane import PlaneSnapshot, default_box, make_plane, plane_moment

DATA, LOOKS = 500, 4096


@final
class EM(Run[PlaneSnapshot]):
    """A few round Gaussians of one width, fitted to samples of p_data; a step is an E and an M.

    It finishes where a step gains less than ``tolerance`` nats of likelihood per sample.
    """

    def __init__(
        self, p_data: Planar, components: int = 4, *, seed: int = 0, tolerance: float = 1e-9
    ) -> None:
        self.steps, self._seed, self._gain = 0, seed, math.inf
        self._tolerance = tolerance
        self._aim(p_data)
        start = np.random.default_rng([seed, 1]).choice(DATA, components, replace=False)
        self._means, self._std = self._data[start], float(self._data.std())
        self._weights = np.full(components, 1 / components)

    def _aim(self, p_data: Planar) -> None:
        rng = np.random.default_rng([self._seed, 0])
        self.p_data, self._data = p_data, p_data.sample(DATA, rng)
        self._real, self._u = p_data.sample(LOOKS, rng), rng.random(LOOKS)
        self._noise = rng.standard_normal((LOOKS, 2))
        self.plane = make_plane(p_data, default_box(p_data))

    @property
    def finished(self) -> bool:
        return self._gain < self._tolerance

    @property
    def model(self) -> GaussianMixture2D:
        return GaussianMixture2D(self._means, self._std, self._weights)

    def step(self, n: int = 1) -> None:
        for _ in range(_check.integer("n", n, at_least=1)):
            if self.finished:
                break
            before, self.steps = self.model.log_pdf(self._data).mean(), self.steps + 1
            away = self._data[:, None] - self._means
            log_joint = np.log(self._weights) - (away**2).sum(-1) / (2 * self._std**2)
            r = np.exp(log_joint - logsumexp(log_joint, axis=1, keepdims=True))
            self._weights = r.sum(0) / r.sum()
            self._means = r.T @ self._data / r.sum(0)[:, None]
            away = self._data[:, None] - self._means
            self._std = math.sqrt((r * (away**2).sum(-1)).sum() / (2 * DATA))
            self._gain = float(self.model.log_pdf(self._data).mean() - before)

    def snapshot(self) -> PlaneSnapshot:
        model, plane = self.model, self.plane
        half = (plane.x[1] - plane.x[0]) / 2
        edges = (np.append(axis - half, axis[-1] + half) for axis in (plane.x, plane.y))
        which = np.minimum(np.searchsorted(np.cumsum(self._weights), self._u), len(self._means) - 1)
        return plane_moment(
            plane,
            step=self.steps,
            real=self._real,
            fake=self._means[which] + self._std * self._noise,
            p_g=model.cell_masses(*edges) / plane.cell_area,
            log_likelihood=float(model.log_pdf(self._real).mean()),
        )

    def configure(
        self, *, p_data: Planar | None = None, tolerance: float | None = None, **unknown: Any
    ) -> None:
        _check.no_others("changes", unknown, ("p_data", "tolerance"))
        if tolerance is not None:
            tolerance = _check.number("tolerance", tolerance, at_least=0)
        if p_data is not None:
            self._aim(_check.kind_of("p_data", p_data, Planar, "rule_distribution"))
        self._tolerance = self._tolerance if tolerance is None else tolerance
        self._gain = math.inf

    def state_dict(self) -> dict[str, Any]:
        own = ("steps", "p_data", "_means", "_std", "_weights", "_gain", "_tolerance")
        return {name: getattr(self, name) for name in own}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        if state["p_data"] is not self.p_data:
            self._aim(state["p_data"])
        vars(self).update(state)
