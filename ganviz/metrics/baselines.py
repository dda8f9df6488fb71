"""Sets of "samples" that no generator made, to show how little Table 1's number says.

On MNIST 1,000 k-means centres, which are blurred images, score far above real training images:
Theis et al. 2016, "A note on the evaluation of generative models". All functions take the training
images as floats, examples along the first axis.
"""

from typing import Any

import numpy as np

from ganviz import _check


def real_images(images: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    """``n`` different training images at random: (n, ...), what a perfect generator would yield.

    >>> real_images(np.zeros((20, 8, 8)), 5, np.random.default_rng(0)).shape
    (5, 8, 8)
    """
    _check.integer("n", n, at_least=1, at_most=len(images))
    return images[rng.choice(len(images), n, replace=False)]


def mean_image(images: np.ndarray) -> np.ndarray:
    """The mean of the training images, as one sample: (1, ...).

    Several copies would score the same, since a Parzen window is a mean over samples.

    >>> mean_image(np.array([[0.0, 1.0], [1.0, 1.0]])).tolist()
    [[0.5, 1.0]]
    """
    return images.mean(0, dtype=np.float64, keepdims=True)


def binarised(images: np.ndarray) -> np.ndarray:
    """The images with every pixel above 1/2 set to 1, the others to 0.

    >>> binarised(np.array([[0.2, 0.7]])).tolist()
    [[0.0, 1.0]]
    """
    return (images > 0.5).astype(images.dtype)


def kmeans_centres(images: np.ndarray, k: int, seed: int = 0) -> np.ndarray:
    """The centres of a k-means clustering of the training images: (k, ...).

    20 rounds of scikit-learn's Lloyd algorithm, started at ``k`` random images.

    >>> centres = kmeans_centres(np.array([[0.0], [0.2], [0.8], [1.0]]), k=2)
    >>> np.sort(centres, axis=0).round(3).tolist()
    [[0.1], [0.9]]
    """
    from sklearn.cluster import KMeans

    _check.integer("k", k, at_least=1, at_most=len(images))
    settings: dict[str, Any] = {"init": "random", "n_init": 1, "max_iter": 20}
    fitted = KMeans(k, random_state=seed, **settings).fit(images.reshape(len(images), -1))
    return fitted.cluster_centers_.reshape(k, *images.shape[1:])
