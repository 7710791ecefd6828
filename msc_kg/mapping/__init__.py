"""Records to quads: one named graph per document, the accepted view, the vocabulary.

:func:`map_document` is pure: the same document and grounder always give the same quads.
"""

from msc_kg.mapping.accepted import accepted_view, state_trial
from msc_kg.mapping.claims import Claims
from msc_kg.mapping.document import MappedDocument, map_document
from msc_kg.mapping.vocabulary import ancestors, vocabulary

__all__ = [
    "Claims",
    "MappedDocument",
    "accepted_view",
    "ancestors",
    "map_document",
    "state_trial",
    "vocabulary",
]
