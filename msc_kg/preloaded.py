"""Imported by the process that workers are forked from: what all need is imported and read once.

Texts of the kinds with the largest indexes are grounded, so that these are there.
"""

import gc

from msc_kg import shards
from msc_kg.grounding import Grounder

TEXTS = (
    ("condition", "severe asthma beside a disease without a name"),
    ("sponsor", "a name that nobody has"),
)

gc.set_threshold(*shards.RARELY)
for _kind, _text in TEXTS:
    Grounder().ground_each(_kind, _text)
gc.freeze()
