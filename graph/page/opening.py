"""The network of the opening view, made by pyvis, and the vis-network script that pyvis carries.

The most important nodes come in; nodes, edges and options go out as JSON for the page. pyvis's own HTML loads
from the network, so only its data model and its bundled script are used. The page draws and places the nodes
itself, since how much room a name takes is known only there.
"""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

from graph.errors import DothiError
from graph.page.payload import Json, Ranked, script_json

OPENING_ACTORS = 20
OPENING_EVENTS = 20
OPTIONS: Json = {
    "autoResize": True,
    "layout": {"improvedLayout": False, "randomSeed": 1},
    "physics": {"enabled": False},
    "interaction": {
        "hover": True,
        "dragNodes": True,
        "multiselect": False,
        "selectConnectedEdges": False,
        "keyboard": {"enabled": False},
        "zoomSpeed": 0.6,
    },
    "nodes": {"chosen": False},
    "edges": {"smooth": False, "chosen": False, "arrows": "to"},
}


def opening(ranks: Ranked) -> str:
    """The opening view as JSON: ``{"nodes", "edges", "options"}`` as pyvis makes them."""
    from pyvis.network import Network

    network = Network(directed=True)
    number = {entity.id: index for index, (entity, _) in enumerate(ranks.entities)}
    network.set_options(script_json(OPTIONS))
    for index, (entity, weight) in enumerate(ranks.entities[:OPENING_ACTORS]):
        network.add_node(
            index, label=entity.name, shape="custom", group=str(entity.type), value=round(weight, 2)
        )
    for rank, (event, weight) in enumerate(ranks.events[:OPENING_EVENTS]):
        index = len(ranks.entities) + rank
        network.add_node(
            index, label=event.label, shape="custom", group=str(event.type), value=round(weight, 2)
        )
        for argument in event.arguments:
            entity_index = number.get(argument.entity)
            if entity_index is not None and entity_index < OPENING_ACTORS:
                network.add_edge(index, entity_index, label=str(argument.role))
    options: Json = OPTIONS
    return script_json({"nodes": _plain(network.nodes), "edges": _plain(network.edges), "options": options})


def _plain(rows: list[dict[str, Json]]) -> list[Json]:
    """Rows without the keys that pyvis leaves empty."""
    return [{key: value for key, value in row.items() if value is not None} for row in rows]


def vis_network() -> str:
    """The vis-network script from the installed pyvis package, without its pointer to a source map.

    Raises `DothiError` when the installed pyvis carries none.
    """
    spec = find_spec("pyvis")
    folder = Path(spec.origin).parent if spec and spec.origin else Path()
    found = sorted(folder.glob("templates/lib/vis-*/vis-network.min.js")) or sorted(
        folder.glob("lib/vis-*/vis-network.min.js")
    )
    if not found:
        raise DothiError(
            "the installed pyvis carries no vis-network.min.js: reinstall it with `pip install pyvis`"
        )
    return re.sub(r"\n//# sourceMappingURL=\S*\s*$", "\n", found[-1].read_text(encoding="utf-8"))
