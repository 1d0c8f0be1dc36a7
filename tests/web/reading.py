"""How a browser reads a body, by its encoding."""

import gzip

import brotli

READ = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}
