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
# # Exercises
#
# **What this notebook shows:** the three exercises of the NIPS 2016 tutorial and twenty-one more, each
# checked by numbers: a wrong answer gets the simplest input at which it fails.
#
# **Part of the paper:** all of it, from eq. 1 to Table 1.

# %% jupyter={"source_hidden": true}
# On Colab this installs what is missing there; torch, numpy and plotly stay as they are.
import importlib.util
import subprocess
import sys

if "google.colab" in sys.modules and importlib.util.find_spec("ganviz") is None:
    needed = ["git+https://github.com/ganviz/ganviz", "anywidget", "psygnal"]
    subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--no-deps", *needed], check=True)

# %% [markdown]
# ## How it works
#
# Under each card is a cell with the beginning of an answer. Replace `...`, run the cell, and read the
# verdict under it; or press **Check** on the card. An answer is tried on many inputs and compared with
# the exact theory of this package, so any formula or programme that gives the right numbers is right.
#
# `math` and `np` are there for your answers. **Next hint** goes one step further each time; **Solution**
# shows a worked one, as does `exercises.solution("optimal_strategy")`.

# %% jupyter={"source_hidden": true}
import math

import numpy as np

from ganviz import exercises, explore

# %% [markdown]
# ## The tutorial's three
#
# The exercises of *NIPS 2016 Tutorial: Generative Adversarial Networks* (Goodfellow 2016).

# %%
explore.exercise("optimal_strategy")


# %%
def optimal_strategy(p_data, p_g, x):
    """D*(x) at a number x; p_data.pdf(x) and p_g.pdf(x) are the two densities there."""
    ...


exercises.check("optimal_strategy", optimal_strategy)

# %%
explore.exercise("game_flow")


# %%
def game_flow(x, y, t):
    """[x(t), y(t)] of the players of V = x y, begun at (x, y)."""
    ...


exercises.check("game_flow", game_flow)

# %%
explore.exercise("maximum_likelihood")


# %%
def maximum_likelihood(d):
    """The cost f of a sample x, as a function of d = D*(x), a number between 0 and 1."""
    ...


exercises.check("maximum_likelihood", maximum_likelihood)

# %% [markdown]
# ## The discriminator
#
# At one point $x$ the two densities are two numbers, $a = p_{data}(x)$ and $b = p_g(x)$.

# %%
explore.exercise("pointwise_argmax")


# %%
def pointwise_argmax(a, b):
    """The y between 0 and 1 at which a log y + b log(1 - y) is largest."""
    ...


exercises.check("pointwise_argmax", pointwise_argmax)

# %%
explore.exercise("least_squares")


# %%
def least_squares(a, b):
    """The best critic's answer at x, for the targets 1 (real) and -1 (fake)."""
    ...


exercises.check("least_squares", least_squares)

# %%
explore.exercise("class_priors")


# %%
def class_priors(a, b, share):
    """D*(x) if this share of each minibatch is real."""
    ...


exercises.check("class_priors", class_priors)

# %%
explore.exercise("label_smoothing")


# %%
def label_smoothing(a, b, alpha, beta):
    """D*(x) if D is trained towards 1 - alpha on real and beta on fake points."""
    ...


exercises.check("label_smoothing", label_smoothing)

# %%
explore.exercise("log_d")


# %%
def log_d(logit):
    """log D(x) for D(x) = 1 / (1 + exp(-logit)), for a logit of any size."""
    ...


exercises.check("log_d", log_d)

# %%
explore.exercise("importance_weights")


# %%
def importance_weights(d, f):
    """The estimate of E_data[f], of two arrays: D*(x) and f(x) at points x drawn from p_g."""
    ...


exercises.check("importance_weights", importance_weights)

# %% [markdown]
# ## Divergences
#
# Theorem 1 and what lies around it. All values are in nats.

# %%
explore.exercise("least_criterion")

# %%
# The least value of C(G), a number in nats.
least_criterion = ...

exercises.check("least_criterion", least_criterion)

# %%
explore.exercise("worst_generator")

# %%
# Four probabilities of p_g, for which C(G) is as large as it can be.
worst_generator = ...

exercises.check("worst_generator", worst_generator)

# %%
explore.exercise("kl_gaussians")


# %%
def kl_gaussians(mean_p, std_p, mean_q, std_q):
    """KL(p || q) of p = N(mean_p, std_p^2) and q = N(mean_q, std_q^2), in closed form."""
    ...


