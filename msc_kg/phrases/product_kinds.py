"""What words do in the names of cell products.

Names of a module: members of an enumeration are looked up by a call of Python (3.11), and the
grammar asks for them at each word.
"""

from enum import IntEnum, auto


class Kind(IntEnum):
    """What a word does in the name of a product."""

    CELL = auto()
    GENERIC = auto()  # "stem cell": a cell type only beside "mesenchymal" or a tissue
    MESENCHYMAL = auto()
    BRAND = auto()
    TISSUE = auto()
    DONOR = auto()
    PERSON = auto()  # human, adult
    MODIFIER = auto()
    LINK = auto()  # derived, origin
    FROM = auto()
    JOIN = auto()  # with, +, and
    CARRIER = auto()  # loaded on
    OPEN = auto()
    CLOSE = auto()
    MARK = auto()  # hyphens, ®
    OTHER = auto()


CELL, GENERIC, MESENCHYMAL, BRAND, TISSUE, DONOR, PERSON, MODIFIER = list(Kind)[:8]
LINK, FROM, JOIN, CARRIER, OPEN, CLOSE, MARK, OTHER = list(Kind)[8:]
