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
# # Losses and what they imply
#
# **What this notebook shows:** what $G$ pays under each objective and how steep that is; that the minimax
# gradient dies early in a real run and the non-saturating one does not; that all costs share one fixed
# point; which divergence each objective implies; what smoothed labels do to $D$ and to $G$.
#
# **Part of the paper:** section 3 (the cost that does not saturate) and section 4.1; sections 3.2 and 4.2 of
# the NIPS 2016 tutorial, and the objectives of the papers that followed.

# %% jupyter={"source_hidden": true}
# On Colab this installs what is missing there; torch, numpy and plotly stay as they are.
import importlib.util
import subprocess
import sys

if "google.colab" in sys.modules and importlib.util.find_spec("ganviz") is None:
    needed = ["git+https://github.com/ganviz/ganviz", "anywidget", "psygnal"]
    subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--no-deps", *needed], check=True)

# %% [markdown]
# ## What G pays for a sample
#
# The tutorial's Figure 16: the cost of one sample against what $D$ says of it. Drag $D(G(z))$. A gradient
# reaches $G$ through the logit $v$ of $D = \sigma(v)$, so the slope by $v$, on the right, is what counts:
#
# | cost of $G$ | formula | slope by the logit |
# |---|---|---|
# | minimax, eq. 1 | $\log(1 - D)$ | $-D$ |
# | non-saturating, section 3 | $-\log D$ | $-(1 - D)$ |
# | maximum likelihood, tutorial 3.2.4 | $-\exp(v) = -D/(1 - D)$ | $-D/(1 - D)$ |

# %%
from ganviz import explore

explore.losses()

# %% [markdown]
# - Early on $D$ rejects what $G$ makes: $D(G(z)) \approx 0$. There minimax and maximum likelihood are flat and
#   the non-saturating cost is at its steepest.
# - Maximum likelihood listens to the few samples that $D$ takes for real, and to hardly any other.
# - Another objective from the menu is drawn with its best critic, which is a function of $D^*$. Under hinge and
#   total variation that is a step: a critic at its best has no slope at any sample.
#
# ## Saturation, measured
#
# After 20 rounds of Algorithm 1 $G$ stands still and $D$ trains on. At every moment the gradient of $G$ is
# taken twice, at the same parameters and on the same minibatch: under $\log(1 - D(G(z)))$ and under
# $-\log D(G(z))$. Press Play.

# %%
explore.saturation()

# %% [markdown]
# - The minimax norm falls with $D(G(z))$, by orders of magnitude. The other does not: section 3 of the paper.
# - That takes data which $D$ can tell from fakes. With a target that overlaps with $p_g$ neither of them dies.
#
# ## One fixed point
#
# Let $D$ be at its best for every $p_g$: what does $G$ descend? Here for $p_{data} = N(0, 1)$ and
# $p_g = N(\mu, 1)$; drag $p_g$. The tangents are the derivatives of the expected
# cost. Under hinge and total variation they come from the jump of the critic alone, which no minibatch sees.

# %%
explore.fixed_point()

