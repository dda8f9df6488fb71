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
# # Divergences
#
# **What this notebook shows:** what a generator settles for depends on the divergence that it descends:
# which modes a model that is too small covers, what maximum likelihood does to a density, and why GANs
# stall where supports do not overlap.
#
# **Part of the literature:** Goodfellow 2016 (the NIPS tutorial), sections 2.1 and 3.2.5, Figures 1, 8 and 14;
# Arjovsky, Chintala and Bottou 2017, Example 1. The paper's own divergence is in section 4.1, eq. 6.

# %% jupyter={"source_hidden": true}
# On Colab this installs what is missing there; torch, numpy and plotly stay as they are.
import importlib.util
import subprocess
import sys

if "google.colab" in sys.modules and importlib.util.find_spec("ganviz") is None:
    needed = ["git+https://github.com/ganviz/ganviz", "anywidget", "psygnal"]
    subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--no-deps", *needed], check=True)

# %% [markdown]
# ## Cover, or choose
#
# The data have two modes, the model is one Gaussian $q$: it cannot be right. Minka's family
#
# $$D_\alpha(p \,\|\, q) = \frac{1}{\alpha (1 - \alpha)} \int \alpha p + (1 - \alpha) q - p^\alpha q^{1 - \alpha} \, dx$$
#
# leads from $KL(p_{data} \,\|\, q)$ at $\alpha = 1$ to $KL(q \,\|\, p_{data})$ at $\alpha = 0$. Slide $\alpha$
# down and drag the modes. On the right: the divergence over all Gaussians, with every local minimum.

# %%
from ganviz import explore

explore.fitting()

# %% [markdown]
# - $KL(p_{data} \,\|\, q)$ charges for every $x$ where there are data and no $q$: $q$ must **cover** both modes,
#   and puts mass between them. There is one minimum: the mean and the std of the data.
# - $KL(q \,\|\, p_{data})$ charges where $q$ is and the data are not: $q$ **settles** on one mode. Far apart,
#   each mode has its local minimum, and the start decides which is found; between equal modes there is one
#   more that covers both, and where modes are near it is the only one.
# - The **Jensen-Shannon** divergence, the paper's, lies between: drag the modes apart, and its best $q$ jumps
#   from both modes onto one.
# - **Total variation** can be indifferent: with modes far apart a whole range of widths costs the same.
#
# An explorer is a widget among others, and each of its settings is a trait: a slider of your own can move
# it, or several settings at once. This one draws the modes apart, for the Jensen-Shannon divergence.

# %%
import ipywidgets

apart, best = ipywidgets.FloatSlider(1.7, min=0, max=3.5), explore.fitting(divergence="js")
ipywidgets.dlink((apart, "value"), (best, "right"))
ipywidgets.dlink((apart, "value"), (best, "left"), lambda distance: -distance)
ipywidgets.VBox([apart, best])

# %% [markdown]
# ## Maximum likelihood
#
# $KL(p_{data} \,\|\, q)$ over a sample is maximum likelihood. Each data point pushes the density up where it is
# (vermilion, $1/n$ each); the density must integrate to 1, so the partition function pushes it down
# everywhere (green, $p(x) \Delta x$). Drag the data; lift **Fitted** and drag the model.

# %%
explore.likelihood()

# %% [markdown]
# - The lower panel is what a Gaussian can make of these forces: each point lifts the density around itself
#   and lowers it elsewhere, by the same mass. A point more than one standard deviation from the mean widens
#   the model, and so lifts the far tail too.
# - **The fit is where all parts cancel.** It is not where each point is content.
# - One far point pulls the whole Gaussian towards it: maximum likelihood cannot afford $p(x) \approx 0$ at any datum.
# - Two Gaussians need no mass between the modes: covering harms only the model that is too small.
#
# ## Disjoint supports, and noise
#
# $p_{data}$ is a box about 0, $p_g$ the same box about $\theta$. Width 0 and no noise is Example 1 of the
# Wasserstein GAN. Drag $p_g$ off the data, then add noise to both.

# %%
explore.supports()

