"""The names of the splits that the labelled sets share."""

# Name of a split -> the parts of the data that it is made of.
PARTS = {
    "train": ("train",),
    "validation": ("validation",),
    "test": ("test",),
    "train+validation": ("train", "validation"),
}
SPLITS = tuple(PARTS)
