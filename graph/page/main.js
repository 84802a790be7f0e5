// Brings the parts together: reads the data, holds what is selected, and answers the reader's actions.

// A first sight that would be drawn smaller than READABLE holds fewer nodes instead.
const READABLE = 0.78;
const LEAST_SHOWN = 9;

class App {
  constructor() {
    const find = (id) => document.getElementById(id);
    Object.assign(this, { panel: find("panel"), reader: find("reader"), timeline: find("timeline"), filters: find("filters"), bar: find("bar"), live: find("live"), stage: find("stage") });
    const raw = JSON.parse(find("data").textContent);
    language = raw.language;
    this.defaultLanguage = raw.language;
    this.graph = readGraph(raw);
    this.trail = [];
    this.pathFrom = null;
    this.openMenu = null;
    this.countSources();
    const state = readHash(location.hash, this.graph);
    this.store = makeStore(state, (now, before) => this.update(now, before));
    this.applyLook(state);
    this.picture = new Picture(this.graph, find("network"), JSON.parse(find("opening").textContent), {
      select: (id) => this.select(id), unfold: (id) => this.unfold(id), pin: (id, x, y) => this.pinAt(id, x, y) });
    this.buildChrome();
    makeSearch(this);
    this.listen();
    this.size = this.room;
    this.furnish(viewOf(this.graph, state, this.publisherOf, this.size));
    this.redraw(false);
    this.settle(state);
    document.documentElement.dataset.ready = "yes";
    performance.mark("dothi-ready");
  }

  countSources() {
    const { graph } = this;
    this.publishers = [...new Set(graph.articles.map((article) => article.publisher || ""))].sort((a, b) => a.localeCompare(b, "vi"));
    this.publisherOf = graph.articles.map((article) => this.publishers.indexOf(article.publisher || ""));
    this.publisherCounts = this.publishers.map((_, index) => this.publisherOf.filter((own) => own === index).length);
    this.sourceCounts = new Map();
    for (const node of graph.nodes.slice(graph.entityCount)) {
      for (const source of node.sources.length ? node.sources : [-1]) this.sourceCounts.set(source, (this.sourceCounts.get(source) || 0) + 1);
    }
  }

  /** How many nodes a first sight may hold on this screen. */
  get room() {
    const { clientWidth, clientHeight } = this.picture.host;
    return Math.max(LEAST_SHOWN, Math.min(28, Math.round((clientWidth * clientHeight) / 33000)));
  }

  applyLook(state) {
    language = state.language || this.defaultLanguage;
    document.documentElement.lang = language;
    const dark = state.theme ? state.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    document.documentElement.dataset.theme = dark ? "dark" : "light";
    colours = THEMES[dark ? "dark" : "light"];
  }

  /** Draws all that depends on the state; `keep` leaves nodes where they are. */
  redraw(keep) {
    const { state } = this.store;
    if (!keep) this.size = this.room;
    for (;;) {
      const view = viewOf(this.graph, state, this.publisherOf, this.size);
      const same = this.drawn && keep && view.shown.size === this.view.shown.size && [...view.shown].every((id) => this.view.shown.has(id));
      this.view = view;
      this.drawn = true;
      if (same) { this.picture.passes = view.passes; this.picture.pinned = state.pinned; this.picture.network.redraw(); } else {
        this.picture.show(view.shown, { keep, pinned: state.focus !== null || state.path ? {} : state.pinned, path: view.path, passes: view.passes, whole: state.focus !== null || Boolean(state.path) });
      }
      const core = state.mode === "core" && state.focus === null && !state.path;
      if (keep || !core || this.size <= LEAST_SHOWN || this.picture.fitting.scale >= READABLE) break;
      this.size = Math.max(LEAST_SHOWN, Math.round(this.size * 0.85));
    }
    this.picture.select(state.selected);
    this.furnish(this.view);
  }

  /** Draws what stands around the picture, which decides how much room the picture has. */
  furnish(view) {
    this.view = view;
    this.stage.setAttribute("aria-label", say("graphLabel", { n: view.shown.size }));
    renderFilters(this);
    renderBar(this);
    renderTimeline(this);
  }

  /** Panel and reader for a state that was just opened. */
  settle(state) {
    document.body.classList.toggle("chosen", state.selected !== null);
    renderPanel(this);
    if (state.selected !== null) this.picture.reveal(state.selected);
  }

  update(now, before) {
    const changed = (...names) => names.some((name) => now[name] !== before[name]);
    if (changed("language", "theme")) {
      this.applyLook(now);
      this.buildChrome();
      this.picture.restyle();
    }
    const fresh = changed("mode", "focus", "path", "kindsOff", "typesOff", "statusOff", "articles", "publishers", "sources", "from", "to");
    const dropped = changed("open", "added") && now.open.length + now.added.length < before.open.length + before.added.length;
    this.redraw(!fresh && !dropped);
    if (changed("selected", "language", "pinned", "hidden", "open", "added") || fresh) this.settle(now);
    if (changed("selected")) {
      markSelected(this);
      if (now.selected !== null) this.announceNode(now.selected);
    }
  }

