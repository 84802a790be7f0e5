// What every page can do: switch the theme, suggest while one types, show the graph beside a text and keep
// the two together. Everything from the server is put in as text.
(() => {
  "use strict";
  const root = document.documentElement;
  const find = (id) => document.getElementById(id);

  find("theme").addEventListener("click", () => {
    root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
    document.cookie = `theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax`;
    document.dispatchEvent(new CustomEvent("theme"));
  });

  document.addEventListener("keydown", (happening) => {
    const { key, target } = happening;
    const typing = target.closest?.("input, textarea, select, .CodeMirror");
    if (key === "/" && !typing && !happening.ctrlKey && !happening.metaKey && !happening.altKey) {
      happening.preventDefault();
      find("search").focus();
    }
  });

  /** Suggestions below the search field, as a combobox. */
  function suggest() {
    const field = find("search");
    const list = find("matches");
    let chosen = -1;
    let asked = 0;
    let waiting = null;
    for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": "matches", "aria-autocomplete": "list" })) field.setAttribute(name, value);
    const close = () => {
      list.hidden = true;
      chosen = -1;
      field.setAttribute("aria-expanded", "false");
      field.removeAttribute("aria-activedescendant");
    };
    const choose = (index) => {
      const options = [...list.children];
      chosen = (index + options.length + 1) % (options.length + 1);
      if (chosen === options.length) chosen = -1;
      options.forEach((option, at) => option.setAttribute("aria-selected", String(at === chosen)));
      if (chosen < 0) field.removeAttribute("aria-activedescendant");
      else field.setAttribute("aria-activedescendant", options[chosen].id);
    };
    const show = (found) => {
      list.replaceChildren(...found.map((node, at) => {
        const option = document.createElement("li");
        const symbol = document.createElement("span");
        const name = document.createElement("span");
        option.id = `match-${at}`;
        option.className = "match";
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.dataset.url = node.url;
        symbol.className = `symbol ${node.kind}`;
        symbol.setAttribute("aria-hidden", "true");
        name.textContent = node.label;
        name.lang = "vi";
        option.append(symbol, name);
        return option;
      }));
      list.hidden = !found.length;
      field.setAttribute("aria-expanded", String(found.length > 0));
      chosen = -1;
    };
    field.addEventListener("input", () => {
      clearTimeout(waiting);
      const words = field.value.trim();
      if (!words) { close(); return; }
      waiting = setTimeout(async () => {
        const number = asked += 1;
        try {
          const answer = await fetch(`/suggest?q=${encodeURIComponent(words)}`);
          const found = answer.ok ? await answer.json() : [];
          if (number === asked && document.activeElement === field) show(found);
        } catch { close(); }
      }, 120);
    });
    field.addEventListener("keydown", (happening) => {
      if (list.hidden) return;
      if (happening.key === "ArrowDown") { choose(chosen + 1); happening.preventDefault(); }
      else if (happening.key === "ArrowUp") { choose(chosen < 0 ? list.children.length - 1 : chosen - 1); happening.preventDefault(); }
      else if (happening.key === "Escape") { close(); happening.preventDefault(); }
      else if (happening.key === "Enter" && chosen >= 0) { happening.preventDefault(); location.assign(list.children[chosen].dataset.url); }
    });
    field.addEventListener("blur", () => setTimeout(close, 150));
    list.addEventListener("pointerdown", (happening) => {
      const option = happening.target.closest(".match");
      if (option) { happening.preventDefault(); location.assign(option.dataset.url); }
    });
  }

  /** The graph in its frame: in the page's language and theme, on the page's node, and tied to the text. */
  function frames() {
    for (const frame of document.querySelectorAll("iframe[data-src]")) {
      const begin = () => { frame.src = `${frame.dataset.src}#l=${root.lang}&c=${root.dataset.theme}`; };
      new IntersectionObserver((seen, observer) => {
        if (seen.some((one) => one.isIntersecting)) { observer.disconnect(); begin(); }
      }, { rootMargin: "200px" }).observe(frame);
      document.addEventListener("theme", () => frame.contentWindow?.dothi?.store.change({ theme: root.dataset.theme }));
      frame.addEventListener("load", () => whenReady(frame));
    }
  }

  function whenReady(frame) {
    const inside = frame.contentWindow?.dothi;
    if (!inside) return;
    frame.dataset.ready = "yes";
    const iris = inside.graph.iris || [];
    const own = iris.indexOf(frame.dataset.node);
    if (own >= 0) {
      if (own < inside.graph.entityCount) inside.store.change({ focus: own, path: null, selected: null });
      else inside.select(own);
    }
    const text = document.querySelector(".text");
    if (!text) return;
    const numberOf = (path) => iris.findIndex((iri) => iri.endsWith(`/${path}`) || iri === path);
    text.addEventListener("click", (happening) => {
      const mark = happening.target.closest(".mark");
      if (!mark || happening.ctrlKey || happening.metaKey || happening.shiftKey || happening.button) return;
      const number = numberOf(mark.dataset.node);
      if (number < 0 || frame.getBoundingClientRect().width < 2 || getComputedStyle(frame.closest(".beside")).position !== "sticky") return;
      happening.preventDefault();
      inside.select(number);
    });
    let last = null;
    setInterval(() => {
      const { selected } = inside.store.state;
      if (selected === last) return;
      last = selected;
      const chosen = selected === null ? "" : iris[selected];
      for (const mark of text.querySelectorAll(".mark")) mark.classList.toggle("chosen", Boolean(chosen) && (chosen === mark.dataset.node || chosen.endsWith(`/${mark.dataset.node}`)));
    }, 200);
  }

  /** Highlights of entities and events in a text can be taken off. */
  function switches() {
    for (const box of document.querySelectorAll("[data-hides]")) {
      box.addEventListener("change", () => document.querySelector(".text").classList.toggle(`no-${box.dataset.hides}`, !box.checked));
    }
  }

  /** Marks the words that the address points at. */
  function here() {
    for (const mark of document.querySelectorAll(".mark.here")) mark.classList.remove("here");
    if (/^#o\d+$/.test(location.hash)) find(location.hash.slice(1))?.classList.add("here");
  }

  suggest();
  frames();
  switches();
  here();
  addEventListener("hashchange", here);
})();
