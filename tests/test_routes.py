"""Routes of administration: cells of tables, running text, and what holds for any text."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msc_kg import schemes
from msc_kg.phrases import pieces
from msc_kg.phrases import routes as phrases
from msc_kg.phrases.routes import read_routes, spot_routes
from msc_kg.records import Route

IV, IT = "intravenous", "intrathecal"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("I.V", [Route("I.V", IV)]),
        ("I.T & I.V", [Route("I.T", IT), Route("I.V", IV)]),
        ("IV/IT", [Route("IV", IV), Route("IT", IT)]),
        ("Intrathecal\nIntravenous", [Route("Intrathecal", IT), Route("Intravenous", IV)]),
        ("Intra-articular knee", [Route("Intra-articular knee", "intra-articular", "knee")]),
        ("knee injection", [Route("knee injection", "intra-articular", "knee")]),
        ("I.L", [Route("I.L", "intralesional")]),
        ("Intravenous (IV)", [Route("Intravenous (IV)", IV)]),
        (
            "intra-arterial (hepatic artery)",
            [Route("intra-arterial (hepatic artery)", "hepatic artery")],
        ),
        ("IV; IT (lumbar)", [Route("IV", IV), Route("IT (lumbar)", IT, "lumbar")]),
        ("IV, 2 doses", [Route("IV", IV)]),
        ("peripheral intravenous infusion", [Route("peripheral intravenous infusion", IV)]),
        ("intracoronary infusion", [Route("intracoronary infusion", "intracoronary")]),
        ("somewhere else", [Route("somewhere else")]),
        ("IC", [Route("IC")]),
        ("IV or IC", [Route("IV", IV), Route("IC")]),
        ("Unknown", []),
        ("–", []),
    ],
)
def test_cells(cell: str, expected: list[Route]) -> None:
    assert list(read_routes(cell)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("taken i.v., once per 4 week", [("i.v.", IV)]),
        ("MSCs are given via i.v. under sonography", [("i.v.", IV)]),
        ("infused intravenously (single dose)", [("intravenously", IV)]),
        ("1 single dose of IV infusion of autologous MSC", [("IV", IV)]),
        ("delivered intra-arterially", [("intra-arterially", "intra-arterial")]),
        ("intramyocardial injection", [("intramyocardial", "intramyocardial")]),
        ("IT injection of MSC", [("IT", IT)]),
        ("IV and IT MSC", [("IV", IV), ("IT", IT)]),
        ("MS I.T & I.V Autologous BM-MSC 15", [("I.T", IT), ("I.V", IV)]),
        ("injected into the knee joint", [("into the knee joint", "intra-articular")]),
        ("into the coronary artery via catheter", [("into the coronary artery", "intracoronary")]),
        ("RA Intra-articular knee Autologous", [("Intra-articular knee", "intra-articular")]),
        ("phase IV trial of stage III-IV disease, type IV collagen", []),
        ("NYHA class III or IV, CKD stages I, II, III, IV", []),
        ("it is im portant: IT, SC and IM", []),
        ("MSC in knee osteoarthritis", []),
        ("oral prednisone and topical care", []),
    ],
)
def test_running_text(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(s.value.text, s.value.value) for s in spot_routes(text)] == expected


def test_the_site_is_told_when_it_is_more_specific_than_the_route() -> None:
    (knee,) = spot_routes("injected into the left and right knee")
    (heart,) = spot_routes("injected into the myocardium")
    assert (knee.value.site, heart.value.site) == ("knee", None)


def test_the_legend_decides_what_doubtful_abbreviations_mean() -> None:
    assert read_routes("I.A", {"I.A": "interatrial"})[0].value == "intra-arterial"
    assert read_routes("IA", {"IA": "intra-articular"})[0].value == "intra-articular"
    assert read_routes("IC", {"IC": "intracavernous"})[0].value == "intracavernous"
    (span,) = spot_routes("T1DM I.A IS-AD-MSC 10", {"I.A": "intra-arterial"})
    assert (span.value.text, span.value.value) == ("I.A", "intra-arterial")


def test_the_context_decides_where_there_is_no_legend() -> None:
    assert read_routes("IC", context="Acute myocardial infarction")[0].value == "intracoronary"
    assert read_routes("IC", context="erectile dysfunction")[0].value == "intracavernous"
    assert read_routes("IA", context="knee osteoarthritis")[0].value == "intra-articular"


def test_every_label_of_the_scheme_is_read() -> None:
    known = [concept for concept in schemes.load("routes") if concept.notation != "unknown-route"]
    labels = [label for concept in known for label in (concept.label, *concept.alt_labels)]
    assert len(labels) > 350
    assert [label for label in labels if not any(r.value for r in read_routes(label))] == []


VOCABULARY = (
    "IV I.V i.v. IT IM phase and / & , ; into the knee joint intra - articular intravenous injected"
    " via infusion ( ) hepatic artery \n 2 x"
)
PIECES = st.sampled_from(VOCABULARY.split(" "))


@settings(deadline=None, max_examples=100)
@given(st.lists(PIECES, max_size=25).map(" ".join) | st.text(max_size=60))
def test_nothing_raises_and_spans_are_in_order(text: str) -> None:
    end = 0
    for span in spot_routes(text):
        assert end <= span.start < span.end <= len(text)
        end = span.end
    assert all(route.text for route in read_routes(text) if route.value)


@pytest.mark.parametrize("piece", ["IV, ", "into the ", "knee injection ", "intra-", "II, "])
def test_time_grows_with_the_length_only(piece: str) -> None:
    def once(text: str) -> float:
        start = time.process_time()
        spot_routes(text)
        read_routes(text)
        return time.process_time() - start

    def seconds(length: int) -> float:
        # the least of several runs: what else the machine does only ever adds to a run
        return min(once(piece * (length // len(piece))) for _ in range(5))

    seconds(1000)
    assert seconds(64_000) < 8 * seconds(16_000) + 0.2


def test_the_first_look_passes_over_no_route(monkeypatch: pytest.MonkeyPatch) -> None:
    routes = [label for concept in schemes.load("routes") for label in concept.labels]
    places = [label for concept in schemes.load("administration-sites") for label in concept.labels]
    texts = [
        *(f"MSC by {label} injection" for label in routes),
        *(f"Cells (given {label.upper()})" for label in routes),
        *(f"injected {into} the {label}s" for label in places for into in ("in", "Into")),
        "infused and then in hospital",
    ]
    looked = [spot_routes(text) for text in texts]
    monkeypatch.setattr(phrases, "may_tell_route", lambda text: True)
    assert looked == [spot_routes(text) for text in texts]
    assert sum(map(bool, looked)) > 600


def test_what_is_known_of_pieces_begins_anew_when_it_is_full(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pieces, "_MOST_KNOWN", 3)
    asked: list[str] = []

    def read(piece: str) -> str:
        asked.append(piece)
        return piece.upper()

    known = pieces.Known(read)
    assert [known[piece] for piece in "abcaabcdaa"] == list("ABCAABCDAA")
    assert asked == list("abcda")
    assert set(known) == {"d", "a"}
