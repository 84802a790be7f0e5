// Taking the visible part away: PNG, SVG, GraphML and JSON-LD.

/** Offers `content` as a file to save. */
function save(content, type, name) {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const link = make("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

const xml = (text) => SvgPen.escape(text);

/** The visible part as GraphML with labels where Gephi, networkx, igraph and Cytoscape look for them. */
function toGraphml(graph, shown) {
  const keys = [["label", "node"], ["kind", "node"], ["type", "node"], ["status", "node"], ["date", "node"], ["altLabels", "node"], ["iri", "node"], ["label", "edge"], ["interaction", "edge"]];
  const parts = ['<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'];
  for (const [name, of] of keys) parts.push(`  <key id="${of[0]}_${name}" for="${of}" attr.name="${name}" attr.type="string"/>\n`);
  parts.push('  <graph edgedefault="directed">\n');
  const data = (of, name, value) => (value ? `<data key="${of}_${name}">${xml(value)}</data>` : "");
  for (const id of shown) {
    const node = graph.nodes[id];
    parts.push(`    <node id="n${id}">${data("n", "label", node.label)}${data("n", "kind", node.kind)}${data("n", "type", node.type)}${data("n", "status", node.status)}`
      + `${data("n", "date", node.time)}${data("n", "altLabels", (node.names || []).join(" | "))}${data("n", "iri", graph.iris?.[id])}</node>\n`);
  }
  let edges = 0;
  for (const id of shown) {
    for (const link of graph.nodes[id].links) {
      if (link.from !== id || !shown.has(link.to)) continue;
      for (const role of link.roles) {
        const words = role === "position" ? link.titles.join(" · ") : say(ROLE_WORD[role]);
        parts.push(`    <edge id="e${edges}" source="n${link.from}" target="n${link.to}">${data("e", "label", words)}${data("e", "interaction", role)}</edge>\n`);
        edges += 1;
      }
    }
  }
  parts.push("  </graph>\n</graphml>\n");
  return parts.join("");
}

const CONTEXT = {
  dothi: "https://w3id.org/dothi#", sem: "http://semanticweb.cs.vu.nl/2009/11/sem/", schema: "https://schema.org/", skos: "http://www.w3.org/2004/02/skos/core#",
  org: "http://www.w3.org/ns/org#", rdfs: "http://www.w3.org/2000/01/rdf-schema#", xsd: "http://www.w3.org/2001/XMLSchema#", owl: "http://www.w3.org/2002/07/owl#",
  prefLabel: { "@id": "skos:prefLabel", "@language": "vi" }, altLabel: { "@id": "skos:altLabel", "@language": "vi" }, label: { "@id": "rdfs:label", "@language": "vi" },
  eventType: { "@id": "sem:eventType", "@type": "@id" }, status: { "@id": "dothi:status", "@type": "@id" }, agent: { "@id": "dothi:agent", "@type": "@id" },
  recipient: { "@id": "dothi:recipient", "@type": "@id" }, place: { "@id": "sem:hasPlace", "@type": "@id" }, source: { "@id": "dothi:source", "@type": "@id" },
  time: "sem:hasTimeStamp", sameAs: { "@id": "owl:sameAs", "@type": "@id" }, member: { "@id": "org:member", "@type": "@id" }, organization: { "@id": "org:organization", "@type": "@id" }, role: "org:role",
};

/** The value with the XSD type that its precision has. */
function typedTime(value) {
  const kind = value.startsWith("--") ? (value.length > 4 ? "gMonthDay" : "gMonth") : { 4: "gYear", 7: "gYearMonth" }[value.length] || "date";
  return { "@value": value, "@type": `xsd:${kind}` };
}

/** The visible part as JSON-LD in the vocabulary of the RDF forms. */
function toJsonLd(graph, shown) {
  const iri = (id) => graph.iris?.[id] || `_:n${id}`;
  const items = [];
  for (const id of shown) {
    const node = graph.nodes[id];
    if (node.kind !== "event") {
      const item = { "@id": iri(id), "@type": [`schema:${node.kind[0].toUpperCase()}${node.kind.slice(1)}`, ...node.classes.map((name) => `schema:${name}`)], prefLabel: node.label };
      if (node.names.length) item.altLabel = node.names;
      if (node.sameAs.length) item.sameAs = node.sameAs;
      items.push(item);
      for (const position of node.positions) {
        const membership = { "@type": "org:Membership", member: iri(id), role: { "@type": "org:Role", prefLabel: position.title } };
        if (position.organization >= 0 && shown.has(position.organization)) membership.organization = iri(position.organization);
        items.push(membership);
      }
      continue;
    }
    const item = { "@id": iri(id), "@type": "sem:Event", label: node.label, eventType: `dothi:${node.type}`, status: `dothi:${node.status}` };
    if (node.time) item.time = typedTime(node.time);
    for (const role of ROLES) {
      const entities = [...new Set(node.roles.filter(([index, entity]) => ROLES[index] === role && shown.has(entity)).map(([, entity]) => iri(entity)))];
      if (entities.length) item[role] = entities;
    }
    items.push(item);
  }
  return JSON.stringify({ "@context": CONTEXT, "@graph": items }, null, 2);
}

function exportAs(app, kind) {
  const shown = new Set([...app.view.shown].sort((a, b) => a - b));
  if (kind === "png") app.picture.toCanvas().toBlob((blob) => save(blob, "image/png", "dothi.png"), "image/png");
  if (kind === "svg") save(app.picture.toSvg(), "image/svg+xml", "dothi.svg");
  if (kind === "graphml") save(toGraphml(app.graph, shown), "application/graphml+xml", "dothi.graphml");
  if (kind === "jsonld") save(toJsonLd(app.graph, shown), "application/ld+json", "dothi.jsonld");
  if (kind === "link") {
    const done = (key) => app.announce(say(key), true);
    if (navigator.clipboard) navigator.clipboard.writeText(location.href).then(() => done("copied"), () => done("copyFailed"));
    else done("copyFailed");
  }
}
