// The timeline under the picture: a column for each day, month or year that has events, side by side, and a
// brush over them. News is dense on a few days, so columns stand in order, not to scale.

const MOST_COLUMNS = 48;

/** Events by the coarsest step that keeps the columns few: [{first, last, label, events}]. */
function timeColumns(graph) {
  const dated = graph.nodes.filter((node) => node.kind === "event" && node.dated);
  for (const digits of [1, 100, 10000]) {
    const columns = new Map();
    for (const event of dated) {
      const { first, last } = event.when;
      const coarse = Math.max(digits, last - first > 3000 ? 10000 : last - first > 27 ? 100 : 1);
      const key = Math.floor(first / coarse) * coarse;
      const name = `${key}-${coarse}`;
      if (!columns.has(name)) columns.set(name, { first: coarse === 1 ? first : key + (coarse === 100 ? 1 : 101), last: coarse === 1 ? last : key + (coarse === 100 ? 31 : 1231), coarse, events: [] });
      columns.get(name).events.push(event.id);
    }
    if (columns.size <= MOST_COLUMNS || digits === 10000) return [...columns.values()].sort((a, b) => a.first - b.first || a.last - b.last);
  }
  return [];
}

function columnLabel(column, before) {
  const year = Math.floor(column.first / 10000);
  const month = String(Math.floor(column.first / 100) % 100).padStart(2, "0");
  const day = String(column.first % 100).padStart(2, "0");
  const stem = year ? String(year) : "-";
  if (column.coarse === 10000) return [String(year || "?"), ""];
  const value = column.coarse === 100 ? `${stem}-${month}` : `${stem}-${month}-${day}`;
  const newYear = year && (!before || Math.floor(before.first / 10000) !== year);
  const label = language === "vi" && column.coarse === 100 ? `T${Number(month)}` : sayDate(value, true).replace(` ${year}`, "");
  return [label, newYear ? String(year) : ""];
}

function renderTimeline(app) {
  const { graph, timeline, store } = app;
  const columns = timeColumns(graph);
  timeline.hidden = columns.length < 2;
  if (timeline.hidden) return;
  const { state } = store;
  const passes = new Set();
  for (const column of columns) for (const id of column.events) if (app.view.passes[id]) passes.add(id);
  const most = Math.max(...columns.map((column) => column.events.length));
  const longest = Math.max(...columns.map((column, index) => columnLabel(column, columns[index - 1])[0].length));
  const every = Math.max(1, Math.ceil((longest * 6.4 + 6) / (Math.max(timeline.clientWidth - 40, 100) / columns.length)));
  const chosen = (column) => state.from === null || (column.last >= state.from && column.first <= state.to);
  const bars = make("div", { class: "bars", title: say("timelineHint") });
  columns.forEach((column, index) => {
    const lit = column.events.filter((id) => passes.has(id)).length;
    const [label, year] = columnLabel(column, columns[index - 1]);
    const bar = make("div", { class: `column ${chosen(column) ? "in" : "out"} ${label.length > 4 ? "wide" : ""}` },
      make("span", { class: "stack" }, make("span", { class: "bar all" }), make("span", { class: "bar lit" })),
      make("span", { class: "tick" }, index % every ? "" : label), make("span", { class: "year" }, year));
    bar.querySelector(".all").style.height = `${Math.max(8, (100 * column.events.length) / most)}%`;
    bar.querySelector(".lit").style.height = `${lit ? Math.max(8, (100 * lit) / most) : 0}%`;
    bars.append(bar);
  });
  const first = state.from === null ? 0 : Math.max(0, columns.findIndex((column) => chosen(column)));
  const last = state.from === null ? columns.length - 1 : columns.length - 1 - [...columns].reverse().findIndex((column) => chosen(column));
  const set = (a, b) => (a <= 0 && b >= columns.length - 1 ? store.change({ from: null, to: null })
    : store.change({ from: columns[Math.min(a, b)].first, to: Math.max(...columns.slice(Math.min(a, b), Math.max(a, b) + 1).map((column) => column.last)) }));
  const slider = (name, value, apply) => make("input", { type: "range", min: 0, max: columns.length - 1, step: 1, value, "aria-label": `${say("timeline")}: ${say(name)}`,
    "aria-valuetext": columnLabel(columns[value]).filter(Boolean).join("/"), onchange: (happening) => { apply(Number(happening.target.value)); app.timeline.querySelector(`[data-end=${name}]`)?.focus(); }, "data-end": name });
  const undated = graph.nodes.filter((node) => node.kind === "event" && !node.dated).length;
  const period = state.from === null ? say("allTime") : [columns[first], columns[last]].map((column) => columnLabel(column).reverse().filter(Boolean)).map(([a, b]) => (b ? `${b}/${a}` : a)).filter((word, index, both) => index === 0 || word !== both[0]).join(" – ");
  timeline.replaceChildren(
    make("div", { class: "timeline-head" }, make("b", {}, say("timeline")), make("span", { class: "note" }, state.from === null ? say("timelineHint") : period),
      state.from === null ? null : make("button", { type: "button", class: "more", onclick: () => store.change({ from: null, to: null }) }, say("allTime")),
      undated ? make("span", { class: "note undated" }, say("undated", { n: undated })) : null),
    make("div", { class: "brush" }, bars, make("div", { class: "window", "aria-hidden": "true" }),
      make("div", { class: "sliders" }, slider("from", first, (value) => set(value, Math.max(value, last))), slider("to", last, (value) => set(Math.min(first, value), value)))));
  const frame = timeline.querySelector(".window");
  const place = (a, b) => { frame.style.left = `${(100 * Math.min(a, b)) / columns.length}%`; frame.style.width = `${(100 * (Math.abs(b - a) + 1)) / columns.length}%`; };
  frame.hidden = state.from === null;
  place(first, last);
  brush(bars, columns.length, (a, b) => { frame.hidden = false; place(a, b); }, (a, b) => set(Math.min(a, b), Math.max(a, b)));
}

/** Calls `moving(a, b)` while the pointer is dragged over the columns and `done(a, b)` when it is let go. */
function brush(bars, count, moving, done) {
  let start = null;
  const column = (happening) => {
    const box = bars.getBoundingClientRect();
    return Math.max(0, Math.min(count - 1, Math.floor(((happening.clientX - box.left) / box.width) * count)));
  };
  bars.addEventListener("pointerdown", (happening) => { start = column(happening); bars.setPointerCapture(happening.pointerId); moving(start, start); happening.preventDefault(); });
  bars.addEventListener("pointermove", (happening) => { if (start !== null) moving(start, column(happening)); });
  bars.addEventListener("pointerup", (happening) => { if (start !== null) { const end = column(happening); const from = start; start = null; done(from, end); } });
  bars.addEventListener("pointercancel", () => { start = null; });
}
