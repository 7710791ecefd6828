"""Grounding: from words as stated to concepts, with a justification, or to nothing.

:class:`Grounder` grounds one text of a known kind; :class:`Lexicon` finds concepts by label
and in running text; :func:`resolve_parameter` serves the parameters of questions;
:mod:`msc_kg.grounding.sssom` writes groundings for a curator and reads decisions back.
"""

from msc_kg.grounding import sssom
from msc_kg.grounding.chain import Grounder
from msc_kg.grounding.lexicon import KINDS, Lexicon, kinds, lexicon
from msc_kg.grounding.normalisation import normal
from msc_kg.grounding.parameters import resolve_parameter
from msc_kg.grounding.result import Grounding

__all__ = [
    "KINDS",
    "Grounder",
    "Grounding",
    "Lexicon",
    "kinds",
    "lexicon",
    "normal",
    "resolve_parameter",
    "sssom",
]
