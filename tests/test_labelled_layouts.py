"""Pages of labelled fields drawn in many words and layouts, read back."""

from collections import defaultdict
from itertools import islice

import labelled_layouts
import pytest
from scoring import Score, total

FLOOR, FLOOR_OF_ALL = 0.93, 0.975
"""Micro-F1 of the few pages of a layout, and of all together."""


@pytest.fixture(scope="module")
def scores() -> dict[str, list[Score]]:
    found = defaultdict(list)
    for page in islice(labelled_layouts.draws(each=1, seed=20), 0, None, 4):
        found[page.layout].append(labelled_layouts.measure(page))
    return found


@pytest.mark.parametrize("layout", labelled_layouts.LAYOUTS)
def test_a_layout_is_read(layout: str, scores: dict[str, list[Score]]) -> None:
    assert total(score.total for score in scores[layout]).f1 > FLOOR


def test_all_layouts_together(scores: dict[str, list[Score]]) -> None:
    counts = total(score.total for each in scores.values() for score in each)
    assert counts.f1 > FLOOR_OF_ALL


def test_the_same_seed_draws_the_same_pages() -> None:
    first, again = (list(islice(labelled_layouts.draws(1, 5), 3)) for _ in range(2))
    assert [page.document for page in first] == [page.document for page in again]


def test_every_vocabulary_has_the_fields_that_tell_of_a_trial() -> None:
    for words in labelled_layouts.vocabularies().values():
        assert {"registry_ids", "title", "conditions", "status", "sponsor"} <= set(words)
