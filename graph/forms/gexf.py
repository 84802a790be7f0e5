"""The network as GEXF 1.3, Gephi's own form, with colours and no date of writing.

A networkx graph of `graph.network` comes in, bytes go out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from graph.forms.graphml import SHAPES, columns
from graph.forms.xml_text import attribute

if TYPE_CHECKING:
    import networkx

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">
<meta><creator>dothi</creator></meta>
<graph defaultedgetype="directed" mode="static">
"""
TYPES = {str: "string", int: "long", float: "double"}
OWN = ("label", "weight")
"""Attributes that GEXF has a place of its own for."""


def write_gexf(network: networkx.MultiDiGraph[str]) -> bytes:
    """The bytes of a GEXF file.

    >>> import networkx
    >>> b"<gexf" in write_gexf(networkx.MultiDiGraph())
    True
    """
    return (HEAD + "".join(_lines(network)) + "</graph>\n</gexf>\n").encode()


def _lines(network: networkx.MultiDiGraph[str]) -> Iterator[str]:
    node_keys = columns(data for _, data in network.nodes(data=True))
    edge_keys = columns(data for _, _, data in network.edges(data=True))
    for owner, keys in (("node", node_keys), ("edge", edge_keys)):
        yield f'<attributes class="{owner}">\n'
        for name, kind in keys.items():
            if name not in OWN:
                yield f'<attribute id="{owner}_{name}" title="{name}" type="{TYPES[kind]}"/>\n'
        yield "</attributes>\n"
    yield "<nodes>\n"
    for node, data in network.nodes(data=True):
        color = SHAPES.get(str(data["kind"]), ("", "#999999"))[1]
        red, green, blue = (int(color[n : n + 2], 16) for n in (1, 3, 5))
        yield f"<node id={attribute(node)} label={attribute(data['label'])}>\n"
        yield from _values("node", data, node_keys)
        yield f'<viz:color r="{red}" g="{green}" b="{blue}"/>\n</node>\n'
    yield "</nodes>\n<edges>\n"
    for source, target, key, data in network.edges(keys=True, data=True):
        ends = f"source={attribute(source)} target={attribute(target)} kind={attribute(data['role'])}"
        label = f"label={attribute(data['label'])} weight={attribute(data['weight'])}"
        yield f"<edge id={attribute(key)} {ends} {label}>\n"
        yield from _values("edge", data, edge_keys)
        yield "</edge>\n"
    yield "</edges>\n"


def _values(owner: str, data: Mapping[str, object], keys: Mapping[str, type]) -> Iterator[str]:
    yield "<attvalues>\n"
    for name in keys:
        if name in data and name not in OWN:
            yield f'<attvalue for="{owner}_{name}" value={attribute(data[name])}/>\n'
    yield "</attvalues>\n"
