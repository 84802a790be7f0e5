// An article's text with all its entities and events marked in it; a mark selects its node.

/** All mentions in one article: [{begin, end, id, kind}], longer ones before those inside them. */
function articleMentions(graph, index) {
  const mentions = [];
  for (const node of graph.nodes) {
    if (!node.articles.has(index)) continue;
    for (const { article, begin, end } of readMentions(node.flat, node.width)) {
      if (article === index) mentions.push({ begin, end, id: node.id, kind: node.kind });
    }
  }
  return mentions.sort((a, b) => a.begin - b.begin || b.end - a.end || a.id - b.id);
}

/** Text and marks from `begin` to `end`; marks nest, one that crosses another's end is left out. */
function markAll(text, begin, end, mentions, build) {
  const parts = [];
  let at = begin;
  for (let i = 0; i < mentions.length; i += 1) {
    const mention = mentions[i];
    if (mention.begin < at || mention.end > end) continue;
    const inner = [];
    let j = i + 1;
    while (j < mentions.length && mentions[j].begin < mention.end) { inner.push(mentions[j]); j += 1; }
    parts.push(text.slice(at, mention.begin), build(mention, markAll(text, mention.begin, mention.end, inner.filter((one) => one.end - one.begin < mention.end - mention.begin), build)));
    at = mention.end;
  }
  parts.push(text.slice(at, end));
  return parts.filter((part) => part !== "");
}

function renderReader(app, index, at) {
  const { graph } = app;
  const article = graph.articles[index];
  const mentions = articleMentions(graph, index);
  let target = null;
  let here = null;
  const build = (mention, content) => {
    const node = graph.nodes[mention.id];
    const mark = make("span", { role: "button", tabindex: 0, class: `mark ${mention.kind} ${node.status || ""}`, "data-node": mention.id, onclick: () => app.selectFromText(mention.id),
      onkeydown: (happening) => { if (happening.key === "Enter" || happening.key === " ") { happening.preventDefault(); app.selectFromText(mention.id); } },
      title: node.kind === "event" ? `${say(node.type)} · ${say(node.status)}` : node.label }, ...content);
    if (mention.begin === at) target = mark;
    return mark;
  };
  const spanOf = (mention, content) => make("span", { class: `mark ${mention.kind} ${graph.nodes[mention.id].status || ""}`, "data-node": mention.id }, ...content);
  const top = (mention, content) => build(mention, content);
  const body = make("div", { class: "text", lang: "vi" });
  let from = 0;
  for (const line of article.text.split("\n")) {
    const to = from + line.length;
    if (line.trim()) {
      const own = mentions.filter((mention) => mention.begin >= from && mention.end <= to);
      const nested = new Set(own.filter((one) => own.some((other) => other !== one && other.begin <= one.begin && one.end <= other.end && other.end - other.begin > one.end - one.begin)));
      const parts = markAll(article.text, from, to, own, (mention, content) => (nested.has(mention) ? spanOf : top)(mention, content));
      const block = make(from === 0 ? "h2" : "p", { tabindex: "-1" }, ...parts);
      body.append(block);
      if (at > 0 && at >= from && at < to) here = block;
    }
    from = to + 1;
  }
  const show = (kind, words) => make("label", { class: "switch" }, make("input", { type: "checkbox", checked: true, onchange: (happening) => body.classList.toggle(`no-${kind}`, !happening.target.checked) }), words);
  app.reader.replaceChildren(
    make("div", { class: "reader-bar" }, button("back", say("back"), () => app.closeReader()),
      make("span", { class: "note" }, articleNote(article)), show("entities", say("entitiesMarks")), show("events", say("eventsMarks")),
      article.url && /^https?:\/\//i.test(article.url) ? outLink(article.url, say("openSource")) : null,
      button("close", say("close"), () => app.closeReader(), { bare: true })),
    body);
  app.reader.hidden = false;
  app.reader.setAttribute("aria-label", articleName(article));
  markSelected(app);
  const goal = target || here || body.querySelector("h2");
  if (goal) {
    goal.focus({ preventScroll: true });
    if (target || here) { goal.classList.add("here"); goal.scrollIntoView({ block: "center" }); } else app.reader.scrollTop = 0;
  }
}

/** Shows in the open article which marks are the selected node's. */
function markSelected(app) {
  for (const mark of app.reader.querySelectorAll(".mark")) mark.classList.toggle("chosen", Number(mark.dataset.node) === app.store.state.selected);
}
