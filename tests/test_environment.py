"""The environment check, and settings as JSON."""

import dataclasses

import pytest

import ganviz
from ganviz._environment import PACKAGES
from ganviz.settings import from_json, to_json
from ganviz.toy import Player, ToySettings


def test_environment_names_every_package_and_problem():
    found = ganviz.environment()
    assert set(found.packages) == set(PACKAGES)
    assert found.problems == []
    assert found.cores >= 1
    worse = dataclasses.replace(
        found, packages=found.packages | {"torch": "1.9.0", "plotly": "missing"}
    )
    assert worse.problems == ["plotly is missing", "torch 1.9.0 is older than 2.4"]
    assert "problem:   plotly is missing" in str(worse)


def test_settings_survive_json():
    settings = ToySettings(k=3, generator=Player(hidden=(8, 4)))
    assert from_json(ToySettings, to_json(settings)) == settings


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "a JSON object"),
        ("[1]", "a JSON object"),
        ('{"bach": 1}', "did you mean 'batch'"),
        ('{"generator": {"hiden": [3]}}', "did you mean 'hidden'"),
        ('{"k": 0, "k_g": 0}', "k = 0"),
    ],
)
def test_bad_json_is_refused_by_name(text, words):
    with pytest.raises(ValueError, match=words):
        from_json(ToySettings, text)
