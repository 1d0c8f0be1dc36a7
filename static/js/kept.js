// What is typed in a form of the administration is kept by the browser until the server has saved it, then offered back.
// Each form shown has a word of its own, its opening; the server tells those that it saved in a cookie. All works without it.
"use strict";
{
  const PREFIX = "kept/";
  const MOST = 20; // texts kept
  const HEAVIEST = 2_000_000; // signs of them all
  const LONGEST = 60 * 24 * 3600 * 1000; // milliseconds
  const OWN = /__prefix__|-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS$/;
  const MANAGEMENT = "-TOTAL_FORMS";

  // The store --------------------------------------------------------------------------------------------------

  const entries = () => {
    const found = [];
    for (const key of Object.keys(localStorage).filter((name) => name.startsWith(PREFIX))) {
      try {
        const text = localStorage.getItem(key);
        found.push({ ...JSON.parse(text), key, size: text.length });
      } catch { localStorage.removeItem(key); }
    }
    return found.sort((one, other) => other.when - one.when);
  };
  const tidy = () => {
    let total = 0;
    entries().forEach((entry, rank) => {
      total += entry.size;
      if (rank >= MOST || total > HEAVIEST || entry.when < Date.now() - LONGEST) localStorage.removeItem(entry.key);
    });
  };
  const forgetSaved = () => {
    const saved = document.cookie.split("; ").find((pair) => pair.startsWith("saved="))?.slice(6);
    if (!saved) return;
    for (const { key } of entries()) if (saved.split(".").includes(key.split("#")[1])) localStorage.removeItem(key);
    document.cookie = "saved=; Max-Age=0; Path=/admin/; SameSite=Strict";
  };

  // The form ---------------------------------------------------------------------------------------------------

  const panel = document.querySelector("[data-kept]");
  const form = panel?.closest("form");
  const part = (name) => panel.querySelector(`[data-kept-${name}]`);
  const controls = () => [...form.elements].filter((e) => e.name && !OWN.test(e.name)
    && !["hidden", "password", "file", "submit", "button", "reset"].includes(e.type));

  // A row is named by its key where it has one, else by its place among the new ones: what others add moves no name.
  const rowNames = () => {
    const names = {};
    for (const management of form.querySelectorAll(`[name$="${MANAGEMENT}"]`)) {
      const prefix = management.name.slice(0, -MANAGEMENT.length);
      let fresh = 0;
      for (let rank = 0; rank < Number(management.value); rank++) {
        const key = form.elements[`${prefix}-${rank}-id`]?.value;
        names[`${prefix}-${rank}`] = key ? `${prefix}#${key}` : `${prefix}+${fresh++}`;
      }
    }
    return names;
  };
  const stableName = (name, rows) => {
    const row = name.match(/^.+?-\d+(?=-)/)?.[0];
    return row && rows[row] ? rows[row] + name.slice(row.length) : name;
  };
  const valuesOf = (element, shown) => {
    if (["checkbox", "radio"].includes(element.type)) {
      return (shown ? element.defaultChecked : element.checked) ? [element.value] : [];
    }
    if (element.tagName !== "SELECT") return [shown ? element.defaultValue : element.value];
    const chosen = [...element.options].filter((option) => (shown ? option.defaultSelected : option.selected));
    const first = !chosen.length && !element.multiple ? [...element.options].slice(0, 1) : chosen;
    return first.map((option) => option.value);
  };
  const read = (shown) => {
    const rows = rowNames();
    const found = {};
    for (const element of controls()) {
      const values = (found[stableName(element.name, rows)] ??= []);
      values.push(...valuesOf(element, shown).filter((value) => value !== ""));
    }
    return found;
  };
  const same = (one = [], other = []) => JSON.stringify(one) === JSON.stringify(other);

  // What was typed: { name: [what it replaces, what was typed] }. A form refused shows what was typed before.
  const typed = (earlier) => {
    const [before, now] = [read(true), read(false)];
    const found = {};
    for (const name of Object.keys({ ...before, ...now })) {
      const base = earlier[name] ? earlier[name][0] : before[name];
      if (!same(base, now[name])) found[name] = [base ?? [], now[name] ?? []];
    }
    return found;
  };
  const labelsOf = (names) => {
    const labels = {};
    const rows = rowNames();
    for (const element of controls()) {
      if (element.tagName !== "SELECT" || !names.includes(stableName(element.name, rows))) continue;
      for (const option of element.selectedOptions) (labels[stableName(element.name, rows)] ??= {})[option.value] = option.text;
    }
    return labels;
  };

  // Words that differ ------------------------------------------------------------------------------------------

  const differing = (old, fresh) => {
    const [a, b] = [old.split(/(\s+)/), fresh.split(/(\s+)/)];
    let start = 0;
    let end = 0;
    while (start < Math.min(a.length, b.length) && a[start] === b[start]) start++;
    while (end < Math.min(a.length, b.length) - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
    const [removed, added] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
    const said = [["span", a.slice(0, start)]];
    if (removed.length * added.length > 1_000_000) said.push(["del", removed], ["ins", added]);
    else said.push(...aligned(removed, added));
    return [...said, ["span", a.slice(a.length - end)]];
  };
  const aligned = (a, b) => {
    const longest = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
    for (let i = a.length - 1; i >= 0; i--) {
      for (let j = b.length - 1; j >= 0; j--) {
        longest[i][j] = a[i] === b[j] ? longest[i + 1][j + 1] + 1 : Math.max(longest[i + 1][j], longest[i][j + 1]);
      }
    }
    const said = [];
    const say = (tag, word) => {
      if (said.at(-1)?.[0] === tag) said.at(-1)[1].push(word);
      else said.push([tag, [word]]);
    };
    let [i, j] = [0, 0];
    while (i < a.length || j < b.length) {
      if (i < a.length && j < b.length && a[i] === b[j]) say("span", a[i++], j++);
      else if (j >= b.length || (i < a.length && longest[i + 1][j] >= longest[i][j + 1])) say("del", a[i++]);
      else say("ins", b[j++]);
    }
    return said;
  };

  // The offer --------------------------------------------------------------------------------------------------

  const elementsOf = (name) => {
    const rows = rowNames();
    return controls().filter((element) => stableName(element.name, rows) === name);
  };
  const addRowsFor = (name) => {
    const [, prefix, rank] = name.match(/^(.+)\+(\d+)-/) ?? [];
    for (let turn = 0; prefix && turn <= Number(rank) && !elementsOf(name).length; turn++) {
      document.querySelector(`#${CSS.escape(prefix)}-group .add-row a`)?.click();
    }
  };
  const labelOf = (name) => {
    const element = elementsOf(name)[0];
    const words = element?.closest(".form-row, td, fieldset")?.querySelector("label, legend")?.textContent;
    const row = element?.closest(".inline-related, tr")?.querySelector(".inline_label, .original p")?.textContent;
    return [row, words ?? name].filter(Boolean).map((word) => word.trim().replace(/\s?:$/, "")).join(", ");
  };
  const wordsOf = (name, values, labels = {}) => {
    const options = elementsOf(name).flatMap((e) => [...(e.options ?? [])].map((o) => [o.value, o.text]));
    const ticks = elementsOf(name).filter((e) => e.type === "checkbox").map((e) => [e.value, e.closest("label")?.textContent.trim() || "oui"]);
    const known = { ...Object.fromEntries([...options, ...ticks]), ...labels };
    return values.map((value) => known[value] ?? value).join("\n");
  };
  const fill = (name, values, labels = {}) => {
    for (const element of elementsOf(name)) {
      if (["checkbox", "radio"].includes(element.type)) element.checked = values.includes(element.value);
      else if (element.tagName === "SELECT") {
        for (const value of values) {
          if (![...element.options].some((o) => o.value === value)) element.add(new Option(labels[value] ?? value, value));
        }
        for (const option of element.options) option.selected = values.includes(option.value);
        if (!values.length && !element.multiple) element.value = "";
      } else element.value = values.join("\n");
      element.dispatchEvent(new Event("change", { bubbles: true }));
      window.django?.jQuery?.(element).trigger("change");
    }
  };
  const show = (entry) => {
    const shown = read(true);
    const list = part("differences");
    list.replaceChildren();
    for (const [name, [base, now]] of Object.entries(entry.fields)) {
      const term = document.createElement("dt");
      const words = document.createElement("dd");
      const current = shown[name] ?? [];
      term.textContent = labelOf(name) + (same(base, current) ? "" : part("other").textContent);
      const [from, to] = [current, now].map((values) => wordsOf(name, values, entry.labels?.[name]));
      for (const [tag, parts] of differing(from, to)) {
        const piece = document.createElement(tag);
        piece.textContent = parts.join("");
        if (piece.textContent) words.append(piece);
      }
      list.append(term, words);
    }
    const date = new Date(entry.when);
    part("date").textContent = date.toLocaleString("fr-FR", { dateStyle: "long", timeStyle: "short" });
    part("date").dateTime = date.toISOString();
    part("offer").hidden = false;
  };

  // Together ---------------------------------------------------------------------------------------------------

  const watch = () => {
    const opening = form.elements.opening.value;
    const place = `${PREFIX}${panel.dataset.account}${location.pathname}`;
    const own = `${place}#${opening}`;
    const refused = "refused" in panel.dataset;
    const before = refused && entries().find((entry) => entry.key === own);
    const earlier = before?.fields ?? {};
    const offers = entries().filter((entry) => entry.key.startsWith(`${place}#`) && entry.key !== own);
    let written = before ? JSON.stringify(earlier) : "";
    let leaving = false;

    const keep = () => {
      const fields = typed(earlier);
      const text = JSON.stringify(fields);
      if (leaving || text === written || (!written && text === "{}")) return;
      written = text;
      try {
        if (text === "{}") localStorage.removeItem(own);
        else {
          const entry = JSON.stringify({ when: Date.now(), fields, labels: labelsOf(Object.keys(fields)) });
          if (entry.length > HEAVIEST) throw new Error(entry.length);
          localStorage.setItem(own, entry);
          tidy();
        }
        part("state").hidden = text === "{}";
        part("time").textContent = new Date().toLocaleTimeString("fr-FR", { timeStyle: "short" });
      } catch { part("failed").hidden = false; }
    };
    const offer = () => {
      part("offer").hidden = true;
      if (offers.length) show(offers[0]);
    };
    const done = (words) => {
      part("said").textContent = words;
      offer();
    };
    part("take").addEventListener("click", () => {
      const entry = offers.shift();
      const names = Object.keys(entry.fields);
      names.forEach(addRowsFor);
      for (const name of names) fill(name, entry.fields[name][1], entry.labels?.[name]);
      const lost = names.filter((name) => !elementsOf(name).length);
      part("lost").hidden = !lost.length;
      part("lost").querySelector("textarea").value = lost.flatMap((name) => entry.fields[name][1]).join("\n\n");
      keep();
      if (written && written !== "{}" && !lost.length) localStorage.removeItem(entry.key);
      done(part("taken").textContent);
    });
    part("forget").addEventListener("click", () => {
      localStorage.removeItem(offers.shift().key);
      done(part("forgotten").textContent);
    });
    let waiting = 0;
    for (const kind of ["input", "change"]) {
      form.addEventListener(kind, () => { clearTimeout(waiting); waiting = setTimeout(keep, 300); });
    }
    setInterval(keep, 2000); // lists that change without a word, rows added and removed
    document.addEventListener("visibilitychange", keep);
    addEventListener("pagehide", keep);
    form.addEventListener("submit", () => { keep(); leaving = true; });
    addEventListener("pageshow", () => { leaving = false; });
    addEventListener("beforeunload", (event) => {
      keep();
      if (!leaving && (refused || Object.keys(typed(earlier)).length)) event.preventDefault();
    });
    offer();
  };

  try {
    forgetSaved();
    tidy();
    if (panel) addEventListener("load", watch);
  } catch { if (panel) part("failed").hidden = false; } // nothing can be kept: forms do their work
}