  announceNode(id) {
    const node = this.graph.nodes[id];
    const kind = node.kind === "event" ? `${say(node.type)}, ${say(node.status)}` : say(node.kind);
    this.announce(say("selected", { label: node.label, kind, n: node.links.length }));
  }

  /** Says something to screen readers and, when `seen`, also on the screen for a moment. */
  announce(words, seen = false) {
    this.live.textContent = words;
    if (!seen) return;
    this.live.classList.add("seen");
    setTimeout(() => this.live.classList.remove("seen"), 2200);
  }

  select(id, remember = true) {
    if (id !== null && this.pathFrom !== null && id !== this.pathFrom) { this.finishPath(id); return; }
    const { state } = this.store;
    if (id === state.selected) return;
    if (remember && state.selected !== null && id !== null) this.trail.push(state.selected);
    if (id === null) this.trail.length = 0;
    const patch = { selected: id };
    if (id !== null && !this.view.shown.has(id) && state.focus === null && !state.path) patch.added = [...state.added, id];
    if (id !== null && state.hidden.includes(id)) patch.hidden = state.hidden.filter((one) => one !== id);
    this.store.change(patch);
    if (id !== null) this.panel.querySelector("h2")?.focus({ preventScroll: true });
  }

  back() {
    if (this.trail.length) this.select(this.trail.pop(), false);
  }

  selectFromText(id) {
    this.select(id);
    if (matchMedia("(max-width: 800px)").matches) this.closeReader();
  }

  unfold(id) {
    const { state } = this.store;
    if (!state.open.includes(id)) this.store.change({ open: [...state.open, id] });
  }

  focusOn(id) { this.store.change({ focus: id, path: null, selected: id }); }

  hide(id) {
    const { state } = this.store;
    this.store.change({ hidden: [...state.hidden, id], selected: state.selected === id ? null : state.selected, focus: state.focus === id ? null : state.focus });
  }

  pinAt(id, x, y) { this.store.change({ pinned: { ...this.store.state.pinned, [id]: [Math.round(x), Math.round(y)] } }); }

  togglePin(id) {
    const { [id]: own, ...others } = this.store.state.pinned;
    const place = this.picture.places.get(id);
    if (own) this.store.change({ pinned: others });
    else this.pinAt(id, place.x, place.y);
  }

  startPath(id) {
    this.pathFrom = id;
    renderBar(this);
    this.announce(say("pickTarget"));
    this.closeReader();
  }

  cancelPath() { this.pathFrom = null; renderBar(this); }

  finishPath(id) {
    const from = this.pathFrom;
    this.pathFrom = null;
    this.store.change({ path: [from, id], focus: null, selected: null });
    this.announce(this.view.path ? say("pathOf", { a: this.graph.nodes[from].label, b: this.graph.nodes[id].label }) : say("noPath"));
  }

  read(article, at) { this.readFrom = document.activeElement; document.body.classList.add("reading"); renderReader(this, article, at); }

  closeReader() {
    if (this.reader.hidden) return;
    this.reader.hidden = true;
    document.body.classList.remove("reading");
    if (this.readFrom?.isConnected) this.readFrom.focus();
  }

  /** Buttons and words that do not depend on the view; again when the language changes. */
  buildChrome() {
    const { store } = this;
    const dark = () => document.documentElement.dataset.theme === "dark";
    this.undoButton = button("undo", say("undo"), () => store.undo(), { bare: true });
    this.redoButton = button("redo", say("redo"), () => store.redo(), { bare: true });
    const exports = make("details", { class: "menu end", "data-menu": "export" }, make("summary", { "aria-label": say("export") }, icon("download"), make("span", { class: "words" }, say("export"))),
      make("div", { class: "drop" }, ["png", "svg", "graphml", "jsonld"].map((kind) => button("download", say(kind), () => { exports.open = false; exportAs(this, kind); }, { kind: "item", "data-export": kind })),
        button("link", say("copyLink"), () => { exports.open = false; exportAs(this, "link"); }, { kind: "item" })));
    exports.addEventListener("toggle", () => exports.open && placeDrop(exports));
    document.getElementById("tools").replaceChildren(this.undoButton, this.redoButton, exports,
      button("theme", say("theme"), () => store.change({ theme: dark() ? "light" : "dark" }), { bare: true }),
      make("button", { type: "button", class: "button language", lang: language === "vi" ? "en" : "vi", "aria-label": say("otherLanguage"), onclick: () => store.change({ language: language === "vi" ? "en" : "vi" }) }, language === "vi" ? "EN" : "VI"),
      button("help", say("help"), () => this.showHelp(), { bare: true }));
    document.getElementById("zoom").replaceChildren(button("plus", say("zoomIn"), () => this.picture.zoom(1.3), { bare: true }),
      button("minus", say("zoomOut"), () => this.picture.zoom(1 / 1.3), { bare: true }),
      button("fit", say("fit"), () => { this.picture.touched = false; this.picture.fit(); }, { bare: true }));
    const field = document.getElementById("search");
    field.placeholder = say(matchMedia("(max-width: 800px)").matches ? "searchShort" : "search");
    field.setAttribute("aria-label", say("searchLabel"));
    document.getElementById("matches").setAttribute("aria-label", say("searchLabel"));
    document.getElementById("skip").textContent = say("skip");
    this.filters.setAttribute("aria-label", say("filters"));
    this.panel.setAttribute("aria-label", say("details"));
    this.timeline.setAttribute("aria-label", say("timeline"));
    document.getElementById("grip").setAttribute("aria-label", say("panelToggle"));
  }

