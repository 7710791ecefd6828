"""The nodes that hang on a record or arm: products, doses, sites, mentions ...

Each is linked from its owner, typed, labelled and placed in the document in the same way;
what differs from kind to kind is stated by the caller.
"""

import msgspec

from msc_kg import iris
from msc_kg.mapping.context import RecordContext
from msc_kg.mapping.evidence import passage
from msc_kg.terms import Class, Iri, ObjectProperty
from msc_kg.vocab import msc


class Part(msgspec.Struct, frozen=True):
    """A kind of part: the name in its IRI, its class, the link to it, its field in a record.

    Parts ``by_label`` are known by a label made from their words; the words stand beside it.
    """

    name: str
    cls: Class
    link: ObjectProperty
    field: str
    by_label: bool = False


ADMINISTRATION = Part("administration", msc.Administration, msc.hasAdministration, "routes")
ARM = Part("arm", msc.Arm, msc.hasArm, "arms", by_label=True)
CONDITION_MENTION = Part("condition", msc.ConditionMention, msc.hasConditionMention, "conditions")
DOSE = Part("dose", msc.Dose, msc.hasDose, "doses")
INTERVENTION = Part("intervention", msc.Intervention, msc.hasIntervention, "interventions")
OUTCOME = Part("outcome", msc.OutcomeMeasure, msc.hasOutcomeMeasure, "outcomes", by_label=True)
PRODUCT = Part("product", msc.CellProduct, msc.hasCellProduct, "products")
SITE = Part("site", msc.Site, msc.hasSite, "locations", by_label=True)


class Owner(msgspec.Struct, frozen=True, gc=False):
    """What parts hang on: the record itself (path "") or one of its arms ("arms[0].")."""

    iri: Iri
    path: str = ""


def state_part(
    context: RecordContext, owner: Owner, part: Part, index: int, label: str, *, path: str = ""
) -> Iri:
    """State part ``index`` (from 0) of an owner and return its node.

    ``label`` are its very words, but for parts ``by_label``. ``path`` is the field the part was
    read from when that is another than its own.
    """
    record, quads = context.record, context.quads
    stated = record.evidence.get(path or f"{owner.path}{part.field}[{index}]")
    words: str | None = label
    if part.by_label:
        words = passage(stated.text, label) if stated else None
    node = iris.part(owner.iri, part.name, index + 1)
    place = stated.place if stated else record.locator
    quads.node(owner.iri, part.link, node, part.cls, label, place, words)
    return node
