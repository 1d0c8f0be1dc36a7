"""What a page weighs at its first view, as a browser with an empty cache asks for it, and its EcoIndex.

The EcoIndex is that of the method published with its code by the Collectif conception numérique responsable
(github.com/cnumr/ecoindex_reference): a weighted rank among the pages of HTTP Archive, from 100 for the lightest to 0.
"""

from bisect import bisect_right
from dataclasses import dataclass

from playwright.sync_api import Browser

# Twentieths of the pages of HTTP Archive: elements, requests, kilobytes sent.
ELEMENTS = (0, 47, 75, 159, 233, 298, 358, 417, 476, 537, 603, 674, 753, 843, 949, 1_076, 1_237, 1_459, 1_801, 2_479,
            594_601)  # fmt: skip
REQUESTS = (0, 2, 15, 25, 34, 42, 49, 56, 63, 70, 78, 86, 95, 105, 117, 130, 147, 170, 205, 281, 3_920)
KILOBYTES = (0, 1.37, 144.7, 319.53, 479.46, 631.97, 783.38, 937.91, 1_098.62, 1_265.47, 1_448.32, 1_648.27, 1_876.08,
             2_142.06, 2_465.37, 2_866.31, 3_401.59, 4_155.73, 5_400.08, 8_037.54, 223_212.26)  # fmt: skip
TELEPHONE = {"width": 360, "height": 2_000}  # taller than any: what moves lower on a page is seen too

# What moved without anyone's doing, how long the main thread was held beyond 50 ms at a time, what draws the page.
_SEEN = """() => new Promise(tell => {
    const seen = {shift: 0, blocked: 0};
    const watch = (type, each) => new PerformanceObserver(list => list.getEntries().forEach(each)).observe({type, buffered: true});
    watch("layout-shift", entry => { if (!entry.hadRecentInput) seen.shift += entry.value });
    watch("longtask", entry => { seen.blocked += Math.max(0, entry.duration - 50) });
    seen.elements = document.querySelectorAll("*").length - document.querySelectorAll("svg *").length;
    seen.header = document.querySelector("header.banner").getBoundingClientRect().height;
    seen.first = document.querySelector("#resultats article")?.getBoundingClientRect().top ?? 0;
    requestAnimationFrame(() => setTimeout(() => tell(seen), 100));
})"""


def rank(value: float, bounds: tuple[float, ...]) -> float:
    """Where a value stands among twentieths, with what it is past the last bound; the last bound at most."""
    above = bisect_right(bounds, value)
    if above == len(bounds):
        return len(bounds) - 1
    below = bounds[above - 1]
    return above - 1 + (value - below) / (bounds[above] - below)


def ecoindex(elements: int, requests: int, kilobytes: float) -> float:
    """From 100 to 0; A is above 80. Elements inside a drawing are not counted."""
    ranks = 3 * rank(elements, ELEMENTS) + 2 * rank(requests, REQUESTS) + rank(kilobytes, KILOBYTES)
    return 100 - 5 * ranks / 6


@dataclass(frozen=True)
class FirstView:
    """A page as a telephone receives it: sizes in kilobytes of 1,000 bytes, headers and compression included."""

    requests: int
    kilobytes: float
    page: float  # kilobytes of its HTML
    elements: int  # those inside drawings aside
    shift: float  # cumulative layout shift
    blocked: float  # milliseconds
    header: float  # pixels of the header
    first: float  # pixels above the first result; 0 on a page without any

    @property
    def ecoindex(self) -> float:
        return ecoindex(self.elements, self.requests, self.kilobytes)


def first_view(browser: Browser, address: str) -> FirstView:
    """Open a page in a new context, with an empty cache, on a telephone."""
    context = browser.new_context(viewport=TELEPHONE, device_scale_factor=2)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    kinds: dict[str, str] = {}
    sizes: dict[str, float] = {}

    def answered(event: dict) -> None:
        if not event["response"]["url"].startswith("data:"):
            kinds[event["requestId"]] = event["type"]

    def received(event: dict) -> None:
        sizes[event["requestId"]] = event["encodedDataLength"] / 1_000

    session.on("Network.responseReceived", answered)
    session.on("Network.loadingFinished", received)
    page.goto(address, wait_until="networkidle")
    seen = page.evaluate(_SEEN)
    context.close()
    weights = {one: sizes.get(one, 0) for one in kinds}
    html = next(weights[one] for one, kind in kinds.items() if kind == "Document")
    return FirstView(requests=len(weights), kilobytes=sum(weights.values()), page=html, **seen)
