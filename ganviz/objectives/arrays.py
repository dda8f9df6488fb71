"""The few functions that objectives are made of, for numpy arrays and for torch tensors alike."""

import importlib
from typing import Any

import numpy as np

Logits = Any
"""A numpy array or a torch tensor of logits; what is made of one is of the same kind."""


def module_of(array: Any) -> Any:
    """``numpy`` or ``torch``: functions are called by the names that both know."""
    return np if isinstance(array, np.ndarray) else importlib.import_module("torch")


def exp(v: Logits) -> Logits:
    """e^v."""
    return module_of(v).exp(v)


def expm1(v: Logits) -> Logits:
    """e^v - 1."""
    return module_of(v).expm1(v)


def tanh(v: Logits) -> Logits:
    """The hyperbolic tangent."""
    return module_of(v).tanh(v)


def relu(v: Logits) -> Logits:
    """max(0, v)."""
    return np.maximum(v, 0) if isinstance(v, np.ndarray) else v.relu()


def positive(v: Logits) -> Logits:
    """1 where v > 0, else 0: the slope of `relu`."""
    return (v > 0).astype(v.dtype) if isinstance(v, np.ndarray) else (v > 0).to(v.dtype)


def constant(v: Logits, value: float) -> Logits:
    """``value``, as often as there are logits."""
    return module_of(v).full_like(v, value)


def sigmoid(v: Logits) -> Logits:
    """1 / (1 + e^-v)."""
    return falling_sigmoid(-v)


def falling_sigmoid(v: Logits, scale: float = 1.0) -> Logits:
    """scale / (1 + e^v), in as few passes as there are; e^v may overflow, which then is right."""
    if not isinstance(v, np.ndarray):
        return scale * (-v).sigmoid()
    e = np.exp(v)
    e += 1
    return np.divide(scale, e, out=e)


def logsigmoid(v: Logits) -> Logits:
    """log sigmoid(v), without cancellation."""
    if isinstance(v, np.ndarray):
        return -np.logaddexp(0, -v)
    from torch.nn.functional import logsigmoid as of_tensor

    return of_tensor(v)
