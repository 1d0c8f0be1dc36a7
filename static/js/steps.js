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

  const steps = place ? [...place.querySelectorAll(".etape")] : [];
  const done = new Set(read());
  const count = document.createElement("p");
  const tell = () => { count.textContent = `${done.size} sur ${steps.length} : vos coches restent dans ce navigateur.`; };
  for (const step of steps) {
    const title = step.querySelector("h3");
    const label = document.createElement("label");
    const box = document.createElement("input");
    box.type = "checkbox";
    box.checked = done.has(title.id);
    label.append(box, " Fait");
    label.setAttribute("aria-label", `Fait : ${title.textContent.trim().replace(/\s+/g, " ")}`);
    box.addEventListener("change", () => {
      if (box.checked) done.add(title.id);
      else done.delete(title.id);
      write([...done]);
      tell();
    });
    label.className = "etape-done";
    step.append(label);
    if (navigator.clipboard) {
      const link = document.createElement("button");
      link.type = "button";
      link.className = "link";
      link.textContent = "Copier le lien de cette étape";
      copying(link, `${location.origin}${location.pathname}#${title.id}`);
      step.append(" ", link);
    }
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
