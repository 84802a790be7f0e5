// The panel beside the picture: an overview of the articles, or all that is known of the selected node with
// the sentences that say so. Everything is built from text nodes.

const FIRST_SENTENCES = 6;
const FIRST_EVENTS = 7;

/** The symbol of a node as a small element: shape and colour of its kind, or the icon of its event type. */
function symbol(node) {
  return make("span", { class: `symbol ${node.kind} ${node.status || ""}`, "aria-hidden": "true" }, icon(node.kind === "event" ? node.type : node.kind, 16));
}

/** A link to another node: its symbol and name. */
function chip(app, id, note) {
  const node = app.graph.nodes[id];
  return make("button", { type: "button", class: `chip ${node.kind} ${node.status || ""}`, onclick: () => app.select(id, true) },
    symbol(node), make("span", { class: "chip-name" }, node.label), note && make("span", { class: "note" }, note));
}

const statusBadge = (node) => make("span", { class: `badge ${node.status}` }, say(node.status));
const row = (label, ...content) => make("div", { class: "row" }, make("dt", {}, label), make("dd", {}, ...content));

/** Who acts towards whom, or where: "Na Uy → Huế". */
function whoLine(graph, node, but = -1) {
  const named = (roles, most) => {
    const names = [...new Set(node.roles.filter(([role, entity]) => roles.includes(ROLES[role]) && entity !== but).map(([, entity]) => graph.nodes[entity].label))];
    return names.length > most ? `${names.slice(0, most).join(", ")} +${names.length - most}` : names.join(", ");
  };
  const agents = named(["agent"], 2);
  const others = named(["recipient"], 2);
  return agents && others ? `${agents} → ${others}` : agents || (others ? `→ ${others}` : named(["place"], 1));
}

/** An event as a line of a list: date, icon, label, status if it is not simply so, and who takes part. */
function eventLine(app, id, role, but) {
  const node = app.graph.nodes[id];
  const note = [role, whoLine(app.graph, node, but)].filter(Boolean).join(" · ");
  return make("li", {}, make("button", { type: "button", class: `line event ${node.status}`, onclick: () => app.select(id, true) },
    make("span", { class: "when" }, sayDate(node.time)), symbol(node),
    make("span", { class: "what" }, make("span", { class: "event-label" }, node.label), note && make("span", { class: "note" }, note)),
    node.status === "occurred" ? null : statusBadge(node)));
}

/** A list that shows its first items and a button for the rest. */
function longList(items, first, build, attributes = {}) {
  const list = make("ul", { class: "list", ...attributes }, items.slice(0, first).map(build));
  if (items.length <= first) return list;
  const more = make("button", { type: "button", class: "more", onclick: () => {
    const rest = items.slice(first).map(build);
    list.append(...rest);
    more.remove();
    rest[0].querySelector("button, a")?.focus();
  } }, say("more", { n: items.length - first }));
  return make("div", {}, list, more);
}

const section = (title, ...content) => make("section", { class: "part" }, make("h3", {}, title), ...content);
const byTime = (nodes) => (a, b) => (nodes[a].dated ? nodes[a].when.first : 1e9) - (nodes[b].dated ? nodes[b].when.first : 1e9) || a - b;

/** Positions without those that say the same, or the same without saying of whom; many articles repeat them. */
function distinctPositions(positions) {
  const kept = new Map();
  for (const position of positions) {
    const key = `${position.person} ${sayTitle(position).toLowerCase()} ${position.organization}`;
    if (!kept.has(key)) kept.set(key, position);
  }
  const list = [...kept.values()];
  return list.filter((one) => one.organization >= 0
    || !list.some((other) => other.organization >= 0 && other.person === one.person && sayTitle(other).toLowerCase() === sayTitle(one).toLowerCase()));
}

/** The article's line of title, publisher and date. */
function articleName(article) {
  return article.title || article.text.slice(0, 90).split("\n")[0] || say("untitled");
}
function articleNote(article) {
  return [article.publisher, sayDate(article.date)].filter(Boolean).join(" · ");
}

/** A link out of the page, only for http and https; anything else is shown as text. */
function outLink(url, words) {
  return /^https?:\/\//i.test(url) ? make("a", { href: url, rel: "noopener noreferrer external", target: "_blank" }, words || url) : make("span", {}, words ? "" : url);
}

