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
# # The global optimum
#
# **What this notebook shows:** with the best $D$, what is left for $G$ is
# $C(G) = -\log 4 + 2 \, JSD(p_{data} \,\|\, p_g)$: seen by four independent routes, and lowest at
# $p_g = p_{data}$ only.
#
# **Part of the paper:** section 4.1, Theorem 1, eq. 4 to 6.

# %% jupyter={"source_hidden": true}
# On Colab this installs what is missing there; torch, numpy and plotly stay as they are.
import importlib.util
import subprocess
import sys

if "google.colab" in sys.modules and importlib.util.find_spec("ganviz") is None:
    needed = ["git+https://github.com/ganviz/ganviz", "anywidget", "psygnal"]
    subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--no-deps", *needed], check=True)

# %% [markdown]
# ## Four routes to one number
#
# Insert $D^*$ into eq. 1:
#
# $$C(G) = \max_D V(G, D) = \mathbb{E}_{p_{data}}\Big[\log \frac{p_{data}}{p_{data} + p_g}\Big]
# + \mathbb{E}_{p_g}\Big[\log \frac{p_g}{p_{data} + p_g}\Big] \tag{4}$$
#
# With $m = (p_{data} + p_g)/2$ a factor of 2 leaves each logarithm, and
#
# $$C(G) = -\log 4 + KL(p_{data} \,\|\, m) + KL(p_g \,\|\, m) = -\log 4 + 2 \, JSD \tag{5, 6}$$
#
# Drag $p_g$. On the right, in nats: eq. 4 by **quadrature** (diamond); **eq. 5** as $-\log 4$ plus a black
# and a green piece; eq. 4 from **samples** with its 95% interval; and the $V(G, D)$ of a **trained** $D$,
# which goes on from where it is after each move and climbs to $C(G)$ from below; after a long move it begins
# left of the picture.

# %%
from ganviz import explore

explore.optimum()

# %% [markdown]
# - The two pieces vanish together, and only at $p_g = p_{data}$.
# - The interval shrinks with the square root of the number of samples.
# - The trained $D$ is a lower bound of $C(G)$: that is all a GAN ever sees of the divergence.
# - Make $p_g$ narrow and drag it away from the data: $C(G)$ goes to 0 and stays there. Where the
#   densities hardly overlap, it no longer tells $G$ where to go.
#
# ## One lowest point
#
# All Gaussian generators at once, for $p_{data} = N(0, 1)$. Drag the green dot to the cross.

# %%
explore.landscape()

# %% [markdown]
# $JSD \ge 0$, and it is 0 only if the two densities agree: so $-\log 4$ is the lowest value, and it is
# reached where $G$ replicates the data perfectly.

# %% [markdown]
# ## Checks

# %% jupyter={"source_hidden": true}
import math

from ganviz import Gaussian, criterion, js_divergence, named
from ganviz.distributions import NAMES_1D
from ganviz.theory import routes

for name in NAMES_1D:
    p_data = named(name)
    assert abs(criterion(p_data, p_data) + math.log(4)) < 1e-8, "equality at p_g = p_data"
    c, jsd = criterion(p_data, Gaussian(0.5, 1.2)), js_divergence(p_data, Gaussian(0.5, 1.2))
    assert abs(c + math.log(4) - 2 * jsd) < 1e-8, "eq. 6"
    assert c > -math.log(4), "and only there"

# %% jupyter={"source_hidden": true}
found = routes(Gaussian(0, 1), Gaussian(1, 1), n=100_000)
assert abs(found.quadrature - found.kl_terms.criterion) < 1e-8
sampled = found.monte_carlo
assert abs(sampled.value - found.quadrature) < 4 * sampled.standard_error
assert abs(js_divergence(Gaussian(0, 1), Gaussian(1, 1)) - 0.1114214822) < 1e-9
