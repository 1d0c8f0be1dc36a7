// Steps that a reader ticks, kept by the browser alone, and links that can be copied. The page is whole without it.
"use strict";
{
  const place = document.querySelector("[data-steps]");
  const key = `etapes:${place?.dataset.steps}`;
  const say = (words) => { document.querySelector("[data-announce]").textContent = words; };
  const read = () => {
    try { return JSON.parse(localStorage.getItem(key)) || []; } catch { return []; }
  };
  const write = (done) => {
    try {
      if (done.length) localStorage.setItem(key, JSON.stringify(done));
      else localStorage.removeItem(key);
    } catch { /* nothing can be kept: the boxes last as long as the page */ }
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
  const done = new Set(read());
  const count = document.createElement("p");
  const tell = () => { count.textContent = `${done.size} sur ${steps.length} : vos coches restent dans ce navigateur.`; };
  for (const title of steps) {
    const tick = document.createElement("button");
    tick.type = "button";
    tick.className = "etape-done";
    tick.textContent = "Fait";
    tick.setAttribute("aria-label", `Fait : ${title.textContent.trim().replace(/\s+/g, " ")}`);
    tick.ariaPressed = String(done.has(title.id));
    tick.addEventListener("click", () => {
      if (!done.delete(title.id)) done.add(title.id);
      tick.ariaPressed = String(done.has(title.id));
      write([...done]);
      tell();
    });
    let end = title.nextElementSibling;
    while (!end.matches(".etape-detail")) end = end.nextElementSibling;
    end.after(tick);
  }
  if (steps.length) {
    count.className = "hint";
    tell();
    steps[0].before(count);
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
