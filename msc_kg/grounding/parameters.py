"""Parameters of questions, grounded by the same lexicon as the documents."""

from functools import cache

from msc_kg import iris
from msc_kg.errors import UnknownNameError
from msc_kg.grounding.chain import Grounder
from msc_kg.grounding.result import AMBIGUOUS, UNKNOWN_WORDS
from msc_kg.phrases.organisation_names import name_key
from msc_kg.schemes import Concept

MOST_LISTED = 12
"""Concepts of a kind that a message lists."""


def resolve_parameter(kind: str, text: str) -> Concept:
    """Return the concept that a user's words for a kind mean.

    An organisation that the scheme does not know is found by its name as the graph has it.

    >>> resolve_parameter("tissue", "BM").curie
    'tissue:bone-marrow'

    Raises:
        UnknownNameError: the words name nothing, or several things; near names are offered.
    """
    grounder = _grounder()
    grounding = grounder.ground(kind, text)
    if grounding.concept is not None and UNKNOWN_WORDS not in grounding.flags:
        return grounder.lexicon.concept(kind, grounding.concept)
    if kind == "sponsor" and text.strip() and AMBIGUOUS not in grounding.flags:
        return _organisation(" ".join(text.split()))
    known = grounder.lexicon
    offered = (*grounding.candidates, grounding.curie)
    near = tuple(c.label for c in known.wider(kind).scheme if c.curie in offered)
    raise UnknownNameError(
        kind,
        text,
        near or known.suggest(kind, text),
        next_step=_accepted(kind, tuple(concept.label for concept in known.index(kind).scheme)),
    )


def _accepted(kind: str, labels: tuple[str, ...]) -> str:
    listed = f"Known are {', '.join(labels)}. " if len(labels) <= MOST_LISTED else ""
    return (
        f"{listed}Any name, abbreviation or identifier (as MONDO:0013730) of a {kind} is taken; "
        f"how words are understood: msc-kg ground --kind {kind} TEXT"
    )


@cache
def _grounder() -> Grounder:
    return Grounder()


def _organisation(name: str) -> Concept:
    iri = iris.organization(name_key(name) or name)
    return Concept(iri, "organisations", name, (), (), None, (), (), {})
