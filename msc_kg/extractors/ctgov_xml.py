"""The old XML of ClinicalTrials.gov: ``clinical_study``, one or several a file."""

import re
from collections.abc import Iterator
from typing import IO

from msc_kg.extractors.ctgov_encodings import decoded, utf8_head
from msc_kg.extractors.ctgov_values import put_as_of
from msc_kg.extractors.ctgov_xml_cuts import STUDY_TAG, cut_studies
from msc_kg.extractors.ctgov_xml_tree import NOT_UTF8, UnreadableError, first, read_tree
from msc_kg.extractors.entries import Entry, EntryExtractor, Read
from msc_kg.extractors.study import Study, plain
from msc_kg.records import Reject

_TAGS = re.compile(r"<[^<>]{0,500}>")
_SHORT = 200


class CtgovXml(EntryExtractor):
    """Reads the studies of a file of the registry's old XML."""

    name = "ctgov-xml"
    description = "old XML of ClinicalTrials.gov (clinical_study), one study or several a file"

    def recognise(self, head: bytes, name: str) -> float:
        """Return how sure it is: XML in which a ``clinical_study`` begins."""
        start = utf8_head(head).lstrip()
        return 0.97 if start.startswith(b"<") and STUDY_TAG.search(start) else 0.0

    def entries(self, document: str, stream: IO[bytes]) -> Iterator[Entry | Reject]:
        """Yield the studies; "clinical_study" is the first, "clinical_study[1]" the next."""
        count = 0
        for cut in cut_studies(stream):
            place = f"clinical_study[{count}]" if count else "clinical_study"
            count += 1
            if cut.problem:
                yield _reject(document, place, cut.content, cut.problem)
            else:
                yield Entry(place, cut.content)
        if not count:
            reason = "there is no clinical_study element; download the study again"
            yield Reject(document, "whole document", "", reason)

    def read(self, document: str, entry: Entry) -> Read:
        """Return the record of a study."""
        from msc_kg.extractors.ctgov_xml_arms import put_arms, put_sites
        from msc_kg.extractors.ctgov_xml_fields import NCT_PATHS, STEPS

        try:
            root, is_utf8 = read_tree(entry.content)
        except UnreadableError as error:
            reason = f"{error}; mend the file or download the study again"
            return _reject(document, entry.place, entry.content, reason)
        if first(root, *NCT_PATHS) is None and first(root, "brief_title", "title") is None:
            reason = "the study has neither number nor title; download it again"
            return _reject(document, entry.place, entry.content, reason)
        study = Study(document, entry.place)
        if not is_utf8:
            study.note(NOT_UTF8)
        for step in (*STEPS, put_sites, put_arms):
            step(study, root)
        put_as_of(study)
        return study.record()


def _reject(document: str, place: str, content: bytes, reason: str) -> Reject:
    """Return a reject that shows the beginning of a study without its tags."""
    text = _TAGS.sub(" ", decoded(content[:4096])[0])
    return Reject(document, place, plain(text)[:_SHORT], reason)
