// Before anything is drawn: the theme that was chosen, else the one that the system prefers.
(() => {
  "use strict";
  const chosen = /(?:^|; )theme=(light|dark)/.exec(document.cookie);
  const dark = chosen ? chosen[1] === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  document.documentElement.classList.add("scripted");
})();
