"""How learning rate and momentum change during a run, as in the released code of the paper."""

from ganviz import _check


def decayed_lr(lr: float, t: int, *, decay: float = 1.000004, lr_min: float = 1e-6) -> float:
    """``max(lr_min, lr / decay^t)`` after ``t`` minibatches.

    >>> decayed_lr(0.1, 0)
    0.1
    >>> round(decayed_lr(0.1, 500), 7)  # one epoch of the paper's MNIST
    0.0998002
    >>> decayed_lr(0.1, 10_000_000)
    1e-06
    """
    _check.integer("t", t, at_least=0)
    try:
        return max(lr_min, lr / decay**t)
    except OverflowError:
        return lr_min


def ramped_momentum(
    epoch: int, *, start: float = 0.5, final: float = 0.7, saturate: int = 250
) -> float:
    """Linear from ``start`` at epoch 1 to ``final`` at epoch ``saturate``, then constant.

    >>> ramped_momentum(1), round(ramped_momentum(125), 4), ramped_momentum(400)
    (0.5, 0.5996, 0.7)
    """
    _check.integer("epoch", epoch, at_least=1)
    if saturate <= 1:
        return final
    share = min(1.0, (epoch - 1) / (saturate - 1))
    return start + (final - start) * share
