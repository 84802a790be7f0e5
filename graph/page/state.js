// What the reader has asked to see: filters, focus, path, hidden and pinned nodes. One plain object, never
// changed in place; each change can be undone and stands in the URL's hash, so that a view can be shared.

const INITIAL = {
  selected: null, mode: "core", focus: null, path: null, kindsOff: [], typesOff: [], statusOff: [],
  articles: [], publishers: [], sources: [], from: null, to: null, hidden: [], open: [], added: [], pinned: {}, language: null, theme: null,
};
const UNDOABLE = ["mode", "focus", "path", "kindsOff", "typesOff", "statusOff", "articles", "publishers", "sources", "from", "to",
  "hidden", "open", "added", "pinned"];

/** `publishers` holds indices into the sorted publishers; a source of -1 is the article itself. */
function writeHash(state) {
  const hash = new URLSearchParams();
  if (state.selected !== null) hash.set("n", state.selected);
  if (state.mode !== "core") hash.set("m", state.mode);
  if (state.focus !== null) hash.set("f", state.focus);
  if (state.path) hash.set("p", state.path.join("."));
  const lists = { k: "kindsOff", t: "typesOff", s: "statusOff", a: "articles", u: "publishers", q: "sources", h: "hidden", o: "open", v: "added" };
  for (const [key, name] of Object.entries(lists)) if (state[name].length) hash.set(key, state[name].join("."));
  if (state.from !== null) hash.set("d", `${state.from}.${state.to}`);
  const pins = Object.entries(state.pinned).map(([id, [x, y]]) => `${id}_${Math.round(x)}_${Math.round(y)}`);
  if (pins.length) hash.set("x", pins.join("."));
  if (state.language) hash.set("l", state.language);
  if (state.theme) hash.set("c", state.theme);
  return hash.toString();
}

/** Reads a hash; whatever does not fit this graph is dropped. */
function readHash(text, graph) {
  const hash = new URLSearchParams(text.replace(/^#/, ""));
  const state = { ...INITIAL };
  const isNode = (id) => Number.isInteger(id) && id >= 0 && id < graph.nodes.length;
  const numbers = (key, fits) => (hash.get(key) || "").split(".").filter(Boolean).map(Number).filter(fits);
  const words = (key, known) => (hash.get(key) || "").split(".").filter((word) => known.includes(word));
  state.selected = numbers("n", isNode)[0] ?? null;
  state.mode = hash.get("m") === "all" ? "all" : "core";
  state.focus = numbers("f", isNode)[0] ?? null;
  const path = numbers("p", isNode);
  state.path = path.length === 2 ? path : null;
  state.kindsOff = words("k", KINDS);
  state.typesOff = words("t", Object.keys(ICONS).filter((name) => name === name.toUpperCase()));
  state.statusOff = words("s", STATUSES);
  state.articles = numbers("a", (index) => index in graph.articles);
  state.publishers = numbers("u", (index) => index >= 0 && index < graph.articles.length);
  state.sources = numbers("q", (id) => id === -1 || isNode(id));
  state.hidden = numbers("h", isNode);
  state.open = numbers("o", isNode);
  state.added = numbers("v", isNode);
  const dates = numbers("d", (day) => day >= 0);
  if (dates.length === 2) [state.from, state.to] = dates;
  const pinned = {};
  for (const pin of (hash.get("x") || "").split(".").filter(Boolean)) {
    const [id, x, y] = pin.split("_").map(Number);
    if (isNode(id) && Number.isFinite(x) && Number.isFinite(y)) pinned[id] = [x, y];
  }
  state.pinned = pinned;
  state.language = ["vi", "en"].includes(hash.get("l")) ? hash.get("l") : null;
  state.theme = ["light", "dark"].includes(hash.get("c")) ? hash.get("c") : null;
  return state;
}

/** Holds the state, tells `onchange(state, before)` of each change, and remembers for undo. */
function makeStore(first, onchange) {
  let state = first;
  const past = [];
  const future = [];
  const pick = (source) => Object.fromEntries(UNDOABLE.map((name) => [name, source[name]]));
  const apply = (next) => {
    const before = state;
    state = next;
    history.replaceState(null, "", `#${writeHash(state)}`);
    onchange(state, before);
  };
  return {
    get state() { return state; },
    get canUndo() { return past.length > 0; },
    get canRedo() { return future.length > 0; },
    change(patch) {
      if (Object.keys(patch).some((name) => UNDOABLE.includes(name) && JSON.stringify(patch[name]) !== JSON.stringify(state[name]))) {
        past.push(pick(state));
        future.length = 0;
      }
      apply({ ...state, ...patch });
    },
    replace(next) { apply(next); },
    undo() {
      if (!past.length) return;
      future.push(pick(state));
      apply({ ...state, ...past.pop() });
    },
    redo() {
      if (!future.length) return;
      past.push(pick(state));
      apply({ ...state, ...future.pop() });
    },
  };
}
