"""Mistakes that once went unseen: they can still be made, and a test fails for each."""

import pytest
from mutations import MUTATIONS, ROOT, copy_of_the_tree, failing_test


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.what)
def test_its_place_is_there(mutation):
    assert (ROOT / mutation.file).read_text(encoding="utf-8").count(mutation.old) == 1


@pytest.mark.slow
@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.what)
def test_a_test_fails(mutation, tmp_path):
    assert failing_test(mutation, copy_of_the_tree(tmp_path)).startswith("FAILED tests/")
