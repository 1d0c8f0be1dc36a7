// The reader's selection, kept by the browser from page to page as the query string of its page. All works without it.
"use strict";
{
  const KEY = "selection";
  const MOST = 80;
  const announced = document.querySelector("[data-announce]");
  const say = (words) => { announced.textContent = words; };
  const composed = document.querySelector("[data-selection]"); // on the page of a selection, its address tells
  const address = composed?.dataset.selection;

  const read = () => {
    try { return localStorage.getItem(KEY) || ""; } catch { return ""; }
  };
  const write = (query) => {
    try {
      if (query) localStorage.setItem(KEY, query);
      else localStorage.removeItem(KEY);
      return true;
    } catch { return false; } // nothing can be kept: links do their work
  };
  const texts = (query) => (new URLSearchParams(query).get("s") || "").split(".").filter(Boolean);
  const same = (one, other) => String(new URLSearchParams(one)) === String(new URLSearchParams(other));
  const mine = () => composed && same(address, read());
  const many = (count) => `${count} texte${count > 1 ? "s" : ""} dans mon dossier.`;

  // The next page may replace what is kept: it comes from it, or nothing is kept.
  const follow = () => {
    try { sessionStorage.setItem(KEY, "1"); } catch { /* the next page will ask */ }
  };
  const followed = () => {
    try {
      const yes = sessionStorage.getItem(KEY);
      sessionStorage.removeItem(KEY);
      return yes;
    } catch { return null; }
  };

  // Only what changes is written: what is written in the page calls `show` again.
  const print = (element, words) => { if (element.textContent !== words) element.textContent = words; };

  // At the foot of the screen, the way to a dossier that holds something.
  let bar;
  const offer = () => {
    const link = document.createElement("a");
    link.className = "button";
    link.href = announced.dataset.dossier;
    link.dataset.mySelection = "Mon dossier";
    bar = document.createElement("nav");
    bar.className = "my-selection";
    bar.setAttribute("aria-label", "Mon dossier");
    bar.append(link);
    announced.after(bar);
  };

  const show = () => {
    const kept = texts(read());
    const offered = kept.length > 0 && !mine();
    if (offered && !bar) offer();
    if (bar) bar.hidden = !offered;
    // Any link to the page of a dossier leads to the reader's own.
    for (const link of document.querySelectorAll(`[data-my-selection], a[href="${announced.dataset.dossier}"]`)) {
      const words = (link.dataset.mySelection ??= "");
      link.href = link.getAttribute("href").split("?")[0] + (kept.length ? `?${read()}` : "");
      const count = kept.length < MOST ? String(kept.length) : `${kept.length}, plein`;
      if (words) print(link, kept.length ? `${words} (${count})` : words);
    }
    for (const link of document.querySelectorAll("[data-text]")) {
      const chosen = kept.includes(link.dataset.text);
      link.setAttribute("role", "button");
      link.classList.toggle("chosen", chosen);
      const words = chosen ? "Retirer de mon dossier" : "Ajouter à mon dossier";
      link.setAttribute("aria-label", link.getAttribute("aria-label").replace(/^.*? mon dossier/, words));
      print(link, !link.matches(".add-sign") ? words : chosen ? "✓" : "+");
    }
    const other = document.querySelector("[data-other]");
    if (!other) return;
    other.hidden = !address || mine();
    print(other.querySelector("button"), kept.length ? "Le garder à la place du mien" : "Le garder");
  };

  const toggle = (name) => {
    const query = new URLSearchParams(read());
    const kept = texts(read());
    const place = kept.indexOf(name);
    if (place < 0 && kept.length >= MOST) {
      say(`Votre dossier est plein\u202f: ${MOST} textes.`);
      return true;
    }
    if (place < 0) kept.push(name);
    else kept.splice(place, 1);
    query.set("s", kept.join("."));
    if (!write(kept.length ? String(query).replaceAll("%3A", ":") : "")) return false;
    show();
    say(`${place < 0 ? "Ajouté" : "Retiré"}\u202f: ${many(kept.length)}`);
    return true;
  };

  document.addEventListener("click", (event) => {
    if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest("a");
    if (!link) return;
    if (link.dataset.text && toggle(link.dataset.text)) event.preventDefault();
    else if ("mySelection" in link.dataset || ("mine" in link.dataset && (mine() || !read()))) follow();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== " " || !event.target.matches?.("a[data-text]")) return;
    event.preventDefault();
    event.target.click();
  });
  new MutationObserver(show).observe(document.getElementById("contenu"), { childList: true, subtree: true });
  document.addEventListener("unfolded", show);
  addEventListener("storage", show);
  addEventListener("pageshow", (event) => event.persisted && show());

  if (composed) {
    if (followed() || mine()) write(address);
    document.querySelector("form.livret").addEventListener("submit", () => (mine() || !read()) && follow());
    document.querySelector("[data-other] button").addEventListener("click", () => {
      write(address);
      show();
      say("Ce dossier est maintenant le vôtre.");
      document.getElementById("contenu").focus();
    });
    document.querySelector("[data-share]")?.addEventListener("focus", (event) => event.target.select());
  }
  show();
}