# %% [markdown]
# "The same fixed point of the dynamics of $G$ and $D$ but provides much stronger gradients early in learning"
# (section 3): all curves are lowest at $p_g = p_{data}$, and far from it minimax flattens.
#
# | objective | best critic, $r = p_{data}/p_g$ | $D$ measures | $G$ descends |
# |---|---|---|---|
# | minimax | logit $\log r$ | $2\,JSD - \log 4$ | $2\,JSD$ |
# | non-saturating | logit $\log r$ | $2\,JSD - \log 4$ | $KL(p_g \Vert p_{data}) - 2\,JSD$ |
# | maximum likelihood | logit $\log r$ | $2\,JSD - \log 4$ | $KL(p_{data} \Vert p_g)$ |
# | least squares (labels $-1, 1$; $G$ wants $0$) | $(r - 1)/(r + 1)$ | $\chi^2(p_g \Vert m) - 1$ | $2\,KL(p_{data} \Vert m) - \chi^2(p_g \Vert m)$ |
# | hinge | $\mathrm{sign}(r - 1)$ | $2\,TV - 2$ | $2\,TV$ |
# | Wasserstein, 1-Lipschitz | slope $\mathrm{sign}(F_g - F_{data})$ | $W_1$ | $W_1$ |
# | relativistic pairing | $\log r$ + any constant | $JSD_2 - \log 2$ | $KL(p_g \Vert p_{data}) - JSD_2$ |
# | f-GAN | $T = f'(r)$ | $D_f(p_{data} \Vert p_g)$ | the same |
#
# Here $m = (p_{data} + p_g)/2$, and $JSD_2$ is that between the pairs $(x, G(z))$ and $(G(z), x)$. "Measures" is
# the most that $D$ can earn. "Descends" is what the gradient of $G$ belongs to while $D$ stands still. For
# least squares the first is Pearson's $\chi^2$ and the second is no divergence: it can be negative.
#
# ## Label smoothing
#
# Call a share $\alpha$ of the real samples fake and a share $\beta$ of the fake ones real. The best $D$ becomes
#
# $$\frac{(1 - \alpha)\, p_{data} + \beta\, p_g}{p_{data} + p_g} = \beta + (1 - \alpha - \beta)\, D^*$$
#
# Below it: where, and how hard, the non-saturating cost pushes a sample at $x$.

# %%
explore.smoothing()

# %% [markdown]
# - **One-sided** ($\beta = 0$): $D$ is scaled by $1 - \alpha$, and the push on $G$ stays the same everywhere.
# - **Two-sided**: where $p_{data}$ is small and $p_g$ is not, $D$ rests at $\beta$, and $1 - \beta/D$ of the push is
#   left: next to nothing. Samples there "have no incentive to move nearer to the data" (Salimans et al. 2016).
# - The tutorial says that $D$ then has a peak near the spurious mode. By the equation above the best $D$ has
#   none: it rises and falls with $D^*$. What reinforces the mistake is the push that is gone.

# %% [markdown]
# ## Checks

# %% jupyter={"source_hidden": true}
from ganviz.distributions import Gaussian, named
from ganviz.theory import CRITICS, IMPLIED, best_payoff, slope_in_mean

p_data, p_g, h = Gaussian(0, 1), Gaussian(1, 1), 1e-4
for name in CRITICS:
    implied = IMPLIED[name]
    assert abs(best_payoff(name, p_data, p_g) - implied.measures(p_data, p_g)) < 1e-7, "measures"
    ahead, behind = (implied.descends(p_data, Gaussian(1 + step, 1)) for step in (h, -h))
    slope = slope_in_mean(name, p_data, p_g).value
    assert abs((ahead - behind) / (2 * h) - slope) < 1e-5, "descends"
    assert abs(slope_in_mean(name, p_data, p_data)) < 1e-9, "the same fixed point"

# %% jupyter={"source_hidden": true}
from ganviz.toy import ToySettings
from ganviz.toy.runs.saturation import Saturation

run = Saturation(named("far_modes"), Gaussian(0, 1), ToySettings(batch=512), rounds=20)
start = run.snapshot()
run.step(600)
end = run.snapshot()
assert end.minimax < start.minimax / 10, "the minimax gradient has died"
assert end.non_saturating > start.non_saturating, "and the other has not"

# %% jupyter={"source_hidden": true}
import numpy as np

from ganviz.theory import optimal_discriminator, sample_push, smoothed_discriminator

p_data, p_g, x = Gaussian(0, 0.5), Gaussian(3, 0.5), np.linspace(1, 4, 31)
d_star = optimal_discriminator(p_data, p_g)
one_sided = smoothed_discriminator(p_data, p_g, real=0.1)
both = smoothed_discriminator(p_data, p_g, real=0.1, fake=0.1)
assert np.allclose(both(x), 0.1 + 0.8 * d_star(x)), "no new peak"
assert np.allclose(sample_push(one_sided, x), sample_push(d_star, x)), "the push stays"
assert both.push_kept([3.0])[0] < 1e-6, "and here it is gone"
