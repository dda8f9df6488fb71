"""Dropout out of the run's own random numbers."""

from typing import final

from torch import Tensor, nn

from ganviz.images.draws import Draws


@final
class Dropout(nn.Module):
    """Keep each input with probability ``keep`` and scale what is kept by ``1 / keep``.

    As `torch.nn.Dropout`, but the mask comes from ``draws``: the run resumes bit for bit, and
    several processes draw the masks of one. In evaluation mode it is the identity.
    """

    def __init__(self, keep: float, draws: Draws) -> None:
        super().__init__()
        self.keep, self._draws = keep, draws

    def forward(self, x: Tensor) -> Tensor:
        """(B, ...) -> (B, ...)."""
        if not self.training:
            return x
        return x * self._draws.mask(x.shape, self.keep) * (1 / self.keep)

    def extra_repr(self) -> str:
        """Shown by ``print(network)``."""
        return f"keep={self.keep}"