exercises.check("kl_gaussians", kl_gaussians)

# %%
explore.exercise("criterion_gaussians")


# %%
def criterion_gaussians(mean, std):
    """C(G), relative error below 1e-4, for p_data = N(0, 1) and p_g = N(mean, std^2)."""
    ...


exercises.check("criterion_gaussians", criterion_gaussians)

# %%
explore.exercise("jsd_uniforms")


# %%
def jsd_uniforms(shift):
    """JSD of the uniform distributions on [0, 1] and on [shift, shift + 1]."""
    ...


exercises.check("jsd_uniforms", jsd_uniforms)

# %%
explore.exercise("mode_dropping")


# %%
def mode_dropping(m):
    """[KL(p_data || p_g), KL(p_g || p_data)] if p_g covers m of the 8 modes."""
    ...


exercises.check("mode_dropping", mode_dropping)

# %%
explore.exercise("wasserstein_uniforms")


# %%
def wasserstein_uniforms(a, b, c, d):
    """W1 of the uniform distributions on [a, b] and on [c, d]."""
    ...


exercises.check("wasserstein_uniforms", wasserstein_uniforms)

# %%
explore.exercise("subgradient")


# %%
def subgradient(a, b):
    """The slope at b of f(b) = max over y of a log y + b log(1 - y)."""
    ...


exercises.check("subgradient", subgradient)

# %% [markdown]
# ## The generator
#
# The density that $G$ implies, the slope of its cost, and the score of its samples.

# %%
explore.exercise("push_forward_affine")


# %%
def push_forward_affine(a, b, x):
    """p_g(x) for G(z) = a z + b and z ~ N(0, 1); a is not 0."""
    ...


exercises.check("push_forward_affine", push_forward_affine)

# %%
explore.exercise("non_saturating")


# %%
def non_saturating(d):
    """[slope of log(1 - D), slope of -log D], each by the logit of D, where D(G(z)) = d."""
    ...


exercises.check("non_saturating", non_saturating)

# %%
explore.exercise("push_forward_fold")


# %%
def push_forward_fold(x):
    """p_g(x) for G(z) = z^2 and z ~ N(0, 1); x is not 0."""
    ...


exercises.check("push_forward_fold", push_forward_fold)

# %%
explore.exercise("parzen")


# %%
def parzen(x, samples, sigma):
    """The Parzen window's log-likelihood of x, (d,), with samples of G, (n, d)."""
    ...


exercises.check("parzen", parzen)

# %% [markdown]
# ## Training
#
# Algorithm 1 with a pencil, and why taking turns matters.

# %%
explore.exercise("growth_factor")


# %%
def growth_factor(h):
    """The factor by which the distance to (0, 0) grows in one simultaneous step."""
    ...


exercises.check("growth_factor", growth_factor)

# %%
explore.exercise("algorithm_step")


# %%
def algorithm_step(w, c, real, fake, lr):
    """[w, c] of D(x) = sigmoid(w x + c) after one step of D; real and fake are minibatches."""
    ...


exercises.check("algorithm_step", algorithm_step)

# %%
explore.exercise("alternating_round")


# %%
def alternating_round(h):
    """The 2 x 2 matrix M of one round, [x, y] -> M [x, y]: first the step of y, then that of x."""
    ...


exercises.check("alternating_round", alternating_round)

# %% [markdown]
# ## Checks
#
# Every worked solution passes, and so does what is right in another way. Every typical mistake is
# recognised, and shown where it fails.

# %% jupyter={"source_hidden": true}
for name, exercise in exercises.EXERCISES.items():
    assert exercises.check(name, exercise.solution).correct, name
    assert not exercises.check(name, ...).correct, "an answer that is not written yet"
    for mistake, answer in exercise.mistakes.items():
        verdict = exercises.check(name, answer)
        assert not verdict.correct
        assert verdict.counterexample is not None
        assert exercise.remark(mistake) in verdict.message

# %% jupyter={"source_hidden": true}
assert exercises.check("least_criterion", 2 * math.log(0.5)).correct
assert exercises.check("worst_generator", np.array([0, 0, 0.2, 0.8])).correct
assert exercises.check("maximum_likelihood", lambda d: 1 - d / (1 - d)).correct, "up to a constant"
