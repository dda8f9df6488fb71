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
# # Generative Adversarial Nets, executable
#
# This is the paper of Goodfellow et al. (2014) as something to run, drag and check. Every equation,
# figure and claim is a picture that answers to your hands, and every number in a picture comes from a
# tested function of the package `ganviz`.
#
# **What this notebook shows:** what there is, how a picture is used, and whether this machine is ready.

# %% jupyter={"source_hidden": true}
# On Colab this installs what is missing there; torch, numpy and plotly stay as they are.
import importlib.util
import subprocess
import sys

if "google.colab" in sys.modules and importlib.util.find_spec("ganviz") is None:
    needed = ["git+https://github.com/ganviz/ganviz", "anywidget", "psygnal"]
    subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--no-deps", *needed], check=True)

# %% [markdown]
# ## Is this machine ready?
#
# Nothing here needs a GPU. Toy networks run fastest on one thread, and the players see to that.

# %%
import ganviz

print(ganviz.environment())

# %% [markdown]
# ## Three ideas carry everything
#
# A **distribution** is known exactly: its density can be evaluated, integrated and sampled.
# An **objective** is what $D$ and $G$ optimise, and it implies a divergence.
# A **run** is a seeded process that is stepped and yields snapshots.

# %%
p_data, p_g = ganviz.named("two_modes"), ganviz.Gaussian(0.5, 1.2)

print("C(G)  ", ganviz.criterion(p_data, p_g))
print("JSD   ", ganviz.js_divergence(p_data, p_g))

# %% [markdown]
# ## How a picture is used
#
# Drag the two dots on the left, or the blue one on the right. Circles that can be dragged show a hand.
# The line below the picture always holds the numbers; the line below that says what went wrong, if
# something did.

# %%
from ganviz import explore

explore.lemma()

# %% [markdown]
# Where something is trained, there is a bar with **Play**, single steps, **Reset** and a slider that
# goes back through time. The same seed always gives the same run. Running a cell again begins anew.

# %%
explore.training()

# %% [markdown]
# ## The tour
#
# | notebook | part of the paper | what you do there |
# |---|---|---|
# | [01_adversarial_game](01_adversarial_game.ipynb) | sections 1 and 3, eq. 1, Algorithm 1 | play both sides, then execute the algorithm line by line |
# | [02_figure1_dynamics](02_figure1_dynamics.ipynb) | Figure 1 | train a GAN and watch $D$, $p_{data}$ and $p_g$ |
# | [03_optimal_discriminator](03_optimal_discriminator.ipynb) | Proposition 1, eq. 2 and 3 | derive $D^*$ by hand, draw your own $D$, train one |
# | [04_global_optimum](04_global_optimum.ipynb) | Theorem 1, eq. 4 to 6 | see $C(G) = -\log 4 + 2\,JSD$ by four routes |
# | [05_convergence](05_convergence.ipynb) | section 4.2, Proposition 2 | let $p_g$ flow to $p_{data}$, and see where parameters get stuck |
# | [06_losses](06_losses.ipynb) | section 3; tutorial 3.2 and 4.2 | compare what $G$ pays, and which divergence an objective implies |
# | [07_divergences](07_divergences.ipynb) | section 4.1; tutorial 2.1 and 3.2.5 | see a model cover modes or choose one, and supports that do not meet |
# | [08_games](08_games.ipynb) | Algorithm 1; tutorial 5.1 and 7.2 | turn in circles, and find what makes a game converge |
# | [10_playground](10_playground.ipynb) | section 6, in the plane | build, play, branch and compare GANs of your own |
# | [11_helvetica](11_helvetica.ipynb) | section 6 | bring about the Helvetica scenario, and cure it |
# | [14_phase_diagrams](14_phase_diagrams.ipynb) | section 6; Algorithm 1's $k$ | see for which rates, penalties and widths a GAN works, and open any of its runs |
# | [12_mnist](12_mnist.ipynb) | section 5, Figures 2 and 3, Table 1 | train on images of digits, and measure the samples |
# | [13_cifar10](13_cifar10.ipynb) | section 5, Figure 2 c) and d) | three recipes on colour images, your own among them |
# | [09_exercises](09_exercises.ipynb) | all of it | answer, from the tutorial's three exercises on; wrong answers say where they fail |
#
# *Tutorial* is Goodfellow's at NIPS 2016. The exercises suit any time after the notebooks that they are about.

# %% [markdown]
# ## Checks
#
# A notebook closes with the claims it makes, asserted.

# %% jupyter={"source_hidden": true}
import math

assert not ganviz.environment().problems
c, jsd = ganviz.criterion(p_data, p_g), ganviz.js_divergence(p_data, p_g)
assert abs(c + math.log(4) - 2 * jsd) < 1e-8
