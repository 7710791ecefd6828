"""Tables of trials drawn at random: columns, their names and order, and rows of facts.

Each fact is the words of a cell with what they state, written down by hand. The words are
of the kinds met in review tables; which stand together in a row is chance.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, TypeAlias

from layouts import Cells, Facts, Row

Fact: TypeAlias = tuple[str, Mapping[str, Any]]
"""The words of a cell, and the part of a record that they state."""


@dataclass(frozen=True)
class Drawn:
    """A table and the records that it states."""

    facts: Facts
    records: tuple[dict[str, Any], ...]


def _product(cell: str, tissue: str | None = None, *donors: str, brand: str | None = None) -> Fact:
    product = {"cell_type": "MSC", "tissues": [tissue] if tissue else [], "donors": list(donors)}
    return cell, {"products": [{"text": cell, "brand": brand, **product}]}


def _dose(cell: str, **values: Any) -> Fact:
    return cell, {"doses": [{"text": cell, **values}]}


def _route(cell: str, *names: str) -> Fact:
    return cell, {"routes": [{"text": cell, "value": name} for name in names]}


def _conditions(cell: str, *names: str) -> Fact:
    return cell, {"conditions": list(names or (cell,))}


def _sponsor(name: str, country: str | None) -> Fact:
    cell = f"{name}, {country}" if country else name
    return cell, {"sponsor": {"name": name, "country": country}}


def _stated(key: str, *cells: str) -> tuple[Fact, ...]:
    return tuple((cell, {key: cell}) for cell in cells)


BONE, FAT, CORD, BLOOD = "bone marrow", "adipose tissue", "umbilical cord", "umbilical cord blood"
OWN, OTHER = "autologous", "allogeneic"

POOLS: Mapping[str, tuple[Fact, ...]] = {
    "title": _stated(
        "title",
        "Safety of mesenchymal stem cells in patients with stroke",
        "Mesenchymal stromal cells for the treatment of knee osteoarthritis",
        "Adipose-derived stem cells for perianal fistulas in Crohn's disease",
        "Umbilical cord mesenchymal stem cells in severe COVID-19",
        "Donor stromal cells to prevent graft rejection after kidney transplantation",
        "Stem cell therapy of ischaemic cardiomyopathy: a dose-finding study",
    ),
    "condition": (
        _conditions("Stroke"),
        _conditions("Multiple sclerosis"),
        _conditions("Knee osteoarthritis"),
        _conditions("Crohn's disease"),
        _conditions("Type 1 diabetes mellitus"),
        _conditions("Chronic GVHD"),
        _conditions("Systemic lupus erythematosus"),
        _conditions("Amyotrophic lateral sclerosis"),
        _conditions("Acute myocardial infarction"),
        _conditions("Liver cirrhosis"),
        _conditions("COVID-19"),
        _conditions("Spinal cord injury"),
        _conditions("ARDS"),
        _conditions("Osteonecrosis of the femoral head"),
        _conditions("GVHD, aplastic anemia", "GVHD", "aplastic anemia"),
    ),
    "source": (
        _product("BM-MSC", BONE),
        _product("Autologous BM-MSCs", BONE, OWN),
        _product("Allogeneic AD-MSC", FAT, OTHER),
        _product("UC-MSCs", CORD),
        _product("hUC-MSC", CORD),
        _product("Bone marrow-derived autologous MSCs", BONE, OWN),
        _product("Adipose-derived MSCs", FAT),
        _product("Allogenic umbilical cord blood MSCs", BLOOD, OTHER),
        _product("Wharton's jelly MSCs", "Wharton's jelly"),
        _product("Placenta-derived MSCs", "placenta"),
        _product("MSCs"),
    ),
    "dose": (
        _dose("1 × 106/kg", value=1e6, unit="cells/kg"),
        _dose("2 × 107 cells", value=2e7, unit="cells"),
        _dose("1–2 × 106 cells/kg", low=1e6, high=2e6, unit="cells/kg"),
        _dose("5 x 10^7 cells", value=5e7, unit="cells"),
        _dose("2.5 × 106/kg", value=2.5e6, unit="cells/kg"),
        _dose("40 × 106 cells/kg", value=4e7, unit="cells/kg"),
        _dose("100 million cells", value=1e8, unit="cells"),
        _dose("110 ± 23.1 × 106 cells", value=1.1e8, error=2.31e7, unit="cells"),
        _dose("0.5-1 × 108 cells", low=5e7, high=1e8, unit="cells"),
    ),
    "route": (
        _route("Intravenous", "intravenous"),
        _route("IV", "intravenous"),
        _route("I.V", "intravenous"),
        _route("Intrathecal", "intrathecal"),
        _route("Intra-articular", "intra-articular"),
        _route("Intralesional injection", "intralesional"),
        _route("Intracoronary", "intracoronary"),
        _route("IV and intrathecal", "intravenous", "intrathecal"),
    ),
    "phase": tuple(
        (cell, {"phases": phases})
        for cell, phases in (
            ("I", ["I"]),
            ("II", ["II"]),
            ("I/II", ["I", "II"]),
            ("Phase 1", ["Phase 1"]),
            ("Phase 2/3", ["Phase 2", "Phase 3"]),
            ("III", ["III"]),
        )
    ),
    "status": _stated(
        "status",
        "Recruiting",
        "Completed",
        "Not yet recruiting",
        "Active, not recruiting",
        "Terminated",
        "Withdrawn",
        "Unknown status",
    ),
    "sponsor": (
        _sponsor("Mayo Clinic", "USA"),
        _sponsor("University Hospital of Liege", "Belgium"),
        _sponsor("Royan Institute", "Iran"),
        _sponsor("Christian Medical College, Vellore", "India"),
        _sponsor("Medipost Co. Ltd", "Korea"),
        _sponsor("Nanjing Medical University", "China"),
        _sponsor("Leiden University Medical Center", "the Netherlands"),
        _sponsor("Stempeutics Research", "India"),
        _sponsor("Osiris Therapeutics", None),
    ),
}
"""What may stand in a column; ids, numbers of participants and references are made."""

NAMES: Mapping[str, Cells] = {
    "id": ("NCT number", "Trial ID", "Registration number", "ClinicalTrials.gov identifier"),
    "title": ("Title", "Study title"),
    "condition": ("Disease", "Condition", "Indication"),
    "source": ("Cell source", "MSC source", "Cell type", "Source of MSCs"),
    "dose": ("Dose", "Cell dose", "Number of cells"),
    "route": ("Route", "Route of administration", "Delivery route"),
    "enrollment": ("Enrollment", "Number of patients", "Patients", "Sample size"),
    "phase": ("Phase", "Clinical phase"),
    "status": ("Status", "Recruitment status"),
    "sponsor": ("Sponsor", "Sponsor and country"),
    "reference": ("Reference", "Ref."),
}
_OPTIONAL = tuple(kind for kind in NAMES if kind != "id")
_NEEDED = frozenset({"condition", "title"})
_ARM = ("enrollment", "dose")


def draw(random: Random, *, arms: bool = True) -> Drawn:
    """Return a table of four to eight columns with two to six rows.

    Args:
        random: where chance comes from.
        arms: whether some rows have further lines, each of a further arm.
    """
    kinds = _columns(random)
    names = tuple(random.choice(NAMES[kind]) for kind in kinds)
    rows: list[Row] = []
    records: list[dict[str, Any]] = []
    armed = arms and "dose" in kinds and kinds[0] not in _ARM
    for _ in range(random.randint(2, 6)):
        facts = {kind: _fact(kind, random) for kind in kinds}
        further = _further(kinds, random) if armed and random.random() < 0.2 else []
        lines = [facts, *further]
        rows.append(tuple(_cells(kinds, line) for line in lines))
        records.append(_record(lines))
    spanned = frozenset(
        name for name, kind in zip(names, kinds, strict=True) if kind == "condition"
    )
    caption = "Table 1. Registered clinical trials"
    return Drawn(Facts(caption, names, tuple(rows), spanned=spanned), tuple(records))


def _columns(random: Random) -> list[str]:
    while True:
        kinds = ["id", *random.sample(_OPTIONAL, random.randint(3, 7))]
        without_cells = "title" in kinds and "source" not in kinds
        if _NEEDED & set(kinds) and not without_cells:  # cells would be read from the titles
            random.shuffle(kinds)
            return kinds


def _fact(kind: str, random: Random) -> Fact:
    if kind == "id":
        identifier = _identifier(random)
        return identifier, {"registry_ids": [identifier]}
    if kind == "enrollment":
        number = random.choice((5, 9, 10, 12, 20, 24, 48, 60, 105, 172))
        return str(number), {"enrollment": number}
    if kind == "reference":
        marker = f"[{random.randint(1, 180)}]"
        return marker, {"references": [{"marker": marker}]}
    return random.choice(POOLS[kind])


def _identifier(random: Random) -> str:
    nct = f"NCT0{random.randint(1, 6)}{random.randint(0, 999_999):06d}"
    chictr = f"ChiCTR{random.randint(15, 22)}000{random.randint(0, 99_999):05d}"
    others = (f"NTR{random.randint(1000, 9999)}", chictr, "2010-023466-31", "ISRCTN63190013")
    return random.choice(others) if random.random() < 0.15 else nct


def _further(kinds: Sequence[str], random: Random) -> list[dict[str, Fact]]:
    stated = [kind for kind in kinds if kind in _ARM]
    return [{kind: _fact(kind, random) for kind in stated} for _ in range(random.randint(1, 2))]


def _cells(kinds: Sequence[str], line: Mapping[str, Fact]) -> Cells:
    return tuple(line[kind][0] if kind in line else "" for kind in kinds)


def _record(lines: Sequence[Mapping[str, Fact]]) -> dict[str, Any]:
    """The record of a row: what further lines state differs from arm to arm."""
    first, *further = lines
    varying = [kind for kind in first if any(kind in line for line in further)]
    record = {key: v for kind in first if kind not in varying for key, v in first[kind][1].items()}
    if varying:
        record["arms"] = [
            {key: v for kind in varying for key, v in line[kind][1].items()} for line in lines
        ]
    return record
