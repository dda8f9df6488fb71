# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Convergence in function space
#
# **What this notebook shows:** when $p_g$ itself follows the subgradient of $C(G)$, it reaches $p_{data}$ from
# every start with full support; when only the parameters of $G$ move, it can get stuck.
#
# **Part of the paper:** section 4.2, Proposition 2.

# %% jupyter={"source_hidden": true}
# On Colab this installs what is missing there; torch, numpy and plotly stay as they are.
import importlib.util
import subprocess
import sys

if "google.colab" in sys.modules and importlib.util.find_spec("ganviz") is None:
    needed = ["git+https://github.com/ganviz/ganviz", "anywidget", "psygnal"]
    subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--no-deps", *needed], check=True)

# %% [markdown]
# ## $p_g$ flows to $p_{data}$
#
# For a fixed $D$, $U(p_g, D) = V(G, D)$ is linear in $p_g$. With the best $D$ for the present $p_g$, its gradient
# is $\log(1 - D^*(x))$ at each $x$. Here $p_g$ is a vector of masses on 150 cells, each step goes down that
# gradient, and $p_g$ stays a density by one of two methods:
#
# - **mirror descent**: $p_g \leftarrow p_g \, (1 - D^*)^{-\eta}$, normalised;
# - **projected gradient**: $p_g \leftarrow$ the nearest density to $p_g - \eta \log(1 - D^*)$.
#
# Press *Play*. Mass moves from where $\log(1 - D^*)$ is high to where it is low, until it is $-\log 2$, and $D^*$
# is $1/2$, everywhere. Change the target while it runs; go back in time; draw a start of your own.

# %%
from ganviz import explore

explore.convergence()

# %% [markdown]
# - **Mirror descent** lowers $C(G)$ with every step size up to 1, whatever the densities are. A step of exactly 1
#   replaces $p_g$ by $(p_{data} + p_g)/2$. The known bound is $KL(p_{data} \,\|\, p_0) / (\eta \, t)$ after $t$
#   steps; near the optimum each step leaves $(1 - \eta/2)^2$ of what $C(G)$ is above $-\log 4$, and $2^{-\eta}$
#   of the mass where there are no data.
# - **Projected gradient** needs "sufficiently small updates" indeed: small beside the smallest mass of $p_{data}$.
#   Try *heavy tails* with 0.0001, then with 0.001: $C(G)$ hovers, and no bound holds any more.
# - **Full support** is needed: start *flat on [−2, 2] only*. Mirror descent never gives mass to a cell that has none.
#
# ## Why: $C$ is convex in $p_g$
#
# Choose two densities $p$ and $q$, and walk from one to the other: $p_g = (1 - \lambda) \, p + \lambda \, q$.
# Drag the circles (means), the diamonds (standard deviations), and the point on the curve.

# %%
explore.convexity()

# %% [markdown]
# $C$ is never above its chord, wherever $p$ and $q$ are. The dashed line is $V(G, D)$ for the one $D$ that is best at
# the point: straight, because $V$ is linear in $p_g$; never above $C$, because $C$ is the supremum over all $D$;
# and equal to it at the point. So its slope is a subgradient of $C$, which is what the proof uses.
#
# ## What the proposition does not promise
#
# A generator has parameters, and $C$ is not convex in them. Take two bumps of fixed width,
# $p_g = \frac12 N(\theta_1, \frac14) + \frac12 N(\theta_2, \frac14)$, and data that such a $G$ can reproduce exactly, at
# the crosses. On the map of $C$ over $\theta$, white is low. Both descents start at the same density; drag it.

# %%
explore.critical_points()

# %% [markdown]
# From here both bumps end on one mode: $\nabla_\theta C = 0$, yet $C(G)$ is far above $-\log 4$. It is the same
# subgradient, but moving a bump a little brings no mass to the mode that is missing. $p_g$ itself, from the same
# start, goes to $p_{data}$.

# %% [markdown]
# ## Checks

# %% jupyter={"source_hidden": true}
import math

import numpy as np

from ganviz import Gaussian, named
from ganviz.theory import Grid, TwoBumps, criterion_between, descend, descend_parameters

grid, starts = Grid(), (Gaussian(0, 2), Gaussian(-2, 0.6))
for name in ("two_modes", "gaussian", "uniform", "skewed", "rare_mode", "two_boxes"):
    for start in starts:
        found = descend(grid.masses(named(name)), grid.masses(start), step_size=0.5, steps=120)
        assert np.abs(found.p_g[-1] - found.p_data).max() < 1e-9, "p_g reaches p_data"
        assert (np.diff(found.criterion) <= 1e-15).all(), "C(G) never rises"
        assert (found.criterion + math.log(4) <= found.bound + 1e-15).all(), "the bound"

# %% jupyter={"source_hidden": true}
p_data, p_g = grid.masses(Gaussian(0, 1)), grid.masses(Gaussian(0.5, 1.5))
for step_size, steps in ((0.1, 300), (0.5, 70), (1, 40)):
    rate = descend(p_data, p_g, step_size=step_size, steps=steps).rate
    assert abs(rate - (1 - step_size / 2) ** 2) < 0.02, "the measured rate is the known one"
for step_size, falls in ((1e-4, True), (1e-3, False)):
    found = descend(grid.masses(named("student_t")), p_g, "projected", step_size, 3000)
    assert (np.diff(found.criterion) <= 1e-15).all() == falls, "sufficiently small updates"

# %% jupyter={"source_hidden": true}
shares = np.linspace(0, 1, 21)
for q in (Gaussian(1, 0.8), named("two_boxes"), named("laplace")):
    c = criterion_between(named("two_modes"), Gaussian(-2, 0.5), q, shares)
    assert (c[1:-1] < (c[0] + shares * (c[-1] - c[0]))[1:-1]).all(), "below the chord"
    assert np.diff(c, 2).min() > 0, "convex"

# %% jupyter={"source_hidden": true}
stuck = descend_parameters(named("two_modes"), [0.8, 2.5], steps=600)
assert stuck.gradient[-1] < 1e-9, "a critical point"
assert stuck.criterion[-1] > -math.log(4) + 0.4, "and not the global minimum"
assert abs(descend_parameters(named("two_modes"), [-0.5, 2]).jsd[-1]) < 1e-12, "G can do it"
free = descend(
    grid.masses(named("two_modes")), TwoBumps().masses([0.8, 2.5]), step_size=1, steps=60
)
assert free.jsd[-1] < 1e-12, "p_g itself, from the same start, reaches p_data"
