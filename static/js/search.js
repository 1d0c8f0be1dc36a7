// What a browser adds to the finders and to the search boxes. Everything works without it.
"use strict";

// Results in place: a change of the form, a chip or a page number fetches the page it leads to and swaps its zones.
const finder = document.querySelector("form[data-finder]");

if (finder && window.fetch && window.DOMParser) {
  const zones = () => [...document.querySelectorAll("[data-zone]")];
  let asked = 0;
  let request = null;
  let shown = location.pathname + location.search;

  const address = () => {
    const pairs = [...new FormData(finder)].filter(([name, value]) => value && (name !== "tri" || touched.sort));
    return `${finder.getAttribute("action")}?${new URLSearchParams(pairs)}`.replace(/\?$/, "");
  };
  const touched = { sort: new URLSearchParams(location.search).has("tri") };

  const describe = (element) => {
    if (!element || !element.closest("[data-zone]")) return null;
    if (element.name) return `[name="${element.name}"]${element.type === "checkbox" ? `[value="${CSS.escape(element.value)}"]` : ""}`;
    return element.tagName === "SUMMARY" ? `#${element.parentNode.id} > summary` : "";
  };

  const show = (page) => {
    const held = describe(document.activeElement);
    const open = zones().flatMap((zone) => [...zone.querySelectorAll("details[open][id]")]).map((d) => d.id);
    for (const zone of zones()) {
      const other = page.querySelector(`[data-zone="${zone.dataset.zone}"]`);
      if (other?.href) zone.href = other.href;
      if (other) zone.replaceChildren(...other.childNodes);
    }
    for (const id of open) {
      const fold = document.getElementById(id);
      fold?.dispatchEvent(new Event("unfold", { bubbles: true }));
      fold?.setAttribute("open", "");
    }
    const results = document.getElementById("resultats");
    const others = page.getElementById("resultats");
    results.dataset.total = others.dataset.total;
    results.querySelector("[role=status]").textContent = others.querySelector("[role=status]").textContent;
    document.title = page.title;
    const canonical = page.querySelector("link[rel=canonical]");
    document.querySelector("link[rel=canonical]")?.setAttribute("href", canonical.href);
    if (held === null) return;
    const target = held && document.querySelector(held);
    (target && !target.disabled ? target : results).focus({ preventScroll: true });
  };

  const go = async (url, remember, after) => {
    const mine = ++asked;
    request?.abort();
    request = new AbortController();
    const results = document.getElementById("resultats");
    results.setAttribute("aria-busy", "true");
    try {
      const headers = remember === "replaceState" ? { "X-Typing": "1" } : {};
      const response = await fetch(url, { signal: request.signal, headers });
      if (!response.ok) throw new Error(response.status);
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      if (mine !== asked) return; // a late answer
      if (remember) history[remember](null, "", url);
      shown = location.pathname + location.search;
      show(page);
      after?.();
    } catch (error) {
      if (error.name !== "AbortError" && mine === asked) location.href = url;
    } finally {
      if (mine === asked) results.removeAttribute("aria-busy");
    }
  };

  let typing = 0;
  finder.dataset.live = ""; // folds are built here: nobody needs the page with all of them open
  finder.addEventListener("input", (event) => {
    if (event.target.name !== "q") return;
    clearTimeout(typing);
    typing = setTimeout(() => go(address(), "replaceState"), 250);
  });
  finder.addEventListener("change", (event) => {
    if (event.target.name === "q") return;
    clearTimeout(typing);
    if (event.target.name === "tri") touched.sort = true;
    go(address(), "pushState");
  });
  finder.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(typing);
    if (event.submitter?.closest(".filter-panel")) finder.querySelector(".filter-panel").removeAttribute("open");
    go(address(), "pushState", () => document.getElementById("resultats").scrollIntoView({ block: "nearest" }));
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-zone] a[href]");
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (link.origin !== location.origin || link.pathname !== finder.getAttribute("action")) return;
    if (link.hash && link.pathname + link.search === shown) return;
    event.preventDefault();
    const page = link.closest(".pagination");
    go(link.href, "pushState", () => {
      const asked = new URL(link.href).searchParams;
      finder.elements.q.value = asked.get("q") || "";
      touched.sort = asked.has("tri");
      if (!page && !link.hash) return;
      const found = document.getElementById("trouvees") || document.getElementById("resultats");
      found.focus({ preventScroll: true });
      found.scrollIntoView({ block: "start" });
    });
  });
  addEventListener("popstate", () => {
    if (location.pathname + location.search === shown) return; // an anchor of the same list
    const asked = new URLSearchParams(location.search);
    finder.elements.q.value = asked.get("q") || "";
    touched.sort = asked.has("tri");
    go(location.href, null);
  });
}

