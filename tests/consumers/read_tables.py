"""Reads the tables that Backstory writes with KGX and pandas, and prints what they make of them, one line a folder.

Runs with an interpreter of its own, where ``kgx.txt`` is installed. KGX would fetch the Biolink model and its prefixes;
they are taken from the package ``biolink-model`` instead, with the prefixes of Backstory beside them.
"""

import importlib.util
import json
import sys
from pathlib import Path
from typing import Any

import bmt.toolkit
import kgx.config
import pandas as pd

[_folder] = importlib.util.find_spec("biolink_model").submodule_search_locations  # type: ignore[union-attr]
_MODEL = Path(_folder)
_OWN = {
    "bs": "https://w3id.org/backstory/ontology/",
    "bsclaim": "https://w3id.org/backstory/claim/",
    "infores": "https://w3id.org/biolink/infores/",
}

bmt.toolkit.Toolkit.__init__.__defaults__ = (
    str(_MODEL / "schema" / "biolink_model.yaml"),
    {"predicate mappings": []},
)
kgx.config.jsonld_context_map["biolink"] = {
    **json.loads((_MODEL / "prefixmaps" / "biolink_model_prefix_map.json").read_text("utf-8")),
    **_OWN,
}

from kgx.transformer import Transformer  # noqa: E402 -- after the model was put where it looks
from kgx.validator import Validator  # noqa: E402


def read_kgx(folder: Path) -> dict[str, Any]:
    """Return the nodes, the edges and the complaints of KGX."""
    files = [str(folder / "kgx_nodes.tsv"), str(folder / "kgx_edges.tsv")]
    transformer = Transformer(stream=False)
    transformer.transform({"filename": files, "format": "tsv"})
    graph = transformer.store.graph
    validator = Validator()
    validator.validate(graph)
    return {
        "nodes": [data for _, data in graph.nodes(data=True)],
        "edges": [data for *_, data in graph.edges(data=True)],
        "complaints": validator.get_errors(),
    }


def read_csv(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file, as pandas has them."""
    return pd.read_csv(path, dtype=str, keep_default_na=False).to_dict("records")


for name in sys.argv[1:]:
    where = Path(name)
    found = {"kgx": read_kgx(where), "nodes": read_csv(where / "nodes.csv"), "edges": read_csv(where / "edges.csv")}
    sys.stdout.write(json.dumps(found, default=str) + "\n")
