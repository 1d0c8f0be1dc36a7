// Light or dark, when the reader asks for one: kept by the browser alone, and shared with the administration, which names it so.
// Without a choice, and without this script, the preference of the device holds.
"use strict";
{
  const KEY = "theme";
  const root = document.documentElement;
  const choice = document.querySelector("[data-theme-choice]");
  const select = choice.querySelector("select");
  const read = () => {
    try { return localStorage.getItem(KEY); } catch { return null; }
  };
  const show = (theme) => {
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    else delete root.dataset.theme;
    select.value = root.dataset.theme ?? "auto";
  };

  select.addEventListener("change", () => {
    show(select.value);
    try { localStorage.setItem(KEY, select.value); } catch { /* the choice lasts as long as the page */ }
  });
  addEventListener("storage", (event) => event.key === KEY && show(event.newValue));
  addEventListener("pageshow", (event) => event.persisted && show(read()));
  show(read());
  choice.hidden = false;
}