// Suggestions while typing: a combobox over a list of titles, as the ARIA practices describe it.
document.querySelectorAll("input[data-suggestions]").forEach((input, number) => {
  const box = document.createElement("span");
  const list = document.createElement("ul");
  const status = document.createElement("span");
  box.className = "with-suggestions";
  list.className = "suggestions";
  list.id = `suggestions-${number}`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  const typed = document.activeElement === input; // moving it would lose the place of who already types
  input.replaceWith(box);
  box.append(input);
  input.addEventListener("focus", () => box.append(list, status), { once: true });
  if (typed) input.focus();
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": list.id,
  })) input.setAttribute(name, value);

  let asked = 0;
  let timer = 0;
  let chosen = -1;

  const close = () => {
    asked++; // what is on its way comes too late
    clearTimeout(timer);
    status.textContent = "";
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (rank) => {
    const options = [...list.children];
    chosen = (rank + options.length) % options.length;
    options.forEach((option, place) => option.setAttribute("aria-selected", String(place === chosen)));
    options[chosen].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[chosen].id);
  };
  const fill = (suggestions) => {
    const own = document.querySelector("[data-my-selection]"); // a dossier is the reader's own
    list.replaceChildren(
      ...suggestions.map((suggestion, rank) => {
        const option = document.createElement("li");
        const kind = document.createElement("small");
        option.id = `${list.id}-${rank}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.dataset.href = own?.pathname === suggestion.url ? own.href : suggestion.url;
        kind.textContent = suggestion.kind_label;
        option.append(suggestion.titre, " ", kind);
        return option;
      }),
    );
    chosen = -1;
    input.removeAttribute("aria-activedescendant");
    list.hidden = !suggestions.length;
    input.setAttribute("aria-expanded", String(suggestions.length > 0));
    status.textContent = suggestions.length ? `${suggestions.length} suggestion${suggestions.length > 1 ? "s" : ""}` : "";
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    const text = input.value.trim();
    if (text.length < 2) return close();
    const mine = ++asked;
    timer = setTimeout(async () => {
      try {
        const response = await fetch(`${input.dataset.suggestions}?${new URLSearchParams({ q: text })}`);
        const { suggestions } = await response.json();
        if (mine === asked) fill(suggestions);
      } catch {
        close();
      }
    }, 150);
  });
  input.addEventListener("keydown", (event) => {
    const open = !list.hidden;
    if (event.key === "Escape") {
      close();
      if (open) event.preventDefault(); // a second Escape empties the box, as everywhere
    }
    if (!open) return;
    if (event.key === "ArrowDown") choose(chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen < 0 ? -1 : chosen - 1);
    else if (event.key === "Enter" && chosen >= 0) location.href = list.children[chosen].dataset.href;
    else return;
    event.preventDefault();
  });
  list.addEventListener("mousedown", (event) => {
    const option = event.target.closest("[role=option]");
    event.preventDefault();
    if (option && !event.button) location.href = option.dataset.href;
  });
  input.addEventListener("blur", close);
});
