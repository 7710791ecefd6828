"""An extractor for a layout of one's own: trial cards, one ``key = value`` a line.

    [NCT01056471]
    title = Autologous MSCs in secondary progressive multiple sclerosis
    condition = multiple sclerosis
    cells = Adipose tissue-derived autologous MSCs
    sponsor = Fundacion Progreso y Salud, Spain

Register it in the package that holds it, under the entry point group of msc-kg:

    [project.entry-points."msc_kg.extractors"]
    trial-cards = "my_package.trial_cards:TrialCards"
"""

import configparser

from msc_kg.documents import Document
from msc_kg.phrases.organisations import read_sponsor
from msc_kg.phrases.products import read_products
from msc_kg.records import Description, Evidence, Extraction, Record, Reject
from msc_kg.registries import registry_of


class TrialCards:
    """Reads trial cards."""

    name = "trial-cards"
    description = "trial cards: a registry number in brackets, then key = value lines"

    def confidence(self, document: Document) -> float:
        """Return 0.9 for text whose sections are registry numbers."""
        sections = _sections(document)
        known = [name for name in sections if registry_of(name)]
        return 0.9 if known and len(known) == len(sections) else 0.0

    def extract(self, document: Document) -> Extraction:
        """Return one record a card."""
        records, rejects = [], []
        for number, (name, card) in enumerate(_sections(document).items(), 1):
            place = f"card {number}"
            if card.get("condition"):
                records.append(_record(document.name, place, name, card))
            else:
                reason = "the card names no condition"
                rejects.append(Reject(document.name, place, name, reason))
        return Extraction(Description(kind=self.name), tuple(records), tuple(rejects))


def _record(document: str, place: str, number: str, card: dict[str, str]) -> Record:
    sponsor = card.get("sponsor", "")
    return Record(
        kind="registry-record",
        document=document,
        locator=place,
        registry_ids=(number,),
        title=card.get("title"),
        conditions=(card["condition"],),
        products=read_products(card.get("cells", "")),
        sponsor=read_sponsor(sponsor) if sponsor else None,
        evidence={key: Evidence(f"{place}, {key}", words) for key, words in card.items()},
    )


def _sections(document: Document) -> dict[str, dict[str, str]]:
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read_string(document.text)
    except configparser.Error:
        return {}
    return {name: dict(parser[name]) for name in parser.sections()}