/** Mentions gathered by sentence: [{article, from, to, marks: [[begin, end]]}] in the order of the text. */
function sentencesOf(graph, flats) {
  const found = new Map();
  for (const { flat, width, kind } of flats) {
    for (const { article, begin, end } of readMentions(flat, width)) {
      const [from, to] = sentenceAround(graph.articles[article].text, begin, end);
      const key = `${article}:${from}`;
      if (!found.has(key)) found.set(key, { article, from, to, marks: [] });
      const sentence = found.get(key);
      sentence.to = Math.max(sentence.to, to);
      sentence.marks.push([begin, end, kind]);
    }
  }
  return [...found.values()].sort((a, b) => a.article - b.article || a.from - b.from);
}

/** The stretch of an article with marked words; marks may touch or overlap, the first one wins. */
function markedText(text, from, to, marks) {
  const parts = [];
  let at = from;
  for (const [begin, end, kind] of [...marks].sort((a, b) => a[0] - b[0] || b[1] - a[1])) {
    if (begin < at || end > to) continue;
    parts.push(text.slice(at, begin), make("mark", { class: kind }, text.slice(begin, end)));
    at = end;
  }
  parts.push(text.slice(at, to));
  return parts;
}

/** A sentence with its marked words, as a button that opens the article there. */
function sentenceItem(app, sentence, heading = null) {
  const words = markedText(app.graph.articles[sentence.article].text, sentence.from, sentence.to, sentence.marks);
  return make("li", {}, heading, make("button", { type: "button", class: "sentence", onclick: () => app.read(sentence.article, sentence.marks[0][0]), lang: "vi" }, ...words));
}

/** The sentences that speak of `id`, each a button that opens the article there. */
function sentenceSection(app, id) {
  const { graph } = app;
  const node = graph.nodes[id];
  const flats = [{ ...node, kind: node.kind }];
  for (const position of node.positions || []) flats.push({ ...position, kind: "title" });
  const sentences = sentencesOf(graph, flats);
  addParticipantMarks(graph, node, sentences);
  if (!sentences.length) return null;
  let last = -1;
  const build = (sentence) => {
    const article = graph.articles[sentence.article];
    const heading = sentence.article !== last && graph.articles.length > 1
      ? make("div", { class: "cited" }, articleName(article), articleNote(article) && make("span", { class: "note" }, articleNote(article))) : null;
    last = sentence.article;
    return sentenceItem(app, sentence, heading);
  };
  return section(say("sentences"), longList(sentences, FIRST_SENTENCES, build, { class: "list sentences" }));
}

/** Marks the words for an event's participants, time and figures in the sentences found. */
function addParticipantMarks(graph, node, sentences) {
  if (node.kind !== "event") return;
  const add = (article, begin, end, kind) => {
    const sentence = sentences.find((one) => one.article === article && one.from <= begin && end <= one.to);
    if (sentence && !sentence.marks.some(([b, e]) => begin < e && b < end)) sentence.marks.push([begin, end, kind]);
  };
  for (const [, entity, , article, begin, end] of node.roles) if (end) add(article, begin, end, graph.nodes[entity].kind);
  if (node.timeWords) add(...node.timeWords, "time");
  for (const [, , article, begin, end] of node.quantities) add(article, begin, end, "quantity");
  for (const sentence of sentences) sentence.marks.sort((a, b) => a[0] - b[0]);
}

function actions(app, id) {
  const { state } = app.store;
  const pinned = id in state.pinned;
  return make("div", { class: "actions", role: "group", "aria-label": say("details") },
    app.picture.more.get(id) ? button("unfold", say("unfold"), () => app.unfold(id)) : null,
    button("focus", say("focus"), () => app.focusOn(id)),
    button("path", say("path"), () => app.startPath(id)),
    button("pin", say(pinned ? "unpin" : "pin"), () => app.togglePin(id), { kind: pinned ? "on" : "", "aria-pressed": String(pinned) }),
    button("hide", say("hide"), () => app.hide(id)));
}

function heading(app, node, under) {
  return make("header", { class: "head" },
    make("div", { class: "head-bar" },
      button("back", say("back"), () => app.back(), { bare: true }),
      make("span", { class: "kind" }, symbol(node), node.kind === "event" ? say(node.type) : say(node.kind)),
      button("close", say("close"), () => app.select(null), { bare: true })),
    make("h2", { class: node.status ? `event-title ${node.status}` : "", lang: "vi", tabindex: "-1" }, node.label), under);
}

