"""Run KGX's validator on a folder with nodes.tsv and edges.tsv; exit 1 with what it finds.

Run by the Python of an environment with kgx and biolink-model, which brings the model and its
prefixes, so that nothing is fetched. Our own prefixes are added to those; identifiers with a
slash (DOIs), which KGX takes for no CURIEs, are let pass.
"""

import json
import sys
from pathlib import Path
from typing import Any

import biolink_model
import bmt.toolkit

OWN = ("cell", "cond", "country", "org", "paper", "record", "tissue", "trial")
MODEL = Path(next(iter(biolink_model.__path__)))


def validated(folder: Path) -> dict[str, Any]:
    """Return the errors that KGX finds, by kind and message."""
    original = bmt.toolkit.Toolkit.__init__

    def from_package(self: Any, schema: object = None, **options: object) -> None:
        model = str(MODEL / "schema" / "biolink_model.yaml")
        original(self, model, predicate_map={"predicate mappings": []})

    bmt.toolkit.Toolkit.__init__ = from_package
    import kgx.config

    prefixes = json.loads((MODEL / "prefixmaps" / "biolink-model-prefix-map.json").read_text())
    prefixes.update({prefix: f"https://w3id.org/msc-kg/{prefix}/" for prefix in OWN})
    kgx.config.jsonld_context_map.update(biolink=prefixes, monarch_context={}, obo_context={})
    from kgx.transformer import Transformer
    from kgx.validator import Validator

    validator = Validator()
    files = [str(folder / "nodes.tsv"), str(folder / "edges.tsv")]
    Transformer(stream=True).transform(
        input_args={"filename": files, "format": "tsv"},
        output_args={"format": "null"},
        inspector=validator,
    )
    found: dict[str, Any] = validator.get_errors("ERROR")
    return found


def main(folder: Path) -> int:
    """Print the errors; return the exit status."""
    errors = [
        f"{kind}: {message}: {places[:3]}"
        for kind, messages in validated(folder).items()
        for message, places in messages.items()
        if not all("doi:10." in place for place in places)
    ]
    print("\n".join(errors))
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
