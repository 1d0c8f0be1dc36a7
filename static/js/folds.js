// What is folded waits in a <noscript>, unbuilt, until somebody asks for it: by opening it, by its anchor, on paper, by a search in
// the page. Without scripts the browser builds it all at once (decision 0047).
"use strict";
{
  const build = (waiting) => {
    const text = document.createRange().createContextualFragment(waiting.textContent);
    waiting.replaceWith(...(waiting.firstElementChild ? waiting : text).childNodes); // a page read by DOMParser has built it
  };
  const unfold = (details) => {
    const waiting = details.querySelectorAll(":scope > noscript");
    waiting.forEach(build);
    if (waiting.length) details.dispatchEvent(new Event("unfolded", { bubbles: true }));
  };
  const unfoldAll = () => document.querySelectorAll("details:has(> noscript)").forEach(unfold);
  const named = () => {
    try { return decodeURIComponent(location.hash.slice(1)); } catch { return ""; } // « #100% » names nothing
  };
  const reach = () => {
    const name = named();
    if (!name) return;
    if (!document.getElementById(name)) unfoldAll();
    const target = document.getElementById(name);
    const first = target?.closest("details");
    for (let fold = first; fold; fold = fold.parentNode.closest("details")) {
      unfold(fold);
      fold.open = true;
    }
    if (!first) return;
    target.scrollIntoView();
    if (!target.hasAttribute("tabindex")) target.tabIndex = -1;
    target.focus({ preventScroll: true }); // the keyboard goes on from there, as it does from an anchor that was built
  };

  // `unfold` is for another script, which needs at once what it is about to open.
  document.addEventListener("unfold", (event) => unfold(event.target));
  document.addEventListener("click", (event) => {
    const summary = event.target.closest("details > summary");
    if (summary) unfold(summary.parentNode);
  }, true);
  // Whatever opened it: the browser, for a text it found, or another script.
  document.addEventListener("toggle", (event) => { if (event.target.open) unfold(event.target); }, true);
  addEventListener("keydown", (event) => {
    if (event.key === "F3" || ((event.ctrlKey || event.metaKey) && event.key === "f")) unfoldAll();
  });
  // What stands open beside the text on a wide screen is built there from the start.
  const wide = matchMedia("(min-width: 62rem)");
  const spread = () => { if (wide.matches) document.querySelectorAll(".open-when-wide").forEach(unfold); };
  document.querySelectorAll("details[open]:has(> noscript)").forEach(unfold); // opened before this script came
  wide.addEventListener("change", spread);
  spread();
  matchMedia("print").addEventListener("change", unfoldAll);
  const opened = []; // for paper alone: older browsers need it
  addEventListener("beforeprint", () => {
    unfoldAll();
    opened.push(...document.querySelectorAll("details.folded:not([open])"));
    for (const folded of opened) folded.open = true;
  });
  addEventListener("afterprint", () => { for (const folded of opened.splice(0)) folded.open = false; });
  addEventListener("hashchange", reach);
  document.addEventListener("click", (event) => { // the anchor that the address has already: nothing tells of it
    if (event.target.closest("a[href]")?.hash === (location.hash || null)) reach();
  });
  reach();
  document.documentElement.dataset.folds = ""; // the style sheet need not offer the page built by its address
}
