"""Records to quads: one named graph per document, the accepted view, the vocabulary.

:func:`map_document` is pure: the same document and grounder always give the same quads.
"""

from msc_kg.mapping.accepted import accepted_view
from msc_kg.mapping.claims import Claim
from msc_kg.mapping.document import MappedDocument, map_document
from msc_kg.mapping.vocabulary import ancestors, concepts, vocabulary

__all__ = [
    "Claim",
    "MappedDocument",
    "accepted_view",
    "ancestors",
    "concepts",
    "map_document",
    "vocabulary",
]
