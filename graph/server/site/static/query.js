// The SPARQL page: Yasqe (the editor of YASGUI) where the build step brought it, else a plain text field; the
// named questions beside it; answers below.
(() => {
  "use strict";
  const { make, say, viewsOf, parseTriples } = window.SparqlResults;
  const find = (id) => document.getElementById(id);
  const FIRST = "SELECT ?date ?what ?status WHERE {\n  ?event a sem:Event ; rdfs:label ?what ; dothi:status ?status .\n  OPTIONAL { ?event sem:hasTimeStamp ?date }\n}\nORDER BY DESC(?date)\nLIMIT 50\n";
  const ACCEPT = "application/sparql-results+json, application/n-triples";
  const FORMS = { rows: [["CSV", "text/csv", "csv"], ["TSV", "text/tab-separated-values", "tsv"], ["JSON", "application/sparql-results+json", "json"]], triples: [["Turtle", "text/turtle", "ttl"], ["JSON-LD", "application/ld+json", "jsonld"]] };
  const prefixes = JSON.parse(find("settings").textContent).prefixes;

  /** {get, set}: Yasqe, or the text field with Tab for two spaces. */
  function makeEditor() {
    const field = find("query");
    if (window.Yasqe) {
      const value = field.value;
      find("editor").replaceChildren();
      const yasqe = new window.Yasqe(find("editor"), {
        value, persistenceId: null, showQueryButton: false, createShareableLink: null, resizeable: false, lineNumbers: true, viewportMargin: Infinity,
        autocompleters: ["variables"], editorHeight: "300px", extraKeys: { "Ctrl-Enter": () => run(), "Cmd-Enter": () => run() },
      });
      const input = yasqe.getInputField();
      input.setAttribute("aria-label", say("queryLabel"));
      find("editor").querySelector(".CodeMirror-scroll").tabIndex = 0;
      return { get: () => yasqe.getValue(), set: (text) => yasqe.setValue(text) };
    }
    field.addEventListener("keydown", (happening) => {
      if (happening.key === "Enter" && (happening.ctrlKey || happening.metaKey)) { happening.preventDefault(); run(); }
      if (happening.key === "Tab" && !happening.shiftKey && field.selectionStart !== field.selectionEnd) { happening.preventDefault(); field.setRangeText("  ", field.selectionStart, field.selectionStart, "end"); }
    });
    return { get: () => field.value, set: (text) => { field.value = text; } };
  }

  const ask = (query, accept) => fetch("/sparql", { method: "POST", headers: { Accept: accept, "Content-Type": "application/x-www-form-urlencoded" }, body: new URLSearchParams({ query }) });

  async function parsed(answer) {
    const text = await answer.text();
    const truncated = answer.headers.get("X-Dothi-Truncated");
    if (!/json/.test(answer.headers.get("content-type") || "")) {
      const triples = parseTriples(text);
      return { kind: "triples", text, triples, truncated, names: ["subject", "predicate", "object"], rows: triples.map(({ s, p, o }) => ({ subject: s, predicate: p, object: o })) };
    }
    const found = JSON.parse(text);
    if ("boolean" in found) return { kind: "boolean", text, value: found.boolean };
    return { kind: "rows", text: JSON.stringify(found, null, 2), names: found.head.vars, rows: found.results.bindings, truncated };
  }

  function tabs(answer, host) {
    const views = viewsOf(answer);
    const panel = make("div", { id: "view", role: "tabpanel", "aria-labelledby": "tab-0", tabindex: "-1" });
    const choose = (index) => {
      buttons.forEach((button, at) => { button.setAttribute("aria-selected", String(at === index)); button.tabIndex = at === index ? 0 : -1; });
      panel.setAttribute("aria-labelledby", `tab-${index}`);
      panel.replaceChildren(views[index][1](answer));
    };
    const buttons = views.map(([key], at) => make("button", { type: "button", role: "tab", id: `tab-${at}`, "aria-controls": "view", class: "tab", onclick: () => choose(at),
      onkeydown: (happening) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[happening.key];
        if (step) { const next = (at + step + views.length) % views.length; choose(next); buttons[next].focus(); }
      } }, say(key)));
    host.append(make("div", { class: "tabs", role: "tablist" }, buttons), panel);
    choose(0);
  }

  let number = 0;
  async function run() {
    const query = editor.get();
    const mine = number += 1;
    const results = find("results");
    const began = performance.now();
    history.replaceState(null, "", `#q=${encodeURIComponent(query)}`);
    results.setAttribute("aria-busy", "true");
    results.replaceChildren(make("p", { class: "note" }, say("running")));
    let content;
    try {
      const answer = await ask(query, ACCEPT);
      if (!answer.ok) content = make("p", { class: "failure", role: "alert" }, (await answer.text()).trim().slice(0, 2000));
      else content = built(await parsed(answer), query, began);
    } catch { content = make("p", { class: "failure", role: "alert" }, say("noNetwork")); }
    if (mine !== number) return;
    results.replaceChildren(content);
    results.setAttribute("aria-busy", "false");
  }

  function built(answer, query, began) {
    const took = say("took", { n: ((performance.now() - began) / 1000).toFixed(2) });
    if (answer.kind === "boolean") return make("div", {}, make("p", { class: "verdict" }, say(answer.value ? "yes" : "no")), make("p", { class: "note" }, took));
    const host = make("div");
    const count = say(answer.kind, { n: answer.rows.length });
    const forms = make("span", { class: "forms" }, `${say("download")}:`, FORMS[answer.kind].map(([name, media, suffix]) => make("button", { type: "button", class: "more", onclick: () => download(query, media, suffix) }, name)));
    host.append(make("div", { class: "results-head note" }, make("span", {}, [count, took].join(" · ")), answer.truncated ? make("b", {}, say("truncated", { n: answer.truncated })) : null, forms));
    if (answer.rows.length) tabs(answer, host); else host.append(make("p", { class: "empty" }, say("noRows")));
    return host;
  }

  async function download(query, media, suffix) {
    const answer = await ask(query, media);
    if (!answer.ok) return;
    const link = make("a", { href: URL.createObjectURL(await answer.blob()), download: `dothi.${suffix}` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  function named() {
    for (const form of document.querySelectorAll(".named-form")) {
      form.addEventListener("submit", async (happening) => {
        happening.preventDefault();
        const values = new URLSearchParams([...new FormData(form)].filter(([, value]) => value.trim()));
        const answer = await fetch(`/queries/${form.closest("[data-name]").dataset.name}?${values}`);
        const text = await answer.text();
        if (!answer.ok) { find("results").replaceChildren(make("p", { class: "failure", role: "alert" }, text)); return; }
        editor.set(text.split("\n").filter((line) => !/^# param /.test(line)).join("\n").trim() + "\n");
        if (happening.submitter?.value === "run") await run();
      });
    }
  }

  const linked = new URLSearchParams(location.hash.slice(1)).get("q");
  find("query").value = linked || Object.entries(prefixes).filter(([prefix]) => ["dothi", "sem", "rdfs"].includes(prefix)).map(([prefix, iri]) => `PREFIX ${prefix}: <${iri}>\n`).join("") + FIRST;
  const editor = makeEditor();
  find("run").addEventListener("click", run);
  find("share").addEventListener("click", async () => {
    history.replaceState(null, "", `#q=${encodeURIComponent(editor.get())}`);
    try { await navigator.clipboard.writeText(location.href); } catch { /* the address bar holds the link too */ }
    const live = find("live");
    live.textContent = say("copied");
    live.classList.add("seen");
    setTimeout(() => live.classList.remove("seen"), 2000);
  });
  named();
  window.dothiQuery = { editor, run };
  document.documentElement.dataset.ready = "yes";
})();
