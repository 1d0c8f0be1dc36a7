// Light or dark, when the reader asks for one: kept by the browser alone, and shared with the administration, which names it so.
// Without a choice, and without this script, the preference of the device holds.
"use strict";
{
  const KEY = "theme";
  const root = document.documentElement;
  const NAMES = { auto: "celles de l’appareil", light: "claires", dark: "sombres" };
  const button = document.querySelector("[data-theme-choice]");
  const read = () => {
    try { return localStorage.getItem(KEY); } catch { return null; }
  };
  const show = (theme) => {
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    else delete root.dataset.theme;
    button.textContent = `Couleurs\u202f: ${NAMES[root.dataset.theme ?? "auto"]}`;
  };

  button.addEventListener("click", () => {
    const themes = Object.keys(NAMES);
    const next = themes[(themes.indexOf(root.dataset.theme ?? "auto") + 1) % themes.length];
    show(next);
    try { localStorage.setItem(KEY, next); } catch { /* the choice lasts as long as the page */ }
  });
  addEventListener("storage", (event) => event.key === KEY && show(event.newValue));
  addEventListener("pageshow", (event) => event.persisted && show(read()));
  show(read());
  button.hidden = false;
}
