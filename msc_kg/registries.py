"""Trial registries and their identifiers.

Patterns follow the registries' own numbering and Bioregistry's record of it; the
``iri`` template is used where a stable resolver exists, otherwise IRIs are minted
under the project's own namespace.
"""

import re
from functools import lru_cache

from msgspec import Struct


class Registry(Struct, frozen=True):
    """A trial registry: ``pattern`` matches one identifier in canonical form."""

    key: str
    name: str
    pattern: re.Pattern[str]
    iri: str | None = None
    page: str | None = None


def _registry(
    key: str, name: str, pattern: str, iri: str | None = None, page: str | None = None
) -> Registry:
    return Registry(key, name, re.compile(pattern), iri, page)


REGISTRIES: tuple[Registry, ...] = (
    _registry(
        "NCT",
        "ClinicalTrials.gov",
        r"NCT\d{8}",
        "https://identifiers.org/clinicaltrials:{id}",
        "https://clinicaltrials.gov/study/{id}",
    ),
    _registry("ISRCTN", "ISRCTN registry", r"ISRCTN\d{8}", "https://www.isrctn.com/{id}"),
    _registry(
        "EUCTR",
        "EU Clinical Trials Register",
        r"\d{4}-\d{6}-\d{2}",
        "https://identifiers.org/euclinicaltrials:{id}",
    ),
    _registry("CTIS", "Clinical Trials Information System", r"20\d{2}-5\d{5}-\d{2}-\d{2}"),
    _registry("ChiCTR", "Chinese Clinical Trial Registry", r"ChiCTR(?:-[A-Z]+-)?\d{8,10}"),
    _registry("CTRI", "Clinical Trials Registry - India", r"CTRI/\d{4}/\d{2,3}/\d{6}"),
    _registry("IRCT", "Iranian Registry of Clinical Trials", r"IRCT\d{8,14}N\d{1,3}"),
    _registry("jRCT", "Japan Registry of Clinical Trials", r"jRCT[a-z]?\d{9,10}"),
    _registry("UMIN", "UMIN Clinical Trials Registry", r"UMIN\d{9}"),
    _registry("JapicCTI", "JapicCTI", r"JapicCTI-\d{6}"),
    _registry("NTR", "Netherlands Trial Register", r"(?:NTR\d{2,5}|NL\d{4,5}|NL-OMON\d{4,5})"),
    _registry("ACTRN", "Australian New Zealand Clinical Trials Registry", r"ACTRN\d{14}"),
    _registry("KCT", "Clinical Research Information Service", r"KCT\d{7}"),
    _registry("DRKS", "German Clinical Trials Register", r"DRKS\d{8}"),
    _registry("TCTR", "Thai Clinical Trials Registry", r"TCTR\d{11}"),
    _registry("PACTR", "Pan African Clinical Trials Registry", r"PACTR\d{15,16}"),
    _registry("ReBec", "Brazilian Registry of Clinical Trials", r"RBR-[0-9a-z]{6,8}"),
    _registry("SLCTR", "Sri Lanka Clinical Trials Registry", r"SLCTR/\d{4}/\d{3}"),
    _registry("RPCEC", "Cuban Public Registry of Clinical Trials", r"RPCEC\d{8}"),
    _registry("LBCTR", "Lebanon Clinical Trials Registry", r"LBCTR\d{10}"),
    _registry("PER", "Peruvian Clinical Trial Registry", r"PER-\d{3}-\d{2}"),
)


@lru_cache(1024)
def registry_of(identifier: str) -> Registry | None:
    """Return the registry whose pattern matches the whole of ``identifier``."""
    return next((entry for entry in REGISTRIES if entry.pattern.fullmatch(identifier)), None)
