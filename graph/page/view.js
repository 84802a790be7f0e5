// Which nodes are to be seen: first all that pass the filters, then the part of them that the view shows
// (the core, all, a neighbourhood, a path, and what has been unfolded).

const MOST_DRAWN = 2000;
const MOST_UNFOLDED = 40;

/** A Uint8Array with 1 for each node that passes the filters. */
function passing(graph, state, publisherOf) {
  const { nodes, entityCount } = graph;
  const passes = new Uint8Array(nodes.length);
  const kindsOff = new Set(state.kindsOff);
  const typesOff = new Set(state.typesOff);
  const statusOff = new Set(state.statusOff);
  const hidden = new Set(state.hidden);
  const sources = new Set(state.sources);
  const chosen = new Set(state.articles);
  if (state.publishers.length) {
    const publishers = new Set(state.publishers);
    graph.articles.forEach((article) => {
      if (publishers.has(publisherOf[article.index]) && (!state.articles.length || chosen.has(article.index))) chosen.add(article.index);
      else chosen.delete(article.index);
    });
  }
  const byArticle = state.articles.length > 0 || state.publishers.length > 0;
  const inArticles = (node) => {
    if (!byArticle) return true;
    for (const article of node.articles) if (chosen.has(article)) return true;
    return false;
  };
  const byEvent = typesOff.size || statusOff.size || sources.size || state.from !== null;
  for (let id = entityCount; id < nodes.length; id += 1) {
    const event = nodes[id];
    passes[id] = !typesOff.has(event.type) && !statusOff.has(event.status) && inArticles(event)
      && (state.from === null || (event.dated && event.when.last >= state.from && event.when.first <= state.to))
      && (!sources.size || (event.sources.length ? event.sources.some((source) => sources.has(source)) : sources.has(-1))) ? 1 : 0;
  }
  for (let id = 0; id < entityCount; id += 1) {
    const entity = nodes[id];
    passes[id] = !kindsOff.has(entity.kind) && !hidden.has(id) && inArticles(entity)
      && (!byEvent || entity.links.some((link) => passes[neighbourOf(link, id)] && neighbourOf(link, id) >= entityCount)) ? 1 : 0;
  }
  for (let id = entityCount; id < nodes.length; id += 1) if (kindsOff.has("event") || hidden.has(id)) passes[id] = 0;
  return passes;
}

/**
 * The main actors and the events that join them: about `size` nodes. An actor's next event counts for less than
 * its first, so that no one takes the whole picture; actors that nothing joins are left out.
 */
function core(graph, passes, size) {
  const { nodes, entityCount } = graph;
  const shown = new Set();
  const actorLimit = Math.max(4, Math.round(size * 0.46));
  for (let id = 0; id < entityCount && shown.size < actorLimit; id += 1) if (passes[id]) shown.add(id);
  const candidates = [];
  for (let id = entityCount; id < nodes.length && candidates.length < 3000; id += 1) {
    if (!passes[id]) continue;
    const joined = [...new Set(nodes[id].links.map((link) => neighbourOf(link, id)))].filter((other) => shown.has(other));
    if (joined.length || !nodes[id].links.length) candidates.push({ id, joined });
  }
  const events = new Map();
  for (let left = Math.max(size - shown.size, 4); left > 0 && candidates.length; left -= 1) {
    const worth = ({ id, joined }) => nodes[id].weight + joined.reduce((sum, other) => sum + 3 / (1 + (events.get(other) || 0)), 0);
    let best = 0;
    for (let index = 1; index < candidates.length; index += 1) if (worth(candidates[index]) > worth(candidates[best])) best = index;
    const [{ id, joined }] = candidates.splice(best, 1);
    shown.add(id);
    for (const other of joined) events.set(other, (events.get(other) || 0) + 1);
  }
  for (const id of [...shown]) {
    if (id < entityCount && shown.size > 4 && !nodes[id].links.some((link) => shown.has(neighbourOf(link, id)))) shown.delete(id);
  }
  if (!shown.size) for (let id = 0; id < nodes.length && shown.size < size; id += 1) if (passes[id]) shown.add(id);
  return shown;
}

/** An entity's events with their participants, or an event's participants with the posts between them. */
function neighbourhood(graph, passes, id, limit) {
  const shown = new Set([id]);
  const add = (from) => {
    const next = graph.nodes[from].links.map((link) => neighbourOf(link, from)).filter((other) => passes[other] && !shown.has(other));
    next.sort((a, b) => graph.nodes[b].weight - graph.nodes[a].weight || a - b);
    const taken = next.slice(0, Math.max(limit - shown.size, 0));
    taken.forEach((other) => shown.add(other));
    return taken;
  };
  const near = add(id);
  if (graph.nodes[id].kind !== "event") near.filter((other) => graph.nodes[other].kind === "event").forEach(add);
  return shown;
}

/** The nodes to draw, and what there would be: {shown: Set, total, cut, path}. */
function viewOf(graph, state, publisherOf, size) {
  const passes = passing(graph, state, publisherOf);
  const total = passes.reduce((sum, one) => sum + one, 0);
  let shown;
  let path = null;
  if (state.path) {
    path = shortestPath(graph, state.path[0], state.path[1], passes);
    shown = new Set(path || state.path);
  } else if (state.focus !== null) {
    shown = neighbourhood(graph, passes, state.focus, 48);
  } else if (state.mode === "all") {
    const all = [];
    for (let id = 0; id < passes.length; id += 1) if (passes[id]) all.push(id);
    if (all.length > MOST_DRAWN) {
      const joined = new Set(all.filter((id) => graph.nodes[id].links.some((link) => passes[neighbourOf(link, id)])));
      all.sort((a, b) => joined.has(b) - joined.has(a) || graph.nodes[b].weight - graph.nodes[a].weight || a - b);
    }
    shown = new Set(all.slice(0, MOST_DRAWN));
  } else {
    shown = core(graph, passes, size);
  }
  for (const id of state.open) {
    if (!passes[id]) continue;
    shown.add(id);
    const near = graph.nodes[id].links.map((link) => neighbourOf(link, id)).filter((other) => passes[other]);
    near.sort((a, b) => graph.nodes[b].weight - graph.nodes[a].weight || a - b);
    near.slice(0, MOST_UNFOLDED).forEach((other) => shown.add(other));
  }
  if (state.focus === null && !state.path) {
    for (const id of [...state.added, ...Object.keys(state.pinned).map(Number)]) if (passes[id]) shown.add(id);
  }
  if (state.selected !== null && !state.hidden.includes(state.selected)) shown.add(state.selected);
  return { shown, passes, total, path, cut: state.mode === "all" && total > MOST_DRAWN };
}
