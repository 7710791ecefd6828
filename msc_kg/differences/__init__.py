"""What changed between two builds: trials, documents and disagreements, fact by fact.

:func:`compare` goes through two graphs once, side by side; :mod:`msc_kg.differences.words`
tells what it found.
"""

from msc_kg.differences.compare import Change, Differences, compare
from msc_kg.differences.words import properties, summary, table

__all__ = ["Change", "Differences", "compare", "properties", "summary", "table"]
