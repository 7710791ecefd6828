"""One key for the spellings of an organisation's name, and none for two organisations."""

import json
import unicodedata
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from studies import study

from msc_kg.build import build
from msc_kg.errors import UnknownNameError
from msc_kg.grounding import Grounder, Grounding, resolve_parameter
from msc_kg.grounding.sponsors import Setting, agreed
from msc_kg.grounding.sssom import NOT_FOUND, Decision, read, write
from msc_kg.knowledge_graph import KnowledgeGraph
from msc_kg.mapping.organisations import own_organisation
from msc_kg.phrases.organisation_names import is_common, label_order, name_key
from msc_kg.schemes import load

GROUNDER = Grounder()
NOWHERE = Setting()
NAMES = sorted({label for concept in load("organisations") for label in concept.labels})
WORDS = st.sampled_from(
    (*("University", "Hospital", "of", "The", "Liège", "Univ.", "St.", "Mary's", "Co.,", "Ltd."),
     *("GmbH", "S.A.", "&", "and", "Sun Yat-Sen", "A", "B", "at", "Centre", "KG", "(LUMC)", "北京"))
)  # fmt: skip


@pytest.mark.parametrize(
    "spellings",
    [
        ("Medipost Co., Ltd.", "MEDIPOST CO LTD", "Medipost", "The Medipost Company"),
        ("University Hospital of Liège", "Liege University Hospital", "University Hospital, Liege"),
        ("Leiden University Medical Center (LUMC)", "Leiden Univ. Medical Centre"),
        ("R.P. Herrmann", "R. P. Herrmann", "RP Herrmann"),
        ("Foo S.A.", "FOO SA", "Foo S A"),
        ("Foo GmbH & Co. KG", "Foo GmbH"),
        ("Foo Pvt. Ltd.", "Foo Private Limited"),
        ("Center for Research & Education", "Centre for Research and Education"),
        ("The University of Texas Health Science Center, Houston",
         "University of Texas Health Science Center at Houston"),
        ("Saint Mary's Hospital, London", "St Mary’s Hospital, London"),
        ("Yuzuncu Yil University", "Yüzüncü Yıl University"),
        ("Beike Bio-Technology Co., Ltd.", "Beike Biotechnology"),
        ("1st Affiliated Hospital of X", "First Affiliated Hosp. of X"),
    ],
)  # fmt: skip
def test_spellings_of_one_name(spellings: tuple[str, ...]) -> None:
    assert len(set(map(name_key, spellings))) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("University of Washington", "Washington University"),
        ("St. Mary's Hospital, London", "St. Mary's Hospital, Paris"),
        ("Hospital A", "Hospital B"),
        ("First Affiliated Hospital of X", "Second Affiliated Hospital of X"),
        ("Nanjing University", "Nanjing Medical University"),
        ("University of Liege", "University Hospital of Liege"),
        ("Seoul National University Hospital", "University Hospital Seoul"),
        ("Cytopeutics Sdn. Bhd.", "Cytopeutics Pte. Ltd."),
        ("AstraZeneca", "AstraZeneca K.K."),
        ("Joanne Kurtzberg", "Joanne Kurtzberg, MD"),
        ("Wei Wang", "Wang Wei"),
        ("Mary As", "Mary"),
        ("北京大学", "清华大学"),
        ("Hospital Universitario La Paz", "University Hospital of La Paz"),
        ("University Hospital Center of Bonn", "University Hospital of Bonn"),
    ],
)
def test_names_of_two(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=40) | st.lists(WORDS, max_size=8).map(" ".join))
def test_the_key_of_a_key_is_that_key(name: str) -> None:
    assert name_key(name_key(name)) == name_key(name)


@settings(deadline=None, max_examples=100)
@given(st.sampled_from(NAMES), st.booleans(), st.sampled_from([" ", "  ", "\t"]))
def test_case_accents_and_spaces_tell_nothing(name: str, lower: bool, space: str) -> None:
    plain = "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))
    spelt = (plain.lower() if lower else plain).replace(" ", space)
    assert name_key(spelt) == name_key(name)


@settings(deadline=None, max_examples=100)
@given(st.lists(st.sampled_from(["Alpha", "Beta", "Gamma", "Delta"]), min_size=2, max_size=4))
def test_the_order_of_words_matters(words: list[str]) -> None:
    assert (name_key(" ".join(words)) == name_key(" ".join(words[::-1]))) == (words == words[::-1])


def test_no_two_organisations_of_the_scheme_have_one_name() -> None:
    owners: dict[str, set[str]] = {}
    for concept in load("organisations"):
        for label in concept.labels:
            owners.setdefault(name_key(label), set()).add(concept.curie)
    assert {key for key, curies in owners.items() if len(curies) > 1} == {"mesoblast"}


def test_the_spelling_that_is_shown() -> None:
    assert min("ROYAN INSTITUTE", "royan institute", "Royan Institute", key=label_order).istitle()


def test_a_common_name_is_one_organisation_a_country() -> None:
    hospital = "Children's Hospital"
    assert is_common(name_key(hospital))
    made = [
        own_organisation(hospital, setting)
        for setting in (
            Setting("EG"), Setting(sites=frozenset({"EG"})), Setting("FR"), NOWHERE,
            Setting(sites=frozenset({"EG", "FR"})),
        )
    ]  # fmt: skip
    assert made[0] == made[1]
    assert made[3] == made[4]
    assert len(set(made)) == 3