function entityPanel(app, id) {
  const { graph } = app;
  const node = graph.nodes[id];
  const facts = make("dl", { class: "facts" });
  if (node.positions.length) {
    facts.append(row(say("positions"), make("ul", { class: "plain posts" }, distinctPositions(node.positions).map((position) =>
      make("li", {}, make("span", { lang: "vi" }, sayTitle(position)), position.organization >= 0 ? " " : null, position.organization >= 0 ? chip(app, position.organization) : null)))));
  }
  if (node.names.length) facts.append(row(say("alsoCalled"), make("span", { lang: "vi" }, node.names.join(" · "))));
  if (node.classes.length) facts.append(row(say("type"), node.classes.map((name) => say(name)).join(", ")));
  if (node.point) facts.append(row(say("coordinates"), `${node.point[1].toFixed(3)}, ${node.point[0].toFixed(3)}`));
  if (node.sameAs.length) facts.append(row(say("identifiers"), make("ul", { class: "plain" }, node.sameAs.map((iri) => make("li", {}, outLink(iri, iri.replace(/^https?:\/\//, "").replace(/\/$/, "")))))));
  const events = [...new Set(node.links.map((link) => neighbourOf(link, id)).filter((other) => graph.nodes[other].kind === "event"))];
  const roleIn = (event) => graph.nodes[event].roles.filter(([, entity]) => entity === id).map(([role]) => say(ROLE_WORD[ROLES[role]])).join(", ");
  const together = new Map();
  for (const event of events) for (const [, other] of graph.nodes[event].roles) if (other !== id) together.set(other, (together.get(other) || 0) + 1);
  const partners = [...together].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return [heading(app, node), facts.children.length ? facts : null, actions(app, id),
    events.length ? section(`${say("events")} (${events.length})`, longList(events.sort(byTime(graph.nodes)), FIRST_EVENTS, (event) => eventLine(app, event, roleIn(event), id))) : null,
    node.held.length ? section(say("holders"), longList(distinctPositions(node.held), 8, (position) => make("li", { class: "held" }, chip(app, position.person), make("span", { class: "note", lang: "vi" }, sayTitle(position))))) : null,
    sentenceSection(app, id),
    partners.length ? section(say("with"), make("div", { class: "chips" }, partners.slice(0, 16).map(([other, count]) => chip(app, other, count > 1 ? `×${count}` : "")))) : null];
}

function eventPanel(app, id) {
  const { graph } = app;
  const node = graph.nodes[id];
  const facts = make("dl", { class: "facts" });
  const yearless = node.time && node.time.startsWith("-") ? ` (${say("yearless")})` : "";
  if (node.time) facts.append(row(say("date"), sayDate(node.time) + yearless));
  facts.append(row(say("status"), statusBadge(node)));
  for (const role of ["agent", "recipient", "place", "source"]) {
    const entities = [...new Set(node.roles.filter(([index]) => ROLES[index] === role).map(([, entity]) => entity))];
    if (entities.length) facts.append(row(say(ROLE_WORD[role]), make("div", { class: "chips" }, entities.map((entity) => chip(app, entity)))));
  }
  if (node.quantities.length) {
    const amount = (value) => value.toLocaleString(language === "vi" ? "vi-VN" : "en-GB");
    facts.append(row(say("counted"), make("ul", { class: "plain", lang: "vi" }, node.quantities.map(([value, unit]) => make("li", {}, make("b", {}, amount(value)), ` ${unit}`)))));
  }
  if (node.subtype) facts.append(row(say("subtype"), graph.subtypes[node.subtype]?.[language] || node.subtype));
  if (node.score < 1) facts.append(row(say("certainty"), make("span", { class: "meter" }, make("meter", { min: 0, max: 1, value: node.score, "aria-label": say("certainty") }), ` ${Math.round(node.score * 100)} %`)));
  return [heading(app, node), facts, actions(app, id), sentenceSection(app, id)];
}

function overviewPanel(app) {
  const { graph } = app;
  const single = graph.main.length === 1;
  const first = graph.main[0];
  const inView = (id) => app.view.passes[id];
  const actors = [];
  for (let id = 0; id < graph.entityCount && actors.length < 8; id += 1) if (inView(id) && graph.nodes[id].kind !== "place") actors.push(id);
  for (let id = 0; id < graph.entityCount && actors.length < 8; id += 1) if (inView(id) && graph.nodes[id].kind === "place") actors.push(id);
  const events = [];
  for (let id = graph.entityCount; id < graph.nodes.length && events.length < 400; id += 1) if (inView(id)) events.push(id);
  const main = events.slice(0, Math.max(14, app.size / 2)).sort(byTime(graph.nodes));
  const positions = graph.nodes.slice(0, graph.entityCount).reduce((sum, node) => sum + node.positions.length, 0);
  const words = say("counts", { e: graph.entityCount, v: graph.nodes.length - graph.entityCount, p: positions });
  const title = single && first ? articleName(first) : say("articlesCount", { n: graph.main.length });
  return [
    make("header", { class: "head overview" }, make("span", { class: "kind" }, single && first ? articleNote(first) || say("overview") : say("overview")),
      make("h2", { lang: "vi", tabindex: "-1" }, title), make("p", { class: "note" }, words), make("p", { class: "note hint" }, say("hint")),
      single && first ? make("div", { class: "actions" }, button("read", say("readArticle"), () => app.read(first.index, 0)), first.url && /^https?:/i.test(first.url) ? outLink(first.url, say("openSource")) : null) : null),
    actors.length ? section(say("mainActors"), make("ul", { class: "list" }, actors.map((id) => make("li", {}, make("button", { type: "button", class: "line actor", onclick: () => app.select(id, true) },
      symbol(graph.nodes[id]), make("span", { class: "what" }, make("b", {}, graph.nodes[id].label), make("span", { class: "note", lang: "vi" }, underName(graph, graph.nodes[id])))))))) : null,
    main.length ? section(say("course"), longList(main, 24, (id) => eventLine(app, id))) : null,
    articleList(app, single), aboutLine(app)];
}

/** What made this page, of which articles, of which days, with which version and model. */
function aboutLine(app) {
  const { articles, main, made } = app.graph;
  const dates = articles.map((article) => article.date).filter(Boolean).sort();
  const days = [...new Set([dates[0], dates.at(-1)])].filter(Boolean).map((date) => sayDate(date)).join(" – ");
  const runs = made.map(([, model, lexicon]) => say("madeWith", { model, lexicon })).join("; ");
  const versions = [...new Set(made.map(([version]) => version))].join(", ");
  const line = [say("madeBy", { version: versions, n: main.length }).replace(/ {2}/, " "), days && say("madeOf", { days }), runs].filter(Boolean).join(", ");
  return make("p", { class: "note about" }, `${line}. ${say("madeWarning")}`);
}

/** The steps of a shortest path: who, in which role, in which event, and the sentence that says so. */
function pathPanel(app) {
  const { graph, store, view } = app;
  const [a, b] = store.state.path.map((id) => graph.nodes[id].label);
  const path = view.path || [];
  const step = (id, index) => {
    const node = graph.nodes[id];
    const link = index + 1 < path.length ? node.links.find((one) => neighbourOf(one, id) === path[index + 1]) : null;
    const sentences = node.kind === "event" ? sentencesOf(graph, [{ ...node, kind: node.kind }]).slice(0, 1) : [];
    addParticipantMarks(graph, node, sentences);
    return [node.kind === "event" ? eventLine(app, id) : make("li", {}, chip(app, id)),
      sentences.map((sentence) => sentenceItem(app, sentence)), link ? make("li", { class: "note step" }, linkWords(link)) : null];
  };
  return [make("header", { class: "head" },
    make("div", { class: "head-bar" }, make("span", { class: "kind" }, icon("path"), say("steps", { n: Math.max(path.length - 1, 0) })), button("close", say("close"), () => store.change({ path: null }), { bare: true })),
    make("h2", { lang: "vi", tabindex: "-1" }, say(path.length ? "pathOf" : "noPath", { a, b }))), make("ul", { class: "list sentences steps" }, path.map(step))];
}

/** The other articles: all of them in a graph of many, the related ones of a single article. */
function articleList(app, single) {
  const { articles, main } = app.graph;
  const listed = single ? articles.filter((article) => article !== main[0]) : articles;
  if (!listed.length) return null;
  return section(say(single ? "related" : "articles"), longList(listed, 10, (article) => make("li", {}, make("button", { type: "button", class: "line article", onclick: () => app.read(article.index, 0), lang: "vi" },
    make("span", { class: "what" }, make("span", {}, articleName(article)), make("span", { class: "note" }, articleNote(article)))))));
}

/** Fills the panel for the state as it is. */
function renderPanel(app) {
  const { selected } = app.store.state;
  const node = selected === null ? null : app.graph.nodes[selected];
  const content = !node && app.store.state.path ? pathPanel(app) : !node ? overviewPanel(app) : node.kind === "event" ? eventPanel(app, selected) : entityPanel(app, selected);
  app.panel.replaceChildren(...content.filter(Boolean));
  app.panel.scrollTop = 0;
  const back = app.panel.querySelector(".head-bar .button");
  if (node && back) back.disabled = app.trail.length === 0;
}
