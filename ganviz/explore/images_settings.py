"""What a live image run is: a recipe, its data, and the folder where it is kept."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ganviz import _check
from ganviz import images as experiments

if TYPE_CHECKING:
    from ganviz.images.data import ImageData
    from ganviz.images.recipe import Recipe
    from ganviz.images.trainer import Trainer


@dataclass(frozen=True)
class ImagesSettings:
    """What is trained live, where it is saved, and how often it is shown.

    Attributes:
        recipe: a name out of `ganviz.images.RECIPES`.
        changes: of the recipe, as for ``ganviz train --set``: ``("epochs=20", "lr=0.05")``.
        source: data in place of the recipe's: a name, or a folder or zip of images.
        out: the run's folder, "" for a new temporary one; a run that is there already goes on.
        log_every: rounds between two frames; more than 10 frames a second are never shown.
        device: "auto", "cpu", "cuda" or "mps".

    Raises:
        ValueError: an unknown recipe, a field or a value that it does not take.
    """

    recipe: str = "digits"
    changes: tuple[str, ...] = ()
    source: str = ""
    out: str = ""
    log_every: int = 20
    device: str = "auto"

    def __post_init__(self) -> None:
        object.__setattr__(self, "changes", tuple(self.changes))
        _check.integer("log_every", self.log_every, at_least=1)
        _ = self.whole

    @property
    def whole(self) -> "Recipe":
        """The recipe with its changes; a path to its data is absolute."""
        from ganviz.images.data import absolute

        recipes = experiments.RECIPES
        recipe = recipes[_check.one_of("recipe", self.recipe, recipes)].override(self.changes)
        return recipe.but(data=absolute(self.source or recipe.data))

    def load(self, split: str) -> "ImageData":
        """A split of the data, at the size that the recipe asks for."""
        recipe = self.whole
        if not recipe.data:
            raise _check.refuse("source", self.source, "rule_images_source")
        return experiments.load(recipe.data, split, size=recipe.size or None)

    def trainer(self, data: "ImageData") -> "Trainer":
        """The run, new or to be resumed, with checkpoints scored where there is a validation set.

        Raises:
            ValueError: ``out`` is a run of another recipe.
        """
        from ganviz.images import checkpoint, folder

        recipe = self.whole
        out = Path(self.out or tempfile.mkdtemp(prefix="ganviz-"))
        if folder.exists(out) and not checkpoint.steps(out):  # it was shown, but never started
            for name in (folder.RECIPE, folder.META, folder.README):
                (out / name).unlink(missing_ok=True)
        resume = folder.exists(out)
        try:
            validation = self.load(recipe.validation) if recipe.validation else None
        except ValueError:  # a folder of images need not have one
            validation = None
        return experiments.Trainer(
            recipe,
            data,
            out,
            validation=validation,
            resume=resume,
            machine=experiments.Machine(self.device),
            habits=experiments.Habits(log_every=self.log_every, bar=False),
            command=["ganviz.explore.images", recipe.name],
        )
