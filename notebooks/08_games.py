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
# # Two-parameter games
#
# **What this notebook shows:** the smallest GANs there are, one number for $G$ and one for $D$: why
# following both gradients turns in circles, what makes it converge, and how fast.
#
# **Part of the paper:** section 4.2 and Algorithm 1, whose proof lets $D$ reach its optimum before $G$
# moves. When it does not: the NIPS 2016 tutorial, section 5.1 and exercise 7.2 ($V = xy$), and
# Mescheder, Geiger and Nowozin 2018.

# %% jupyter={"source_hidden": true}
# On Colab this installs what is missing there; torch, numpy and plotly stay as they are.
import importlib.util
import subprocess
import sys

if "google.colab" in sys.modules and importlib.util.find_spec("ganviz") is None:
    needed = ["git+https://github.com/ganviz/ganviz", "anywidget", "psygnal"]
    subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--no-deps", *needed], check=True)

# %% [markdown]
# ## The Dirac-GAN
#
# The data are a single point at 0. The generator is a single point at $\theta$. The discriminator is a
# line, $D_\psi(x) = \psi x$, that calls fakes positive. $D$ climbs and $G$ descends
#
# $$V(\theta, \psi) = f(\theta\psi) + f(0), \qquad f(t) = -\log(1 + e^{-t}),$$
#
# so that both together follow the field $v = (-\psi f'(\theta\psi),\ \theta f'(\theta\psi))$. The equilibrium is
# $(0, 0)$: $G$ sits on the data and $D$ says nothing. With $f(t) = t$ it is the WGAN, $V = \theta\psi$.
#
# The eigenvalues $\lambda$ of the Jacobian at the equilibrium decide what happens nearby: a flow
# converges if all have $\mathrm{Re}\,\lambda < 0$, a method that steps if all have $|\lambda| < 1$ (shaded).
#
# Drag the start, or click where it shall be. **Before you press Play:** will the point come to rest at the
# equilibrium, circle it, or leave?

# %%
from ganviz import explore

played = explore.games()
played

# %% [markdown]
# - **Flow:** $\lambda = \pm i f'(0)$. It turns for ever; no player is to blame.
# - **Simultaneous** steps leave the circle outwards, **alternating** ones (Algorithm 1) stay on an oval.
# - **R1** at $\gamma = 1$ is critically damped: the two eigenvalues meet. Stronger is slower.
# - **WGAN-GP** jumps at $\psi = 0$: its target is a gradient of 1, and at the equilibrium it is 0.
# - **Clipping** keeps $\psi$ in a band; inside it the players turn as before.
# - **Negative momentum** with alternating steps spirals in; positive momentum does not.
#
# ## Who converges
#
# Every game by every method, at the same rates. Click a cell: it is played above.

# %%
explore.games_table(plays=played)

# %% [markdown]
# Under the flow and under alternating steps the non-saturating $G$ has the spectrum of the minimax one, on the
# boundary, and yet it draws nearer: as $1/\sqrt t$, slower than any geometric rate. Simultaneous steps leave
# here too.

# %% [markdown]
# ## Checks

# %% jupyter={"source_hidden": true}
import numpy as np

from ganviz import games

for gamma in (0.3, 1.0, 2.5):
    found = games.spectrum(games.field("dirac", "r1", gamma=gamma), games.Flow()).eigenvalues
    expected = -gamma / 2 + np.sqrt(complex(gamma**2 / 4 - 0.25))
    assert abs(found - expected).min() < 1e-9, "R1: critical at gamma = 1"

# %% jupyter={"source_hidden": true}
bilinear, h = games.GAMES["bilinear"], 0.2
rate = {name: games.spectrum(bilinear, method(h)).rate for name, method in games.METHODS.items()}
assert abs(rate["flow"]) < 1e-12, "a rotation"
assert abs(rate["simultaneous"] - np.sqrt(1 + h**2)) < 1e-9, "always diverges"
assert abs(rate["alternating"] - 1) < 1e-9, "neither in nor out"
assert abs(rate["extragradient"] - np.sqrt(1 - h**2 + h**4)) < 1e-9
assert abs(rate["proximal"] - 1 / np.sqrt(1 + h**2)) < 1e-9

# %% jupyter={"source_hidden": true}
oval = games.trajectory(bilinear, games.Alternating(h), 1.0, 0.5, 1_000)
assert np.ptp(oval.energy) < 1e-12, "the alternating game keeps its energy"
outward = games.trajectory(bilinear, games.Simultaneous(h), 1.0, 0.5, 100).distance
assert np.allclose(outward[1:] / outward[:-1], np.sqrt(1 + h**2)), "each step grows"

# %% jupyter={"source_hidden": true}
verdicts = {(p.game, p.regulariser, p.method): p.verdict for p in games.survey()}
assert verdicts["dirac", "none", "alternating"] == "cycles"
assert verdicts["non_saturating", "none", "flow"] == "slow"
assert verdicts["dirac", "r1", "alternating"] == "converges"
assert all(v == "cycles" for key, v in verdicts.items() if "wgan_gp" in key)
