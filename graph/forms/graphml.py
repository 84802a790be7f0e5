"""The network as GraphML that Gephi, yEd, igraph, Cytoscape, Neo4j and networkx open.

A networkx graph of `graph.network` comes in, bytes go out, and back. Each key has one type, each edge its own
id, and the label stands where each tool looks: a `label` key, yEd's labels, and `labels` for Neo4j.
Standard: GraphML 1.0 (Brandes et al. 2002), with yEd's extension.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from graph.errors import DothiError
from graph.files import read_bytes
from graph.forms.xml_text import attribute, refuse_doctype, text

if TYPE_CHECKING:
    import networkx

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xmlns:y="http://www.yworks.com/xml/graphml"
 xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://www.yworks.com/xml/schema/graphml/1.1/ygraphml.xsd">
"""
TYPES = {str: "string", int: "long", float: "double"}
SHAPES = {
    "Person": ("ellipse", "#0072B2"),
    "Organization": ("rectangle", "#009E73"),
    "Place": ("triangle", "#E69F00"),
    "Event": ("diamond", "#CC79A7"),
}
"""Shape and colour (of a palette that the colour-blind can tell apart) of each kind of node, for yEd."""


def write_graphml(network: networkx.MultiDiGraph[str]) -> bytes:
    """The bytes of a GraphML file.

    >>> import networkx
    >>> b"<graphml" in write_graphml(networkx.MultiDiGraph())
    True
    """
    return (HEAD + "".join(_lines(network)) + "</graphml>\n").encode()


def read_graphml(path: Path) -> networkx.MultiDiGraph[str]:
    """The network of a GraphML file; `DothiError` when it is missing, malformed, or could be a bomb."""
    import networkx

    data = read_bytes(path)
    refuse_doctype(data, str(path))
    try:
        found = networkx.parse_graphml(data.decode(), node_type=str, edge_key_type=str, force_multigraph=True)
        return networkx.MultiDiGraph(found)
    except (SyntaxError, ValueError, KeyError, networkx.NetworkXError) as error:
        raise DothiError(f"{path}: not GraphML: {error}") from error


def _lines(network: networkx.MultiDiGraph[str]) -> Iterator[str]:
    node_keys = columns(data for _, data in network.nodes(data=True))
    edge_keys = columns(data for _, _, data in network.edges(data=True))
    for owner, keys in (("node", node_keys), ("edge", edge_keys)):
        for name, kind in keys.items():
            yield (f'<key id="{owner}_{name}" for="{owner}" attr.name="{name}" attr.type="{TYPES[kind]}"/>\n')
        yield f'<key id="{owner}_graphics" for="{owner}" yfiles.type="{owner}graphics"/>\n'
    yield '<graph edgedefault="directed">\n'
    for node, data in network.nodes(data=True):
        yield f"<node id={attribute(node)} labels={attribute(':' + str(data['kind']))}>\n"
        yield from _data("node", data, node_keys)
        shape, color = SHAPES.get(str(data["kind"]), ("ellipse", "#999999"))
        yield (
            f'<data key="node_graphics"><y:ShapeNode><y:Fill color="{color}" transparent="false"/>'
            f'<y:NodeLabel>{text(data["label"])}</y:NodeLabel><y:Shape type="{shape}"/></y:ShapeNode>'
            "</data>\n"
        )
        yield "</node>\n"
    for source, target, key, data in network.edges(keys=True, data=True):
        ends = f"source={attribute(source)} target={attribute(target)}"
        yield f"<edge id={attribute(key)} {ends} label={attribute(str(data['role']).upper())}>\n"
        yield from _data("edge", data, edge_keys)
        yield (
            '<data key="edge_graphics"><y:PolyLineEdge><y:Arrows source="none" target="standard"/>'
            f"<y:EdgeLabel>{text(data['label'])}</y:EdgeLabel></y:PolyLineEdge></data>\n"
        )
        yield "</edge>\n"
    yield "</graph>\n"


def _data(owner: str, data: Mapping[str, object], keys: Mapping[str, type]) -> Iterator[str]:
    for name in keys:
        if name in data:
            yield f'<data key="{owner}_{name}">{text(data[name])}</data>\n'


def columns(rows: Iterator[Mapping[str, object]]) -> dict[str, type]:
    """Every attribute and its one type, in order of first appearance.

    >>> columns(iter([{"a": "x"}, {"a": "y", "b": 1}]))
    {'a': <class 'str'>, 'b': <class 'int'>}
    """
    found: dict[str, type] = {}
    for row in rows:
        for name, value in row.items():
            kind = found.setdefault(name, type(value))
            if type(value) is not kind or kind not in TYPES:
                raise TypeError(f"attribute {name!r} is {type(value)} here and {kind} elsewhere")
    return found