  showHelp() {
    const dialog = document.getElementById("help");
    const sample = (role, dash) => make("li", {}, make("span", { class: `sample ${dash}`, "aria-hidden": "true" }), make("b", {}, say(ROLE_WORD[role])), ` – ${say(`${role}Help`)}`);
    dialog.replaceChildren(make("div", { class: "reader-bar" }, make("h2", {}, say("help")), button("close", say("close"), () => dialog.close(), { bare: true })),
      make("p", {}, say("helpText")), make("h3", {}, say("reading")),
      make("ul", { class: "plain legend" }, KINDS.map((kind) => make("li", {}, make("span", { class: `symbol ${kind}`, "aria-hidden": "true" }, icon(kind, 14)), make("span", {}, say(kind))))),
      make("ul", { class: "plain legend" }, STATUSES.map((status) => make("li", {}, make("span", { class: `swatch ${status}`, "aria-hidden": "true" }), make("span", {}, say(status))))),
      make("ul", { class: "plain" }, sample("agent", "solid"), sample("recipient", "solid"), sample("place", "dotted"), sample("source", "dashed"), sample("position", "dotted")),
      make("h3", {}, say("keys")), make("dl", { class: "keys" }, say("keyList").map(([key, words]) => [make("dt", {}, make("kbd", {}, key)), make("dd", {}, words)])),
      make("h3", {}, say("about")), aboutLine(this));
    dialog.showModal();
  }

  listen() {
    document.addEventListener("keydown", (happening) => this.onKey(happening));
    document.addEventListener("pointerdown", ({ target }) => {
      for (const open of document.querySelectorAll("details.menu[open]")) if (!open.contains(target)) open.open = false;
    });
    document.getElementById("skip").addEventListener("click", (happening) => { happening.preventDefault(); this.panel.focus(); });
    document.getElementById("grip").addEventListener("click", () => {
      const tall = document.body.classList.toggle("tall");
      document.getElementById("grip").setAttribute("aria-expanded", String(tall));
    });
    window.addEventListener("hashchange", () => {
      if (location.hash.slice(1) !== writeHash(this.store.state)) this.store.replace(readHash(location.hash, this.graph));
    });
    window.addEventListener("resize", () => renderTimeline(this));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { this.applyLook(this.store.state); this.picture.restyle(); });
    const print = () => {
      const drawing = new DOMParser().parseFromString(this.picture.toSvg("print"), "image/svg+xml").documentElement;
      document.getElementById("print").replaceChildren(document.importNode(drawing, true));
    };
    window.addEventListener("beforeprint", print);
    matchMedia("print").addEventListener("change", (query) => query.matches && print());
  }

  onKey(happening) {
    const { key, target } = happening;
    const typing = target.matches?.("input:not([type=checkbox]), textarea, select");
    const { state } = this.store;
    if ((happening.ctrlKey || happening.metaKey) && key.toLowerCase() === "z" && !typing) {
      if (happening.shiftKey) this.store.redo(); else this.store.undo();
      happening.preventDefault();
      return;
    }
    if (key === "Escape" && !document.getElementById("help").open) { this.escape(); return; }
    if (typing || happening.ctrlKey || happening.metaKey || happening.altKey) return;
    if (key === "/") { document.getElementById("search").focus(); happening.preventDefault(); return; }
    const free = target === document.body || this.stage.contains(target);
    if (!free) return;
    if (key.startsWith("Arrow")) {
      const next = this.picture.step(key);
      if (next !== null) { this.select(next); this.picture.reveal(next); this.stage.focus({ preventScroll: true }); }
      happening.preventDefault();
    } else if (key === "+" || key === "=") this.picture.zoom(1.3);
    else if (key === "-") this.picture.zoom(1 / 1.3);
    else if (key === "0") this.picture.fit();
    else if (key === "?") this.showHelp();
    else if (state.selected !== null && key === "Enter") this.unfold(state.selected);
    else if (state.selected !== null && key.toLowerCase() === "f") this.focusOn(state.selected);
    else if (state.selected !== null && key.toLowerCase() === "h") this.hide(state.selected);
    else if (state.selected !== null && key.toLowerCase() === "p") this.togglePin(state.selected);
  }

  escape() {
    const open = document.querySelector("details.menu[open]");
    if (open) { open.open = false; open.querySelector("summary").focus(); } else if (!this.reader.hidden) this.closeReader();
    else if (this.pathFrom !== null) this.cancelPath();
    else if (this.store.state.selected !== null) { this.select(null); this.stage.focus(); }
  }
}

const app = new App();
window.dothi = app;
