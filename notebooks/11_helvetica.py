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
# # The Helvetica scenario
#
# **What this notebook shows:** $G$ collapses to a single mode when it is trained too much for each update
# of $D$; what cures it; that this is max min in the place of min max; and what $G$ can do that a Markov
# chain cannot: data on a curve.
# **Part of the paper:** section 6, advantages and disadvantages; with the NIPS 2016 tutorial, section
# 5.1.1, and Metz et al. 2017, *Unrolled GANs*.

# %% jupyter={"source_hidden": true}
# On Colab this installs what is missing there; torch, numpy and plotly stay as they are.
import importlib.util
import subprocess
import sys

if "google.colab" in sys.modules and importlib.util.find_spec("ganviz") is None:
    needed = ["git+https://github.com/ganviz/ganviz", "anywidget", "psygnal"]
    subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--no-deps", *needed], check=True)

# %% [markdown]
# ## $G$ ahead of $D$
#
# "$G$ must not be trained too much without updating $D$, in order to avoid 'the Helvetica scenario' in
# which $G$ collapses too many values of $z$ to the same value of $x$ to have enough diversity to model
# $p_{data}$." Here $G$ makes five steps for each of $D$. Press *Play*, and switch on *grid of z* in the
# legend: the whole of it is crumpled into one mode. $D$ learns that this mode is fake; $G$ goes to the next.

# %%
from ganviz import explore

explore.playground("helvetica")

# %% [markdown]
# ## Why: the order of the two optimisations
#
# The paper's proof lets $D$ answer first: $\min_G \max_D V(G, D)$. A $G$ that is far ahead plays the other
# order, $\max_D \min_G V(G, D)$. For a $D$ that stands still,
#
# $$\min_G V(G, D) = \mathbb{E}_{p_{data}}[\log D(x)] + \min_x \log(1 - D(x)),$$
#
# because an expectation over $p_g$ is lowest where all of $p_g$ lies at the one best $x$: every $z$ goes to
# $\operatorname{argmax}_x D(x)$. Below, $G$ makes any mixture of narrow bumps, and nothing is learnt: the
# inner player's answer is exact. **Move the step**, and set the pace of $D$ to – ($k = 0$).

# %%
explore.orders()

# %% [markdown]
# - **min max:** $C(G)$ falls at every step, and $p_g$ takes all modes at once.
# - **max min:** $p_g$ is one bump at every step. $D$ drives it from mode to mode, never to the data.
# - Both orders are worth $-\log 4$, since $V$ is linear in $p_g$ and concave in $D$: one bounds it from
#   above, the other from below. The order does not change the value of the game, only what $G$ does.
# - The **average** of all that $G$ makes in max min goes to the data. What cures the collapse lets $D$
#   remember, look at several samples, or lets $G$ see $D$'s answer.
#
# ## Cures
#
# One thing is changed at a time. Four in step, of which $A$ is the disease:

# %%
from ganviz.explore.playground.presets import CURES, HELVETICA

cured = [CURES[name] for name in ("k", "packing", "minibatch_features")]
explore.compare(HELVETICA, *cured)

# %% [markdown]
# **Predict:** which of the nine changes below bring all eight modes back? Here is each with twenty seeds, for
# 400 rounds; the numbers are means over the second half. The runs are kept in a table (`known=`): what it has
# is not played again.

# %%
from ganviz import sweep
from ganviz.toy.sweeps.tables import path_of

games = {name: game.toy for name, game in CURES.items()}
table = sweep(
    *(games, {}), rounds=400, seeds=20, p_data=HELVETICA.target, known=path_of("helvetica")
)
by_name = table.groupby("name", sort=False)
seven = by_name.modes.agg(lambda modes: (modes >= 7 - 1e-6).sum()).rename("seeds with 7 or more")
by_name[["modes", "high_quality", "jsd"]].median().join(seven).round(2)

# %% [markdown]
# - **Fewer steps of $G$, more of $D$, a faster $D$:** back to min max.
# - **Packing, minibatch features:** $D$ sees several samples at a time, and that they are alike.
# - **Unrolling:** $G$ descends through the steps with which $D$ will answer. `explore.playground("unrolling")`
#   plays it beside the disease; it is the only one that needs torch, which takes seconds to load.
# - **Spectral norm, instance noise, R1** make $D$ smooth. That cures another disease, the cycling of two
#   players who keep pace; where $D$ is left behind, they do not bring all modes back.
#
# One seed proves little: a run is sensitive to the last digit of its numbers, and without a cure half of the
# seeds stay on one mode and the others on about three.

# %%
explore.playground("r1")

# %% [markdown]
# ## Sharp targets
#
# Adversarial nets "can represent very sharp, even degenerate distributions, while methods based on Markov
# chains require that the distribution be somewhat blurry in order for the chains to be able to mix between
# modes." The data lie on a circle, a little thickened. $G$ has a $z$ of one dimension, so that $G(z)$ is a
# curve. A Metropolis chain steps through the same density, and its steps can be no longer than the circle
# is thick. **Blur the data** for it, and it gets around, but off the circle.

# %%
explore.sharp()

# %% [markdown]
# $G(z) = (\cos \pi z, \sin \pi z)$ with $z$ uniform on $[-1, 1]$ is the circle itself, whose density in the
# plane does not exist; a network comes near it. Every draw is independent of the last.
#
# ## Checks

# %% jupyter={"source_hidden": true}
import math

import numpy as np

from ganviz import theory

for modes in (2, 3, 5):
    p_data = theory.bumpy_data(modes)
    outside_g, outside_d = theory.min_max(p_data, 100), theory.max_min(p_data, 100, 0.1)
    assert outside_d.value.max() <= -math.log(4) + 1e-9, "max min never exceeds"
    assert outside_g.value.min() >= -math.log(4) - 1e-9, "min max never falls below"
    assert outside_g.jsd[-1] < 0.002, "min max reaches the data"
    assert outside_d.jsd.min() > 0.2, "max min is one mode at every step"
    assert outside_d.average_jsd[-1] < 0.01, "and all of them on average"

# %% jupyter={"source_hidden": true}
cures = ["k_g", "k", "two_rates", "packing", "minibatch_features", "unrolling"]
modes, jsd = by_name.modes.median(), by_name.jsd.median()
assert modes["helvetica"] < 3, "collapsed"
assert (modes[cures] > 7).all(), "cured"
assert (seven[cures] >= 15).all(), "with nearly all seeds"
assert (seven[["r1", "instance_noise", "spectral_norm"]] <= 2).all(), "no cure for this"
assert (jsd[cures] < jsd["helvetica"] - 0.1).all()

# %% jupyter={"source_hidden": true}
rng = np.random.default_rng(0)
z = rng.uniform(-1, 1, 1000)
exact = np.stack([np.cos(np.pi * z), np.sin(np.pi * z)], axis=1)
assert theory.off_the_circle(exact).max() < 1e-12, "a degenerate distribution, exactly"
found = theory.blurring(0.01, [0.0, 0.2], 1000, rng)
assert found.visited[0] < 4, "sharp: the chain does not get around"
assert found.off[0] < 0.02
assert found.visited[1] == theory.chains.PARTS, "blurred: it does"
assert found.off[1] > 0.1, "far from the data"
