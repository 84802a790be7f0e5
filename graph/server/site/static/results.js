// Results of SPARQL as a table, a chart when they are counts by date, places on a map, and a network of nodes
// for CONSTRUCT. A parsed answer and an element go in; everything is built from text nodes.
(() => {
  "use strict";
  const words = JSON.parse(document.getElementById("words").textContent);
  const settings = JSON.parse(document.getElementById("settings").textContent);
  const FIRST_ROWS = 200;
  const MOST_NODES = 250;
  const say = (key, values = {}) => (words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
    return element;
  };
  const draw = (tag, attributes = {}, ...children) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };

  /** "dothi:status" for an IRI with a known prefix; the end of one of our own. */
  function short(iri) {
    if (settings.base && iri.startsWith(settings.base)) return decoded(iri.slice(settings.base.length));
    for (const [prefix, start] of Object.entries(settings.prefixes)) if (iri.startsWith(start)) return `${prefix}:${iri.slice(start.length)}`;
    return iri;
  }
  function decoded(text) { try { return decodeURIComponent(text); } catch { return text; } }
  const ours = (iri) => settings.base && iri.startsWith(settings.base) && /^(person|organization|place|event|article)\//.test(iri.slice(settings.base.length));
  const address = (iri) => `/${iri.slice(settings.base.length)}`;

  function cell(term) {
    if (!term) return "";
    if (term.type !== "uri") return make("span", { lang: term["xml:lang"] || null }, term.value);
    if (ours(term.value)) return make("a", { href: address(term.value) }, short(term.value));
    if (/^https?:\/\//.test(term.value) && short(term.value) === term.value) return make("a", { href: term.value, rel: "noopener noreferrer external" }, term.value);
    return make("span", { title: term.value }, short(term.value));
  }

  const NUMBER = /^-?\d+(\.\d+)?$/;
  const DATE = /^\d{4}(-\d\d(-\d\d)?)?$/;
  const valuesOf = (answer, name) => answer.rows.map((row) => row[name]?.value ?? "");
  const allAre = (values, pattern) => values.some(Boolean) && values.every((value) => !value || pattern.test(value));
  const isYear = (answer, name) => /date|month|year|day|nam|thang|ngay/i.test(name) || answer.rows.some((row) => /#(gYear|date)/.test(row[name]?.datatype || ""));

  /** A table whose columns sort; numbers to the right. */
  function table(answer) {
    const { names } = answer;
    const numeric = new Set(names.filter((name) => allAre(valuesOf(answer, name), NUMBER) && !isYear(answer, name)));
    let rows = [...answer.rows];
    let sorted = null;
    const body = make("tbody");
    const more = make("button", { type: "button", class: "more", onclick: () => fill(body.children.length + FIRST_ROWS) });
    const compare = new Intl.Collator(document.documentElement.lang, { numeric: true }).compare;
    const fill = (count) => {
      body.replaceChildren(...rows.slice(0, count).map((row) => make("tr", {}, names.map((name) => make("td", { class: numeric.has(name) ? "number" : null }, cell(row[name]))))));
      more.textContent = say("moreRows", { n: rows.length - body.children.length });
      more.hidden = body.children.length >= rows.length;
    };
    const heads = names.map((name) => {
      const head = make("th", { scope: "col", class: numeric.has(name) ? "number" : null },
        make("button", { type: "button", title: say("sortBy", { name }), onclick: () => {
          const up = !(sorted === name && head.getAttribute("aria-sort") === "ascending");
          heads.forEach((other) => other.removeAttribute("aria-sort"));
          head.setAttribute("aria-sort", up ? "ascending" : "descending");
          sorted = name;
          const value = (row) => row[name]?.value ?? "";
          rows.sort((a, b) => (up ? 1 : -1) * (numeric.has(name) ? Number(value(a)) - Number(value(b)) : compare(value(a), value(b))));
          fill(Math.max(FIRST_ROWS, body.children.length));
        } }, name));
      return head;
    });
    fill(FIRST_ROWS);
    return make("div", {}, make("div", { class: "table-frame", tabindex: "0", role: "region", "aria-label": say("asTable") }, make("table", {}, make("thead", {}, make("tr", {}, heads)), body)), more);
  }

  /** The columns that make a chart: dates, counts, and what the counts are of (or none). */
  function chartColumns(answer) {
    const { names, rows } = answer;
    if (rows.length < 2) return null;
    const date = names.find((name) => allAre(valuesOf(answer, name), DATE) && isYear(answer, name) && new Set(valuesOf(answer, name)).size > 1);
    const count = names.find((name) => name !== date && allAre(valuesOf(answer, name), NUMBER));
    if (!date || !count) return null;
    const kind = names.find((name) => name !== date && name !== count && new Set(valuesOf(answer, name)).size <= 30) ?? null;
    return { date, count, kind };
  }

  const COLOURS = ["event", "person", "organization", "place", "muted", "ink"];
  const MOST_KINDS = COLOURS.length;

  const DAY = 86_400_000;
  const MOST_BARS = 160;
  const months = (when) => Number(when.slice(0, 4)) * 12 + Number(when.slice(5, 7) || 1);

  /** How many characters of the dates to count by, so that the bars are not too many: days, months or years. */
  function step(values) {
    const least = Math.min(...values.map((value) => value.length));
    const [first, last] = [values.reduce((a, b) => (a < b ? a : b)), values.reduce((a, b) => (a > b ? a : b))];
    if (least === 10 && (Date.parse(last) - Date.parse(first)) / DAY < MOST_BARS) return 10;
    return least >= 7 && months(last) - months(first) < MOST_BARS ? 7 : 4;
  }

  /** All dates from the first to the last, those without a count too. */
  function steps(dates) {
    const [first, last] = [dates[0], dates[dates.length - 1]];
    const all = [];
    if (first.length === 10) for (let at = Date.parse(first); at <= Date.parse(last); at += DAY) all.push(new Date(at).toISOString().slice(0, 10));
    else if (first.length === 7) for (let at = months(first) - 1; at < months(last); at += 1) all.push(`${String(Math.floor(at / 12)).padStart(4, "0")}-${String((at % 12) + 1).padStart(2, "0")}`);
    else for (let year = Number(first); year <= Number(last); year += 1) all.push(String(year).padStart(4, "0"));
    return all.length > 4 * MOST_BARS ? dates : all;
  }

  /** Stacked bars over dates, with an axis and a legend. */
  function chart(answer) {
    const { date, count, kind } = chartColumns(answer);
    const digits = step(valuesOf(answer, date).filter(Boolean));
    const totals = new Map();
    const kinds = new Map();
    for (const row of answer.rows) {
      const when = row[date]?.value.slice(0, digits);
      const number = Number(row[count]?.value || 0);
      if (!when || number < 0) continue;
      const what = kind ? row[kind]?.value ?? "" : "";
      kinds.set(what, (kinds.get(what) || 0) + number);
      if (!totals.has(when)) totals.set(when, new Map());
      totals.get(when).set(what, (totals.get(when).get(what) || 0) + number);
    }
    const dates = steps([...totals.keys()].sort());
    for (const when of dates) if (!totals.has(when)) totals.set(when, new Map());
    const ranked = [...kinds].sort((a, b) => b[1] - a[1]).map(([what]) => what);
    const named = ranked.length > MOST_KINDS ? ranked.slice(0, MOST_KINDS - 1) : ranked;
    const sum = (when) => [...totals.get(when).values()].reduce((a, b) => a + b, 0);
    const most = Math.max(...dates.map(sum)) || 1;
    const unit = 10 ** Math.floor(Math.log10(most));
    const tick = most / unit >= 5 ? unit * 2 : most / unit >= 2 ? unit : unit / 2;
    const [width, height, left, bottom] = [900, 320, 52, 30];
    const room = width - left - 6;
    const y = (value) => 10 + (height - bottom - 10) * (1 - value / most);
    const svg = draw("svg", { viewBox: `0 0 ${width} ${height}`, class: "result-chart", role: "img", "aria-label": `${count} / ${date}` });
    for (let value = 0; value <= most; value += tick) {
      const label = draw("text", { x: left - 8, y: y(value) + 4, "text-anchor": "end" });
      label.textContent = String(Math.round(value * 100) / 100);
      svg.append(draw("line", { x1: left, x2: width, y1: y(value), y2: y(value) }), label);
    }
    const each = room / dates.length;
    const skip = Math.ceil(dates.length / 12);
    dates.forEach((when, at) => {
      const x = left + at * each;
      let base = 0;
      const parts = totals.get(when);
      const rest = [...parts].filter(([what]) => !named.includes(what)).reduce((total, [, number]) => total + number, 0);
      for (const [index, what] of [...named, null].entries()) {
        const number = what === null ? rest : parts.get(what) || 0;
        if (!number) continue;
        const bar = draw("rect", { x: x + each * 0.12, width: Math.max(1, each * 0.76), y: y(base + number), height: Math.max(0.5, y(base) - y(base + number)), class: `c-${COLOURS[index]}` });
        const title = draw("title");
        title.textContent = [when, what, number].filter((part) => part !== null && part !== "").join(" · ");
        bar.append(title);
        svg.append(bar);
        base += number;
      }
      if (at % skip === 0) {
        const label = draw("text", { x: x + each / 2, y: height - 10, "text-anchor": "middle" });
        label.textContent = when;
        svg.append(label);
      }
    });
    const legend = kind ? make("ul", { class: "plain legend" }, [...named, ...(ranked.length > named.length ? ["…"] : [])].map((what, at) => make("li", {}, make("span", { class: `key c-${COLOURS[at]}`, "aria-hidden": "true" }), words[what] ?? what))) : null;
    return make("figure", { class: "chart" }, svg, legend);
  }

  /** Rows with coordinates, as a column of WKT points or two of degrees. */
  function spots(answer) {
    const { names, rows } = answer;
    const wkt = names.find((name) => allAre(valuesOf(answer, name), /POINT\s*\(/i));
    const lat = names.find((name) => /^lat/i.test(name));
    const lon = names.find((name) => /^(lon|lng)/i.test(name));
    if (!wkt && !(lat && lon)) return [];
    const text = names.find((name) => rows.some((row) => row[name]?.["xml:lang"])) || names.find((name) => ![wkt, lat, lon].includes(name));
    const link = names.find((name) => rows.some((row) => row[name]?.type === "uri" && ours(row[name].value)));
    return rows.map((row) => {
      const found = wkt ? /POINT\s*\(\s*(-?[\d.]+)\s+(-?[\d.]+)/i.exec(row[wkt]?.value || "") : [null, row[lon]?.value, row[lat]?.value];
      return { name: row[text]?.value || "", url: link && row[link] ? address(row[link].value) : "#results", lon: Number(found?.[1]), lat: Number(found?.[2]), weight: 1 };
    }).filter((spot) => Number.isFinite(spot.lon) && Number.isFinite(spot.lat) && spot.lon !== 0).slice(0, 2000);
  }

  function map(answer) {
    const host = make("div", { class: "map", role: "group", "aria-label": say("asMap") }, make("script", { type: "application/json" }, JSON.stringify(spots(answer))));
    requestAnimationFrame(() => { host.map = new window.PlaceMap(host); });
    return host;
  }

  const LABELS = /(#label|prefLabel|headline|name)$/;
  const ASIDE = /(22-rdf-syntax-ns#type|eventType|dothi#status|subtype)$/;
  let library = null;
  const visNetwork = () => {
    library ||= new Promise((resolve, reject) => document.head.append(make("script", { src: settings.vis, onload: resolve, onerror: reject })));
    return library;
  };

  const nameOf = (iri) => short(iri).replace(/^[a-z]+:/, "");

  /** Nodes and links of triples: labels and types are the nodes' own, all between resources is a link. */
  function networkOf(triples) {
    const nodes = new Map();
    const links = [];
    const node = (term) => {
      if (!nodes.has(term.value)) nodes.set(term.value, { id: term.value, label: "", kind: "", facts: [], degree: 0 });
      return nodes.get(term.value);
    };
    for (const { s, p, o } of triples) {
      const from = node(s);
      if (o.type === "literal") {
        if (LABELS.test(p.value)) from.label ||= o.value;
        from.facts.push(`${short(p.value)} ${o.value}`);
      } else if (ASIDE.test(p.value)) {
        const kind = /(Person|Organization|Place|Event)$/.exec(o.value);
        if (kind) from.kind = kind[1].toLowerCase();
        from.facts.push(`${short(p.value)} ${short(o.value)}`);
      } else {
        node(o).degree += 1;
        from.degree += 1;
        links.push({ from: s.value, to: o.value, label: words[{ hasPlace: "placeRole" }[nameOf(p.value)] ?? nameOf(p.value)] ?? nameOf(p.value) });
      }
    }
    for (const one of nodes.values()) if (!one.kind) one.kind = /\/(person|organization|place|event)\//.exec(one.id)?.[1] || "other";
    return { nodes: [...nodes.values()], links };
  }

  function network(answer) {
    const { nodes, links } = networkOf(answer.triples);
    const kept = [...nodes].sort((a, b) => b.degree - a.degree).slice(0, MOST_NODES);
    const known = new Set(kept.map((one) => one.id));
    const host = make("div", { class: "result-graph", role: "img", "aria-label": say("asGraph") });
    const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
    const drawn = () => {
      const shapes = { person: "dot", organization: "square", place: "diamond", event: "box", other: "dot" };
      const data = {
        nodes: kept.map((one) => {
          const own = colour(one.kind === "other" ? "muted" : one.kind);
          const name = one.label || short(one.id).split(/[/#:]/).pop();
          return { id: one.id, label: name.length > 40 ? `${name.slice(0, 39)}…` : name, title: [name, ...one.facts].slice(0, 12).join("\n"), shape: shapes[one.kind], size: 12 + 4 * Math.sqrt(one.degree),
            color: one.kind === "event" ? { background: colour("event-tint"), border: own, highlight: { background: colour("event-tint"), border: colour("ink") } } : { background: own, border: own, highlight: { background: own, border: colour("ink") } },
            font: { color: colour("ink"), size: 19, strokeWidth: one.kind === "event" ? 0 : 3, strokeColor: colour("surface") } };
        }),
        edges: links.filter((link) => known.has(link.from) && known.has(link.to)).map((link) => ({ ...link, arrows: "to", color: { color: colour("muted"), opacity: 0.6 }, font: { color: colour("muted"), size: 14, strokeWidth: 4, strokeColor: colour("surface") } })),
      };
      const options = { layout: { randomSeed: 1, improvedLayout: kept.length < 120 }, physics: { stabilization: { iterations: 300 }, barnesHut: { springLength: 120, gravitationalConstant: -3200, centralGravity: 1.2, avoidOverlap: 0.7 } }, interaction: { hover: true, keyboard: false, zoomView: true }, nodes: { borderWidth: 1.5, scaling: { label: { drawThreshold: 1 } } } };
      host.network?.destroy();
      host.network = new window.vis.Network(host, data, options);
      host.network.once("stabilizationIterationsDone", () => { host.network.setOptions({ physics: false }); host.network.fit(); host.dataset.ready = "yes"; });
      host.network.on("doubleClick", ({ nodes: [id] }) => { if (id && ours(id)) location.assign(address(id)); });
    };
    visNetwork().then(drawn).catch(() => { host.textContent = say("noNetwork"); });
    document.addEventListener("theme", () => host.isConnected && host.network && drawn());
    return host;
  }

  /** N-Triples as the server writes them: [{s, p, o}]. */
  function parseTriples(text) {
    const unescape = (value) => value.replace(/\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/g, (whole, small, large, one) => (small || large ? String.fromCodePoint(parseInt(small || large, 16)) : { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f" }[one] || one));
    const TERM = /<([^>]*)>|_:(\S+)|"((?:[^"\\]|\\.)*)"(?:@([\w-]+)|\^\^<([^>]*)>)?/g;
    return text.split("\n").filter(Boolean).map((line) => {
      const [s, p, o] = [...line.matchAll(TERM)].map(([, iri, blank, literal, language, datatype]) => (iri !== undefined ? { type: "uri", value: unescape(iri) } : blank !== undefined ? { type: "bnode", value: `_:${blank}` } : { type: "literal", value: unescape(literal), "xml:lang": language, datatype }));
      return { s, p, o };
    }).filter(({ o }) => o);
  }

  /** The views that suit an answer, the best first: [[key, build]]. */
  function viewsOf(answer) {
    if (answer.kind === "boolean") return [];
    if (answer.kind === "triples") return [["asGraph", network], ["asTable", table], ["asText", raw]];
    const views = [["asTable", table]];
    if (chartColumns(answer)) views.unshift(["asChart", chart]);
    if (spots(answer).length) views.push(["asMap", map]);
    return [...views, ["asText", raw]];
  }

  const raw = (answer) => make("pre", { class: "raw", tabindex: "0" }, answer.text.slice(0, 400_000));

  window.SparqlResults = { make, say, viewsOf, parseTriples };
})();
