// The bar above the picture: kinds (which is also the legend), event types, status, articles and sources;
// and the search field with its list of matches.

/** A menu that drops down: its button shows how much is chosen. Rebuilt only when it is not open. */
function menu(app, key, title, count, build) {
  const open = app.openMenu === key;
  const box = make("details", { class: `menu ${count ? "active" : ""}`, "data-menu": key, open },
    make("summary", {}, make("span", {}, title), count ? make("span", { class: "count" }, count) : null, icon("down", 14)),
    make("div", { class: "drop", role: "group", "aria-label": title }, build()));
  box.addEventListener("toggle", () => {
    if (box.open) { app.openMenu = key; for (const other of app.filters.querySelectorAll("details.menu[open]")) if (other !== box) other.open = false; placeDrop(box); } else if (app.openMenu === key) app.openMenu = null;
  });
  return box;
}

/** Keeps a drop-down inside the window. */
function placeDrop(box) {
  const drop = box.querySelector(".drop");
  const summary = box.querySelector("summary").getBoundingClientRect();
  drop.style.top = `${summary.bottom + 6}px`;
  drop.style.left = `${Math.max(8, Math.min(summary.left, innerWidth - drop.offsetWidth - 8))}px`;
  drop.style.maxHeight = `${innerHeight - summary.bottom - 20}px`;
}

function check(words, checked, count, onchange, before) {
  return make("label", { class: "check" }, make("input", { type: "checkbox", checked, onchange: (happening) => onchange(happening.target.checked) }),
    before, make("span", { class: "check-words" }, words), make("span", { class: "note" }, count));
}

const toggled = (list, item, present) => (present ? [...new Set([...list, item])] : list.filter((one) => one !== item));
const tally = (items) => items.reduce((counts, item) => counts.set(item, (counts.get(item) || 0) + 1), new Map());

function renderFilters(app) {
  const { graph, store, filters } = app;
  const { state } = store;
  const focused = filters.contains(document.activeElement) ? [...filters.querySelectorAll("button, input, summary")].indexOf(document.activeElement) : -1;
  const events = graph.nodes.slice(graph.entityCount);
  const kinds = tally(graph.nodes.map((node) => node.kind));
  const kindChips = KINDS.filter((kind) => kinds.has(kind)).map((kind) => {
    const on = !state.kindsOff.includes(kind);
    return make("button", { type: "button", class: `kind-chip ${kind}`, "aria-pressed": String(on), onclick: () => store.change({ kindsOff: toggled(state.kindsOff, kind, on) }) },
      make("span", { class: `symbol ${kind}`, "aria-hidden": "true" }, icon(kind, 14)), make("span", {}, say(kind)), make("span", { class: "note" }, kinds.get(kind).toLocaleString(language === "vi" ? "vi-VN" : "en-GB")));
  });
  const types = [...tally(events.map((node) => node.type))].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
  const statuses = tally(events.map((node) => node.status));
  const allOrNone = (name, every) => make("div", { class: "drop-bar" }, make("button", { type: "button", class: "more", onclick: () => store.change({ [name]: [] }) }, say("all")),
    make("button", { type: "button", class: "more", onclick: () => store.change({ [name]: every }) }, say("none")));
  const typeMenu = () => [allOrNone("typesOff", types.map(([type]) => type)), ...types.map(([type, count]) =>
    check(say(type), !state.typesOff.includes(type), count, (on) => store.change({ typesOff: toggled(store.state.typesOff, type, !on) }), icon(type, 16)))];
  const statusMenu = () => STATUSES.filter((status) => statuses.has(status)).map((status) =>
    check(say(status), !state.statusOff.includes(status), statuses.get(status), (on) => store.change({ statusOff: toggled(store.state.statusOff, status, !on) }), make("span", { class: `swatch ${status}`, "aria-hidden": "true" })));
  filters.replaceChildren(
    make("div", { class: "kinds", role: "group", "aria-label": say("type") }, ...kindChips),
    ...(events.length ? [menu(app, "types", say("eventTypes"), state.typesOff.length ? types.length - state.typesOff.length : 0, typeMenu),
      menu(app, "status", say("statuses"), state.statusOff.length ? statuses.size - state.statusOff.length : 0, statusMenu)] : []),
    ...(graph.articles.length > 1 ? [menu(app, "articles", say("articles"), state.articles.length, () => articleMenu(app))] : []),
    ...(app.sourceCounts.size > 1 || app.publishers.length > 1 ? [menu(app, "sources", say("sources"), state.sources.length + state.publishers.length, () => sourceMenu(app))] : []),
  );
  if (focused >= 0) [...filters.querySelectorAll("button, input, summary")][focused]?.focus();
  const open = filters.querySelector("details[open]");
  if (open) placeDrop(open);
}

