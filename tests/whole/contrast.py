"""The contrast of what can be pointed at, in each of its states, as a browser paints it. Ratios are those of WCAG 2.2."""

from playwright.sync_api import Page

_FOCUS = ["focus", "focus-visible"]
STATES = ([], ["hover"], _FOCUS, [*_FOCUS, "hover"], ["active"], ["hover", "active"])
TEXT, DISABLED, OUTLINE = 4.5, 3.0, 3.0  # least ratios; nothing is asked of a disabled control, 3 keeps it readable

# One element of each look that was not seen before: its tag and classes, those of what holds it, what it says of itself.
_MARK = """known => {
    const seen = new Set(known);
    const said = e => [e.tagName, e.className, e.getAttribute("aria-current"), e.getAttribute("aria-selected"), e.disabled].join();
    let number = 0;
    for (const element of document.querySelectorAll("a[href], button, summary, input, select, label, [role=option]")) {
        if (!element.checkVisibility() && !element.matches(".skip-link")) continue;
        let look = said(element);
        const top = element.closest("main") ? null : document.body; // the kind of page changes nothing around its main part
        for (let holder = element.parentElement; holder && holder !== top; holder = holder.parentElement) look += " < " + holder.tagName + holder.className;
        if (seen.has(look)) continue;
        seen.add(look);
        element.dataset.probe = number++;
    }
    return [...seen];
}"""

_READ = """() => {
    const channels = colour => {
        const values = (colour.match(/[\\d.]+/g) || [0, 0, 0, 0]).map(Number);
        return values.length === 3 ? [...values, 1] : values;
    };
    const over = (top, under) => [0, 1, 2].map(n => top[n] * top[3] + under[n] * (1 - top[3])).concat(1);
    const ground = element => {
        if (!element) return [255, 255, 255, 1];
        const own = channels(getComputedStyle(element).backgroundColor);
        return own[3] === 1 ? own : over(own, ground(element.parentElement));
    };
    const luminance = colour => {
        const [r, g, b] = colour.slice(0, 3).map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
        return .2126 * r + .7152 * g + .0722 * b;
    };
    const ratio = (one, other) => {
        const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
        return (light + .05) / (dark + .05);
    };
    const texts = element => [element, ...element.querySelectorAll("*")].filter(one => one.matches("input:not([type=checkbox], [type=radio]), select") ||
        [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim()));
    return [...document.querySelectorAll("[data-probe]")].map(element => {
        const style = getComputedStyle(element);
        const name = `${element.tagName.toLowerCase()}.${element.getAttribute("class") || ""} « ${(element.innerText || element.value || "").trim().slice(0, 30)} »`;
        const drawn = one => one instanceof SVGElement; // the number of a region is written over its outline
        const under = one => drawn(one) ? channels(getComputedStyle(one.parentElement.querySelector("path")).fill) : ground(one);
        const ink = one => channels(getComputedStyle(one)[drawn(one) ? "fill" : "color"]);
        const found = texts(element).filter(one => one.nodeName !== "title").map(one => ratio(over(ink(one), under(one)), under(one)));
        const ringed = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
        const around = ground(parseFloat(style.outlineOffset) < 0 ? element : element.parentElement);
        return {name, text: Math.min(99, ...found), disabled: element.disabled === true, ring: ringed ? ratio(channels(style.outlineColor), around) : 0};
    });
}"""


def faint(page: Page, seen: set[str] | None = None) -> dict[str, float]:
    """What is not read well on the page: {name and state: ratio}. Looks in `seen` are not looked at again; others join it."""
    seen = set() if seen is None else seen
    looks = {*page.evaluate(_MARK, sorted(seen))}
    if looks <= seen:
        return {}
    seen |= looks
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
    nodes = session.send("DOM.querySelectorAll", {"nodeId": root, "selector": "[data-probe]"})["nodeIds"]
    found: dict[str, float] = {}
    for state in STATES:
        for node in nodes:
            session.send("CSS.forcePseudoState", {"nodeId": node, "forcedPseudoClasses": state})
        for look in page.evaluate(_READ):
            if look["text"] < (DISABLED if look["disabled"] else TEXT):
                found[f"{look['name']} {' '.join(state)}"] = round(look["text"], 2)
            if "focus-visible" in state and not look["disabled"] and look["ring"] < OUTLINE:
                found[f"{look['name']} outline"] = round(look["ring"], 2)
    session.detach()
    return found
