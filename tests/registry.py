"""What tests loop over."""

import pytest

from ganviz import explore

TRAINED = {"optimum", "panels", "sharp"}
"""Explorers that train before they show their first picture, which takes seconds."""
EXPLORERS = [
    pytest.param(name, marks=[pytest.mark.long] if name in TRAINED else [])
    for name in sorted(explore.EXPLORERS)
]