const NO_FILTERS = { kindsOff: [], typesOff: [], statusOff: [], articles: [], publishers: [], sources: [], from: null, to: null };
const anyFilter = (state) => Object.entries(NO_FILTERS).some(([name, none]) => JSON.stringify(state[name]) !== JSON.stringify(none));

function articleMenu(app) {
  const { graph, store } = app;
  const list = make("div", { class: "drop-list" });
  const fill = (query) => {
    const words = fold(query);
    const found = graph.articles.filter((article) => fold(`${articleName(article)} ${articleNote(article)}`).includes(words)).slice(0, 100);
    list.replaceChildren(...found.map((article) => check(articleName(article), store.state.articles.includes(article.index), sayDate(article.date),
      (on) => store.change({ articles: toggled(store.state.articles, article.index, on) }))));
  };
  fill(app.articleQuery || "");
  const field = make("input", { type: "search", class: "field", placeholder: say("findArticle"), "aria-label": say("findArticle"), value: app.articleQuery || "", oninput: (happening) => { app.articleQuery = happening.target.value; fill(app.articleQuery); } });
  return [graph.articles.length > 12 ? field : null, list].filter(Boolean);
}

function sourceMenu(app) {
  const { graph, store } = app;
  const parts = [];
  if (app.publishers.length > 1) {
    parts.push(make("h4", {}, say("publishers")), ...app.publishers.map((name, index) => check(name || "–", store.state.publishers.includes(index), app.publisherCounts[index],
      (on) => store.change({ publishers: toggled(store.state.publishers, index, on) }))));
  }
  const sources = [...app.sourceCounts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  if (sources.length > 1) {
    const name = (id) => (id < 0 ? say("articleItself") : graph.nodes[id].label);
    const list = make("div", { class: "drop-list" });
    const fill = (query) => list.replaceChildren(...sources.filter(([id]) => fold(name(id)).includes(fold(query))).slice(0, 60).map(([id, count]) => check(name(id), store.state.sources.includes(id), count,
      (on) => store.change({ sources: toggled(store.state.sources, id, on) }), id < 0 ? null : symbol(graph.nodes[id]))));
    fill(app.sourceQuery || "");
    const field = make("input", { type: "search", class: "field", placeholder: say("findSource"), "aria-label": say("findSource"), value: app.sourceQuery || "", oninput: (happening) => { app.sourceQuery = happening.target.value; fill(app.sourceQuery); } });
    parts.push(make("h4", {}, say("saidBy")), sources.length > 12 ? field : null, list);
  }
  return parts.filter(Boolean);
}

/** What the view shows and how to change that: all, core, leave focus or path, hidden nodes, undo. */
function renderBar(app) {
  const { store, view, bar, graph } = app;
  const { state } = store;
  const name = (id) => graph.nodes[id].label;
  const focused = bar.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  const parts = [];
  if (app.pathFrom !== null) parts.push(make("span", { class: "banner" }, say("pickTarget")), button("close", say("cancel"), () => app.cancelPath()));
  else if (state.path) parts.push(make("span", { class: "banner" }, view.path ? say("pathOf", { a: name(state.path[0]), b: name(state.path[1]) }) : say("noPath")), button("close", say("endPath"), () => store.change({ path: null })));
  else if (state.focus !== null) parts.push(make("span", { class: "banner" }, say("focusOf", { a: name(state.focus) })), button("close", say("endFocus"), () => store.change({ focus: null })));
  else {
    parts.push(make("span", { class: "shown" }, view.total ? say("showing", { n: view.shown.size, all: view.total }) : say(graph.nodes.length ? "emptyView" : "emptyGraph")));
    const most = view.total > MOST_DRAWN ? say("showMost", { n: MOST_DRAWN }) : say("showAll");
    if (state.mode === "core" && view.shown.size < view.total) parts.push(button("unfold", most, () => store.change({ mode: "all" }), { "data-key": "mode" }));
    if (state.mode === "all" || state.open.length || state.added.length) parts.push(button("focus", say("showCore"), () => store.change({ mode: "core", open: [], added: [] }), { "data-key": "mode" }));
  }
  if (anyFilter(state)) parts.push(button("filter", say("reset"), () => store.change({ ...NO_FILTERS }), { kind: "reset" }));
  if (state.hidden.length) parts.push(button("hide", say("unhide", { n: state.hidden.length }), () => store.change({ hidden: [] })));
  bar.replaceChildren(...parts);
  app.undoButton.disabled = !store.canUndo;
  app.redoButton.disabled = !store.canRedo;
  if (focused) bar.querySelector(`[data-key=${focused}]`)?.focus();
}

/** A found node: its symbol, name and what it is. */
function nodeMatch(graph, node) {
  const note = node.kind === "event" ? [say(node.type), underEvent(node)].filter(Boolean).join(" · ") : underName(graph, node) || say(node.kind);
  return [symbol(node), make("span", { class: "what" }, make("span", { class: "event-label" }, node.label), make("span", { class: "note" }, note))];
}

/** Words found in an article's text, with those around them. */
function textMatch(graph, { article, at, end }) {
  const { text } = graph.articles[article];
  const from = Math.max(text.lastIndexOf("\n", at) + 1, at - 40);
  const to = text.slice(end, end + 60).split("\n")[0].length + end;
  return [icon("read"), make("span", { class: "what" }, make("span", {}, from > 0 && text[from - 1] !== "\n" ? "…" : "", ...markedText(text, from, to, [[at, end, ""]])),
    make("span", { class: "note" }, `${say("inText")}: ${articleName(graph.articles[article])}`))];
}

/** The search field: a combobox whose matches select, end a path, or open an article. */
function makeSearch(app) {
  const field = document.getElementById("search");
  const list = document.getElementById("matches");
  let chosen = -1;
  let matches = [];
  const close = () => { list.hidden = true; field.setAttribute("aria-expanded", "false"); field.removeAttribute("aria-activedescendant"); chosen = -1; };
  const take = (match) => {
    close();
    field.value = "";
    field.blur();
    if (match.at === undefined) app.select(match.id, true); else app.read(match.article, match.at);
  };
  const point = (index) => {
    chosen = matches.length ? (index + matches.length) % matches.length : -1;
    [...list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === chosen)));
    if (chosen >= 0) { field.setAttribute("aria-activedescendant", list.children[chosen].id); list.children[chosen].scrollIntoView({ block: "nearest" }); }
  };
  const fill = () => {
    const query = field.value.trim();
    if (!query) { close(); return; }
    matches = [...searchNodes(app.graph, query, 8), ...searchTexts(app.graph, query, 3)];
    list.replaceChildren(...(matches.length ? matches.map((match, index) => make("li", { role: "option", id: `match-${index}`, class: `match ${match.kind || "text-match"} ${match.status || ""}`, "aria-selected": "false", onpointerdown: (happening) => { happening.preventDefault(); take(match); } },
      ...(match.at === undefined ? nodeMatch(app.graph, match) : textMatch(app.graph, match))))
      : [make("li", { class: "match empty", role: "option", "aria-disabled": "true" }, say("nothingFound", { q: query }))]));
    list.hidden = false;
    field.setAttribute("aria-expanded", "true");
    point(0);
  };
  field.addEventListener("input", fill);
  field.addEventListener("focus", fill);
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (happening) => {
    if (happening.key === "ArrowDown") point(chosen + 1);
    else if (happening.key === "ArrowUp") point(chosen - 1);
    else if (happening.key === "Enter" && chosen >= 0) take(matches[chosen]);
    else if (happening.key === "Escape") { close(); field.blur(); } else return;
    happening.preventDefault();
    happening.stopPropagation();
  });
}
