"""How many examples hypothesis tries, and which: the same ones each time, or a search at random.

`fixed` is what `make test` and CI use, so that a test fails because of what was changed and not by
chance. `make slow` searches: ``--hypothesis-profile=search``. What that finds becomes a test with
fixed numbers.
"""

from hypothesis import HealthCheck, settings

# A slow machine is no failure: neither deadlines nor complaints about a slow draw.
COMMON = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}

settings.register_profile("fixed", derandomize=True, database=None, max_examples=100, **COMMON)
settings.register_profile("search", derandomize=False, max_examples=1000, **COMMON)
settings.load_profile("fixed")  # --hypothesis-profile, read after this, has the last word


def share(part: float) -> settings:
    """A decorator for a test whose examples are dear: this part of the profile's number of them.

    A test module is imported after the profile was chosen.
    """
    return settings(max_examples=round(part * settings().max_examples))
