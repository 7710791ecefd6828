"""The generated files are as they would be written now."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SPEC = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
assert SPEC is not None
assert SPEC.loader is not None
generate = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(generate)


def test_the_number_of_generated_files() -> None:
    assert len(generate.GENERATED) == 25


@pytest.mark.parametrize("name", generate.GENERATED)
def test_a_generated_file_is_up_to_date(name: str) -> None:
    written = (ROOT / name).read_text(encoding="utf-8")
    assert written == generate.GENERATED[name](), "run python docs/generate.py"
