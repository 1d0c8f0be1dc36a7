// The reader's region, kept by the browser once it is chosen: an address says it as well, and all works without this.
"use strict";
{
  const KEY = "region";
  const read = () => {
    try { return JSON.parse(localStorage.getItem(KEY) || "null"); } catch { return null; }
  };
  const write = (region) => {
    try {
      if (region) localStorage.setItem(KEY, JSON.stringify(region));
      else localStorage.removeItem(KEY);
      return true;
    } catch { return false; } // nothing can be kept: the address of the page does its work
  };

  const choose = document.querySelector("[data-choose-region]");
  const button = choose?.querySelector("button");
  const here = choose && { slug: choose.dataset.chooseRegion, name: choose.dataset.name };

  const show = () => {
    const kept = read();
    const known = [kept?.slug, kept?.name].every((said) => typeof said === "string") && /^[a-z-]+$/.test(kept.slug);
    if (button) {
      const mine = known && kept.slug === here.slug;
      choose.hidden = false;
      button.textContent = mine ? "Ce n’est plus ma région" : "C’est ma région";
    }
    for (const place of document.querySelectorAll("[data-my-region]")) {
      place.hidden = !known;
      const link = place.querySelector("a");
      if (!known) continue;
      link.href = `/territoires/${kept.slug}/`;
      link.textContent = `Ma région : ${kept.name}`;
    }
  };

  button?.addEventListener("click", () => {
    if (!write(read()?.slug === here.slug ? null : here)) choose.hidden = true;
    else show();
  });
  show();
}
