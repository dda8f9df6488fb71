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
# # The adversarial game
#
# **What this notebook shows:** the game of eq. 1 as something two people can play, and Algorithm 1
# executed line by line on numbers small enough to check with a pencil.
#
# **Part of the paper:** section 1 (counterfeiters and police), section 3 (eq. 1), Algorithm 1.

# %% jupyter={"source_hidden": true}
# On Colab this installs what is missing there; torch, numpy and plotly stay as they are.
import importlib.util
import subprocess
import sys

if "google.colab" in sys.modules and importlib.util.find_spec("ganviz") is None:
    needed = ["git+https://github.com/ganviz/ganviz", "anywidget", "psygnal"]
    subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--no-deps", *needed], check=True)

# %% [markdown]
# ## Counterfeiters and police
#
# > The generative model can be thought of as analogous to a team of counterfeiters, trying to produce
# > fake currency and use it without detection, while the discriminative model is analogous to the
# > police, trying to detect the counterfeit currency.
#
# $D(x)$ is the probability that $x$ came from the data rather than from $p_g$. The police want to call
# money money and fakes fakes; the counterfeiters want the opposite. Both look at one number:
#
# $$\min_G \max_D V(D, G) = \mathbb{E}_{x \sim p_{data}}[\log D(x)]
# + \mathbb{E}_{z \sim p_z}[\log(1 - D(G(z)))] \tag{1}$$
#
# Below, money has one measurable property $x$. Drag the green circle to move the counterfeits, and set
# the police's judgement with the sliders. Then press **Police: best answer**, move the counterfeits
# towards the money, and answer again. How low can the counterfeiters push the best $V$?

# %%
from ganviz import explore

explore.value()

# %% [markdown]
# The best answer always wins back something, until the counterfeits are as good as money. Then
# the best that any police can do is $D = 1/2$ and $V = -\log 4$: notebook 04 proves it.
#
# A counterfeiter who knows the police's judgement and runs from it without looking back overshoots:
# set the slope to 3 and the threshold to 0, and drag the fakes far to the right. $V$ keeps falling, but
# the next answer of the police undoes all of it. That is why Algorithm 1 takes small steps in turns.

# %% [markdown]
# ## Algorithm 1, line by line
#
# Two parameters each: $G(z) = a z + b$ and $D(x) = \sigma(w x + c)$, minibatches of four. **Next line**
# executes one line and writes down all that it computed.

# %%
explore.algorithm1()

# %% [markdown]
# Try this: raise $k$ and watch $D$ turn more between two steps of $G$; choose the cost `minimax` and
# compare the gradients of $G$ when $D(G(z))$ is small; make the step size ten times larger.
#
# Such a small $D$ compares little more than means. With the cost $-\log D$, $b$ finds the mean of the data;
# of their width $a$ learns nothing: this cost shrinks it while $w \neq 0$, and `minimax` makes it grow, in the
# end without bound.
#
# With networks in the place of these two formulas the same seven lines are Figure 1: notebook 02;
# [`toy/algorithm1.py`](../ganviz/toy/algorithm1.py) has them in plain PyTorch, to be read from top to bottom.

# %% [markdown]
# ## Checks

# %% jupyter={"source_hidden": true}
import itertools
import math

from ganviz import Gaussian, criterion, value
from ganviz.explore.value import P_DATA, ValueSettings, best_police
from ganviz.toy.runs.by_hand import ByHand

# The police's best answer reaches C(G): a logistic D is optimal for two Gaussians of one width.
best = ValueSettings(mean=0.0, **best_police(ValueSettings(mean=0.0)))
assert math.isclose(value(P_DATA, best.p_g, best).value, criterion(P_DATA, best.p_g).value)

# %% jupyter={"source_hidden": true}
# Perfect counterfeits leave -log 4, and no police does better.
assert math.isclose(criterion(P_DATA, Gaussian(P_DATA.mean, P_DATA.std)).value, -math.log(4))

# Algorithm 1 by hand ends with b near the mean of the data.
lines = itertools.islice(ByHand(m=256, k=3, lr=0.1).lines(), 11 * 1000)
b = [line.parameters.b for line in lines]
assert abs(sum(b[-2000:]) / 2000 - 1.0) < 0.1
