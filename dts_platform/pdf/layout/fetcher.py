"""What a document being laid out may read: files of the project and QR codes, nothing else."""

import io
from pathlib import Path

import segno
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

SCHEME = "projet"


class Fetcher(URLFetcher):
    """Reads `projet:` files below a folder, draws `qr:` codes, and nothing else: no network, no other file."""

    def __init__(self, root: Path):
        super().__init__(allowed_protocols={"data"}, fail_on_errors=True)
        self.root = root.resolve()

    def fetch(self, url, headers=None):
        if url.startswith("qr:"):
            return URLFetcherResponse(url, _qr_code(url.removeprefix("qr:")), {"Content-Type": "image/png"})
        if not url.startswith(f"{SCHEME}:"):
            if url.startswith("data:"):
                return super().fetch(url, headers)
            raise FatalURLFetchingError(f"adresse refusée : {url[:80]}")
        file = (self.root / url.removeprefix(f"{SCHEME}:")).resolve()
        if not file.is_relative_to(self.root) or not file.is_file():
            raise FatalURLFetchingError(f"fichier refusé : {url[:80]}")
        return URLFetcherResponse(url, file.read_bytes())


def _qr_code(text: str) -> bytes:
    """An address as a QR code, one pixel a module. Raises FatalURLFetchingError when it is too long for one."""
    image = io.BytesIO()
    try:
        segno.make(text, error="m", micro=False).save(image, kind="png", border=0)
    except segno.DataOverflowError as error:
        raise FatalURLFetchingError(f"adresse trop longue pour un code : {text[:80]}") from error
    return image.getvalue()
