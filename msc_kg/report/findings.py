"""What validation found: findings, and the report that holds them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Literal, TypeAlias, get_args

Severity: TypeAlias = Literal["violation", "warning", "info"]

SEVERITIES: tuple[Severity, ...] = get_args(Severity)
"""The severities, the gravest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong or worth knowing, for a curator.

    ``shape`` is the IRI of the shape or check that found it and ``rule`` what it says in
    general; ``message`` says it of this node, with its label and the value. ``path`` is a
    CURIE (several joined with " | "), ``value`` the value in question; both may be "".
    ``document`` and ``locator`` say where the node was read; "" for nodes that no document
    states, such as concepts.
    """

    severity: Severity
    shape: str
    rule: str
    message: str
    focus: str
    focus_label: str
    path: str = ""
    value: str = ""
    document: str = ""
    locator: str = ""

    @property
    def name(self) -> str:
        """The name of the shape or check: the last part of its IRI."""
        return self.shape.rpartition("/")[2]

    @property
    def order(self) -> tuple[int, str, str, str, str, str]:
        """The key findings are sorted by: gravest first, then shape, place and text."""
        rank = SEVERITIES.index(self.severity)
        return rank, self.shape, self.focus_label, self.focus, self.message, self.value


@dataclass(frozen=True, slots=True)
class Report:
    """All findings in a fixed order, and the IRIs of the shapes and checks that were applied."""

    findings: tuple[Finding, ...]
    checked: tuple[str, ...]

    @property
    def conforms(self) -> bool:
        """Whether there is no violation; warnings and infos do not matter."""
        return all(finding.severity != "violation" for finding in self.findings)

    @property
    def counts(self) -> dict[Severity, int]:
        """The number of findings of each severity, the gravest first."""
        tally = Counter(finding.severity for finding in self.findings)
        return {severity: tally[severity] for severity in SEVERITIES}


def groups(report: Report) -> Iterator[list[Finding]]:
    """Yield the findings of one severity and shape together, gravest first."""
    for _, group in groupby(report.findings, attrgetter("severity", "shape")):
        yield list(group)