def test_a_telling_name_is_one_organisation_everywhere() -> None:
    spellings = ("Foobar Institute", "FOOBAR Inst.", "The Foobar Institute")
    settings_ = (Setting("EG"), Setting("FR"), NOWHERE)
    made = {own_organisation(name, s) for name in spellings for s in settings_}
    assert len(made) == 1


def test_an_own_organisation_is_never_one_of_the_scheme() -> None:
    for name in ("Mesoblast Corporation", "Mesoblast", "University Hospital, Liege"):
        assert own_organisation(name, Setting("FR")) not in load("organisations").concepts


def _agreed(name: str, setting: Setting) -> Grounding:
    return agreed(GROUNDER.ground("sponsor", name), GROUNDER.lexicon.index("sponsor"), setting)


@pytest.mark.parametrize(
    ("name", "setting", "curie"),
    [
        ("University Hospital of Liege", NOWHERE, "org:university-hospital-of-liege"),
        ("University Hospital of Liege", Setting("BE"), "org:university-hospital-of-liege"),
        ("University Hospital of Liege", Setting("FR"), None),
        ("University Hospital of Liege", Setting(sites=frozenset({"FR"})), None),
        ("University of Liege", Setting(sites=frozenset({"FR"})), "org:university-of-liege"),
        ("Southwest Hospital", Setting(sites=frozenset({"CN"})), "org:southwest-hospital"),
        ("Southwest Hospital", Setting(sites=frozenset({"US"})), None),
        ("Southwest Hospital", NOWHERE, None),
        ("Mesoblast Corp.", Setting("AU"), "org:mesoblast-ltd"),
        ("Mesoblast Corp.", NOWHERE, None),
    ],
)
def test_countries_have_to_agree(name: str, setting: Setting, curie: str | None) -> None:
    grounding = _agreed(name, setting)
    assert grounding.curie == curie
    assert curie or grounding.candidates


@pytest.mark.parametrize(
    ("name", "candidate", "why"),
    [
        ("Longeveron Pte. Ltd.", "org:longeveron-inc", "but for the legal form"),
        ("Department of Dermatology, Emory University", "org:emory-university", "named within it"),
        ("Universitätsklinikum Liège", "org:university-hospital-of-liege", "in another language"),
        ("Sun Yat-sen Universty", "org:sun-yat-sen-university", "spelt alike"),
        ("University of Emory", "org:emory-university", "the same words"),
    ],
)
def test_what_is_near_is_offered_and_not_taken(name: str, candidate: str, why: str) -> None:
    grounding = GROUNDER.ground("sponsor", name)
    assert grounding.concept is None
    assert candidate in grounding.candidates
    assert why in grounding.explanation


def test_a_curator_accepts_what_is_offered(tmp_path: Path) -> None:
    name = "University of Emory"
    path = tmp_path / "groundings.sssom.tsv"
    written = write([GROUNDER.ground("sponsor", name)]).decode()
    assert NOT_FOUND in written
    assert "candidates: org:emory-university" in written
    accepted = written.replace(NOT_FOUND, "org:emory-university").replace(
        "semapv:LexicalMatching", "semapv:ManualMappingCuration"
    )
    path.write_text(accepted, encoding="utf-8")
    assert Grounder(curated=read(path)).ground("sponsor", name).curie == "org:emory-university"


def test_what_a_curator_refused_is_not_offered() -> None:
    refused = Decision(
        "sponsor", "university of emory", "org:emory-university", "exactMatch",
        negated=True, manual=True,
    )  # fmt: skip
    grounding = Grounder(curated=[refused]).ground("sponsor", "University of Emory")
    assert "org:emory-university" not in grounding.candidates


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0)])
def test_spellings_are_one_organisation_in_any_order(
    order: tuple[int, ...], tmp_path: Path
) -> None:
    spellings = ("FOOBAR BIO CO., LTD.", "Foobar Bio Co., Ltd.", "Foobar Bio, Denmark")
    for number in order:
        record = study(number)
        sponsors = record["protocolSection"]["sponsorCollaboratorsModule"]
        sponsors["leadSponsor"]["name"] = spellings[number]
        (tmp_path / f"{order.index(number)}.json").write_text(json.dumps(record))
    build(sorted(tmp_path.glob("*.json")), tmp_path / "kg")
    graph = KnowledgeGraph.open(tmp_path / "kg")
    rows = graph.query("sponsors").rows
    assert [row[0].value for row in rows if isinstance(row[0], ox.Literal)] == ["Foobar Bio"]


def test_a_question_finds_an_organisation_under_any_spelling() -> None:
    one, other = (resolve_parameter("sponsor", n) for n in ("Foobar Bio Inc.", "FOOBAR BIO"))
    assert one.iri == other.iri


def test_a_name_that_several_bear_is_asked_for_by_iri(tmp_path: Path) -> None:
    for number, country in enumerate(("Egypt", "France")):
        record = study(number)
        sponsors = record["protocolSection"]["sponsorCollaboratorsModule"]
        sponsors["leadSponsor"]["name"] = f"Children's Hospital, {country}"
        (tmp_path / f"{number}.json").write_text(json.dumps(record))
    build(sorted(tmp_path.glob("*.json")), tmp_path / "kg")
    graph = KnowledgeGraph.open(tmp_path / "kg")
    assert len(graph.query("sponsors").rows) == 2
    with pytest.raises(UnknownNameError, match="several have this name"):
        graph.query("portfolio", sponsor="Children's Hospital")
