// Steps that a reader ticks, kept by the browser alone, and links that can be copied. The page is whole without it.
"use strict";
{
  const place = document.querySelector("[data-steps]");
  const key = `etapes:${place?.dataset.steps}`;
  const say = (words) => { document.querySelector("[data-announce]").textContent = words; };
  let pageOnly = null; // where the browser keeps nothing, the ticks last as long as the page
  const read = () => {
    try { return pageOnly ?? (JSON.parse(localStorage.getItem(key)) || []); } catch { return []; }
  };
  const write = (done) => {
    try {
      if (done.length) localStorage.setItem(key, JSON.stringify(done));
      else localStorage.removeItem(key);
      pageOnly = null;
    } catch { pageOnly = done; }
  };
  const copy = async (address) => {
    try {
      await navigator.clipboard.writeText(address);
      say("Lien copié.");
      return true;
    } catch { return false; }
  };
  const copying = (button, address) => {
    button.addEventListener("click", async () => {
      if (await copy(address)) button.textContent = "Lien copié";
    });
  };

  const steps = place ? [...place.querySelectorAll(".etape")] : []; // their titles
  const known = new Set(steps.map((title) => title.id));
  const ticked = () => new Set(read().filter((id) => known.has(id))); // anew each time: another tab may have written
  const ticks = new Map(); // the button of each step
  const count = document.createElement("p");
  const show = () => {
    const done = ticked();
    for (const [id, tick] of ticks) tick.ariaPressed = String(done.has(id));
    count.textContent = `${done.size} sur ${steps.length}\u202f: vos coches restent dans ce navigateur.`;
  };
  for (const title of steps) {
    const tick = document.createElement("button");
    tick.type = "button";
    tick.className = "etape-done";
    tick.textContent = "Fait";
    tick.setAttribute("aria-label", `Fait : ${title.textContent.trim().replace(/\s+/g, " ")}`);
    tick.addEventListener("click", () => {
      const done = ticked();
      if (!done.delete(title.id)) done.add(title.id);
      write([...done]);
      show();
    });
    ticks.set(title.id, tick);
    let end = title.nextElementSibling;
    while (!end.matches(".etape-detail")) end = end.nextElementSibling;
    end.after(tick);
  }
  if (steps.length) {
    count.className = "hint on-screen";
    show();
    steps[0].before(count);
    addEventListener("storage", (event) => event.key === key && show());
    addEventListener("pageshow", (event) => event.persisted && show());
  }
  const offerToCopy = (place) => {
    for (const item of place.querySelectorAll("[data-copy]")) {
      item.hidden = !navigator.clipboard;
      copying(item.querySelector("button"), item.dataset.copy);
    }
  };
  offerToCopy(document);
  document.addEventListener("unfolded", (event) => offerToCopy(event.target));
}
