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
# # The optimal discriminator
#
# **What this notebook shows:** the derivation of Proposition 1, every step as a picture to drag: for a
# fixed $G$ the best discriminator is $D^*_G(x) = p_{data}(x) / (p_{data}(x) + p_g(x))$.
#
# **Part of the paper:** section 4.1, Proposition 1, eq. 2 and 3.

# %% jupyter={"source_hidden": true}
# On Colab this installs what is missing there; torch, numpy and plotly stay as they are.
import importlib.util
import subprocess
import sys

if "google.colab" in sys.modules and importlib.util.find_spec("ganviz") is None:
    needed = ["git+https://github.com/ganviz/ganviz", "anywidget", "psygnal"]
    subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--no-deps", *needed], check=True)

# %% [markdown]
# ## Step 1: one integral over x
#
# $G(z)$ has the density $p_g$, so both expectations of $V$ are integrals over the same $x$:
#
# $$V(G, D) = \int_x p_{data}(x) \log D(x) + p_g(x) \log(1 - D(x)) \, dx \tag{3}$$
#
# $D$ is free at every $x$. So the integral is largest if the integrand is largest at every $x$.
#
# ## Step 2: the best number at one x
#
# At one $x$ write $a = p_{data}(x)$, $b = p_g(x)$ and $y = D(x)$. Drag $a$ and $b$, then try to place the
# blue dot better than the purple one.

# %%
from ganviz import explore

explore.lemma()

# %% [markdown]
# The derivative $a/y - b/(1 - y)$ vanishes at $y = a/(a + b)$ only, and the curve bends down everywhere.
# Where $b = 0$ the best $y$ is 1, where $a = 0$ it is 0, and where both are 0 every $y$ is as good as any
# other: there $D^*$ is not defined, and `ganviz` reports `nan`.
#
# ## Step 3: the best function
#
# Now all $x$ at once. Drag the circle (mean) and the diamond (width) of $p_g$. Press **Draw D** and draw
# your own discriminator into the upper picture. The lower picture shows what each $x$ contributes to
# $V$; the shaded area is what your $D$ loses against $D^*$.

# %%
explore.discriminator()

# %% [markdown]
# ## A network finds it
#
# A small neural $D$ is trained on samples while $G$ stands still: the inner loop of Algorithm 1. Press
# **Play**: the blue curve goes to the purple one, and $V(G, D)$ rises to $C(G) = V(G, D^*)$, never above.

# %%
explore.training()

# %% [markdown]
# ## D as a classifier
#
# Let $Y$ say where $x$ comes from: $Y = 1$ for data, $Y = 0$ for $G$, half of the points each. Then
# $D^*(x) = P(Y = 1 \mid x)$ by Bayes' rule, and to maximise $V$ is to maximise the log-likelihood of the
# labels: its mean over labelled points is $V/2$.

# %%
explore.classifier()

# %% [markdown]
# ## Checks

# %% jupyter={"source_hidden": true}
import numpy as np

import ganviz
from ganviz import explore
from ganviz.toy.runs.fixed_generator import FixedGenerator

p_data, p_g = ganviz.named("two_modes"), ganviz.Gaussian(0.5, 1.2)
d_star = ganviz.optimal_discriminator(p_data, p_g)
best = ganviz.value(p_data, p_g, d_star).value

for share in (0.01, 0.1, 0.5):  # no mixture of D* with something else does better
    for other in (lambda x: 0.5 + 0 * x, lambda x: 1 / (1 + x**2), p_data.cdf):
        mixed = lambda x: (1 - share) * d_star(x) + share * other(x)  # noqa: B023
        assert ganviz.value(p_data, p_g, mixed).value < best

# %% jupyter={"source_hidden": true}
run = FixedGenerator(p_data, p_g)
run.step(3000)
trained = run.snapshot()
assert 0 <= trained.criterion - trained.value < 0.02, "a trained D comes close, from below"
assert np.isnan(ganviz.optimal_discriminator(ganviz.Uniform(0, 1), ganviz.Uniform(2, 3))([1.5])[0])
