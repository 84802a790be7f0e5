// The graph as the page holds it: nodes (entities first, then events, both in order of importance), the
// links between them, and what is near what. Read once from the JSON that the page carries.

const KINDS = ["person", "organization", "place", "event"];
const STATUSES = ["occurred", "ongoing", "planned", "cancelled", "hypothetical", "negated"];
const ROLES = ["agent", "recipient", "place", "source"];
const MODIFIERS = ["", "former", "acting", "new"];
const FORMS = ["Name", "Nominal", "Pronoun", "Trigger", "Title", "Quantity", "Time"];
const ROLE_WORD = { agent: "agent", recipient: "recipient", place: "placeRole", source: "source", position: "position" };

/** Mentions are stored flat: `width` numbers each, article, begin, end and what follows. */
function readMentions(flat, width) {
  const mentions = [];
  for (let i = 0; i < flat.length; i += width) {
    mentions.push({ article: flat[i], begin: flat[i + 1], end: flat[i + 2], form: width > 3 ? FORMS[flat[i + 3]] : "" });
  }
  return mentions;
}

/** First and last day of a time value as numbers yyyymmdd; year 0 when the year is not known. */
function readTime(value) {
  const match = /^(-|\d{4})(?:-(\d\d))?(?:-(\d\d))?$/.exec(value || "");
  if (!match) return null;
  const year = match[1] === "-" ? 0 : Number(match[1]);
  const month = Number(match[2] || 0);
  const day = Number(match[3] || 0);
  return { first: year * 10000 + (month || 1) * 100 + (day || 1), last: year * 10000 + (month || 12) * 100 + (day || 31), year };
}

function readGraph(raw) {
  const articles = raw.articles.map(([id, title, date, url, publisher, text, related], index) =>
    ({ index, id, title, date, url, publisher, text, related }));
  const linked = new Set(articles.flatMap((article) => article.related));
  const main = articles.filter((article) => !linked.has(article.index));
  const nodes = [];
  for (const [type, name, names, classes, sameAs, point, mentions, weight] of raw.entities) {
    nodes.push({ id: nodes.length, kind: KINDS[type], label: name, names, classes, sameAs, point, weight, flat: mentions, width: 4,
      links: [], positions: [], held: [] });
  }
  const entityCount = nodes.length;
  for (const [type, label, status, mentions, time, timeWords, quantities, subtype, score, roles, weight] of raw.events) {
    nodes.push({ id: nodes.length, kind: "event", type: raw.eventTypes[type], label, status: STATUSES[status], flat: mentions, width: 3,
      time: time || null, when: readTime(time), timeWords, quantities, subtype, score, roles, weight, links: [] });
  }
  for (const node of nodes) {
    node.articles = new Set();
    for (let i = 0; i < node.flat.length; i += node.width) node.articles.add(node.flat[i]);
  }
  const links = [];
  const join = (from, to, role, toEvent) => {
    const fewer = nodes[from].links.length < nodes[to].links.length ? nodes[from] : nodes[to];
    const existing = fewer.links.find((link) => link.from === from && link.to === to);
    if (existing) {
      if (!existing.roles.includes(role)) existing.roles.push(role);
      return existing;
    }
    const link = { id: links.length, from, to, roles: [role], titles: [], toEvent };
    links.push(link);
    nodes[from].links.push(link);
    if (from !== to) nodes[to].links.push(link);
    return link;
  };
  for (let index = entityCount; index < nodes.length; index += 1) {
    const event = nodes[index];
    event.sources = [];
    for (const [role, entity] of event.roles) {
      if (ROLES[role] === "agent" || ROLES[role] === "source") join(entity, index, ROLES[role], true);
      else join(index, entity, ROLES[role], false);
      if (ROLES[role] === "source") event.sources.push(entity);
    }
  }
  for (const [person, title, organization, modifier, mentions] of raw.positions) {
    const position = { person, title, organization, modifier: MODIFIERS[modifier], flat: mentions, width: 3 };
    nodes[person].positions.push(position);
    if (organization >= 0) {
      nodes[organization].held.push(position);
      const link = join(person, organization, "position", false);
      const words = sayTitle(position);
      if (!link.titles.includes(words)) link.titles.push(words);
    }
  }
  const yearsKnown = nodes.some((node) => node.when && node.when.year > 0);
  for (const node of nodes) {
    node.dated = Boolean(node.when) && (node.when.year > 0 || !yearsKnown);
    node.folded = fold([node.label, ...(node.names || [])].join(" \u0001 "));
  }
  return { articles, main: main.length ? main : articles, nodes, links, entityCount, title: raw.title, made: raw.made || [], subtypes: raw.subtypes || {}, iris: raw.iris ? raw.iris[1].map((name) => raw.iris[0] + name) : null, yearsKnown, quantitiesWidth: 5 };
}

/** "nguyên Thủ tướng": the title as it is held. Titles are the article's words and stay Vietnamese. */
function sayTitle(position) {
  const before = { former: "nguyên", acting: "quyền", new: "tân" }[position.modifier];
  return before ? `${before} ${position.title}` : position.title;
}

const neighbourOf = (link, id) => (link.from === id ? link.to : link.from);

/** Letters of search words found in a node's names; smaller is better, -1 when it does not match. */
function matchRank(node, words) {
  let rank = 0;
  for (const word of words) {
    const at = node.folded.indexOf(word);
    if (at < 0) return -1;
    const starts = at === 0 || /[^\p{L}\p{N}]/u.test(node.folded[at - 1]);
    rank += starts ? (at === 0 ? 0 : 1) : 4;
  }
  return rank;
}

/** The nodes that match `query` without regard to diacritics, best first. */
function searchNodes(graph, query, limit) {
  const words = fold(query.normalize("NFC")).split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  const found = [];
  for (const node of graph.nodes) {
    const extra = node.kind === "event" ? ` ${fold(say(node.type))}` : "";
    let rank = matchRank(node, words);
    if (rank < 0 && extra && words.every((word) => extra.includes(` ${word}`))) rank = 8;
    if (rank >= 0) found.push({ node, rank: rank - Math.min(node.weight, 50) / 100 });
  }
  found.sort((a, b) => a.rank - b.rank || a.node.id - b.node.id);
  return found.slice(0, limit).map((hit) => hit.node);
}

/** Where articles say `query`, without regard to diacritics: [{article, at, end}], the first of each article. */
function searchTexts(graph, query, limit) {
  const words = fold(query.normalize("NFC")).trim();
  const found = [];
  if (words.length < 3) return found;
  for (const article of graph.articles) {
    article.folded ??= fold(article.text);
    const at = article.folded.indexOf(words);
    if (at >= 0) found.push({ article: article.index, at, end: at + words.length });
    if (found.length === limit) break;
  }
  return found;
}

/** Shortest path between two nodes inside `allowed` (a Uint8Array), as ids; null when there is none. */
function shortestPath(graph, from, to, allowed) {
  const before = new Int32Array(graph.nodes.length).fill(-1);
  before[from] = from;
  const queue = [from];
  for (let head = 0; head < queue.length; head += 1) {
    const id = queue[head];
    if (id === to) {
      const path = [to];
      while (path[0] !== from) path.unshift(before[path[0]]);
      return path;
    }
    for (const link of graph.nodes[id].links) {
      const next = neighbourOf(link, id);
      if (before[next] < 0 && (allowed[next] || next === to)) {
        before[next] = id;
        queue.push(next);
      }
    }
  }
  return null;
}