# %% [markdown]
# - Without noise and once the boxes part, $JSD = \log 2$, $TV = 1$, $KL = \infty$, wherever $p_g$ is: no slope
#   tells $G$ where the data are. $W_1 = |\theta|$ has slope 1 at any distance.
# - **Instance noise** makes the supports overlap: the JSD has a slope again. It is the slope that the minimax
#   game gives $G$ at $D^*$: half of $\mathbb{E}_{p_g}[\frac{d}{dx} \log(1 - D^*(x))]$.
# - Little noise reaches little: the slope fades beyond a few $\sigma$. Much noise reaches far and blurs the
#   difference that is to be learnt; hence it is annealed.
# - Noise changes $W_1$ between the two not at all.

# %% [markdown]
# ## Checks

# %% jupyter={"source_hidden": true}
from ganviz import Gaussian, named
from ganviz.theory import alpha_divergence, hellinger, js_divergence, kl_divergence, pearson_chi2
from ganviz.theory.fitting import DIVERGENCES, alpha_family, fit_gaussian

p, q = named("two_modes"), Gaussian(0.3, 1.4)
ends = {0: kl_divergence(q, p), 1: kl_divergence(p, q)}
for alpha, end in ends.items():
    assert abs(alpha_divergence(p, q, alpha) - end) < 1e-12, "both KLs at the ends"
    near = abs(alpha - 1e-6)
    assert abs(alpha_divergence(p, q, near) - end) < 1e-4, "and on the way there"
assert abs(alpha_divergence(p, q, 0.5) - 4 * float(hellinger(p, q)) ** 2) < 1e-9
assert abs(alpha_divergence(p, q, 2) - pearson_chi2(p, q) / 2) < 1e-9

# %% jupyter={"source_hidden": true}
import math

cover = fit_gaussian(p, DIVERGENCES["kl"])
assert len(cover.minima) == 1, "KL covers"
assert abs(cover.best.mean) < 1e-3, "at the mean of the data"
assert abs(cover.best.std - math.hypot(1.5, 0.5)) < 1e-3, "with their std"
choose = fit_gaussian(p, DIVERGENCES["reverse_kl"]).best
assert abs(abs(choose.mean) - 1.5) + abs(choose.std - 0.5) < 0.04, "reverse KL chooses"

# %% jupyter={"source_hidden": true}
js = DIVERGENCES["js"]
assert abs(fit_gaussian(p, js).best.mean) < 0.01, "JSD covers modes that are near, ..."
far = named("far_modes")
assert abs(abs(fit_gaussian(far, js).best.mean) - 2.6) < 0.01, "and chooses where they are far"
assert len(fit_gaussian(far, alpha_family(0.5)).minima) == 3, "there both kinds of minimum exist"

# %% jupyter={"source_hidden": true}
import numpy as np

from ganviz.theory.likelihood import density_change, gaussian_mle, gradient, mixture_em

data = p.sample(50_000, np.random.default_rng(0))
fit = gaussian_mle(data)
assert abs(fit.mean - cover.best.mean) + abs(fit.std - cover.best.std) < 0.05, "ML minimises KL"
few, x = data[:10], np.linspace(-12, 12, 2401)
for model in (gaussian_mle(few), mixture_em(few)):
    assert np.abs(gradient(model, few).sum(axis=1)).max() < 1e-5, "the forces balance at the fit"
    parts = density_change(model, few, x)
    assert np.abs(parts.sum(axis=0)).max() < 1e-5, "at every x"
    assert np.abs(parts.sum(axis=1)).max() * 0.01 < 1e-6, "and no point changes the total mass"

# %% jupyter={"source_hidden": true}
from ganviz.theory.supports import Translation

theta = np.array([0.7, 1.5, 3.0])
apart = Translation(width=0.6)
found, slopes = apart.distances(theta), apart.slopes(theta)
assert np.allclose(found.js, math.log(2)), "flat"
assert not slopes.js.any(), "nothing to follow"
assert np.isinf(found.kl).all()
assert np.allclose(found.wasserstein1, theta), "the Wasserstein distance tells how far"
blurred = Translation(width=0.6, sigma=0.4)
assert (blurred.slopes(theta).js[:2] > 0.2).all(), "with noise the JSD has a slope"
p_data, p_g = blurred.density(0.0), blurred.density(1.5)
assert abs(blurred.distances(theta).js[1] - js_divergence(p_data, p_g).value) < 1e-9
