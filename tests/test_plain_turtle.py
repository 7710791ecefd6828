import pytest

from msc_kg import resources, schemes
from msc_kg.plain_turtle import Statements, read_statements

PREFIXES = "@prefix ex: <https://example.org/> .\n"


def in_order(statements: Statements) -> Statements:
    return {
        subject: {predicate: sorted(values) for predicate, values in stated.items()}
        for subject, stated in statements.items()
    }


@pytest.mark.parametrize("name", schemes.names())
def test_schemes_are_read_as_by_a_parser_of_any_turtle(name: str) -> None:
    content = (resources.folder("ontology") / "schemes" / f"{name}.ttl").read_text("utf-8")
    statements = read_statements(content)
    assert statements is not None
    assert in_order(statements) == in_order(schemes.parsed(content))


@pytest.mark.parametrize(
    "stated",
    [
        'ex:a ex:b "x; y, \\"z\\" . # no comment" ; ex:c ex:d, <https://example.org/e> .\n',
        'ex:a a ex:b ;\n  ex:c "x",\n    "y" .\n\n# a comment\nex:d a ex:b .\n',
    ],
)
def test_strings_and_lists_are_read(stated: str) -> None:
    statements = read_statements(PREFIXES + stated)
    assert statements is not None
    assert in_order(statements) == in_order(schemes.parsed(PREFIXES + stated))


@pytest.mark.parametrize(
    "stated",
    [
        'ex:a ex:b "x"@en .\n',
        "ex:a ex:b 12 .\n",
        "ex:a ex:b [ a ex:c ] .\n",
        'ex:a ex:b """x""" .\n',
        'ex:a ex:b "x", ex:c .\n',
        "ex:a ex:b 'x' .\n",
        'ex:a ex:b "\\u00e9" .\n',
    ],
)
def test_other_layouts_are_left_to_others(stated: str) -> None:
    assert read_statements(PREFIXES + stated) is None
