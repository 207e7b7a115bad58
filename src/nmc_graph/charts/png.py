"""Converting SVG to PNG with resvg, which comes with its font in the `png` extra."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from importlib.util import find_spec


@lru_cache
def is_available() -> bool:
    """Return whether the extra is installed."""
    return find_spec("resvg_py") is not None


def png(svg: str) -> bytes:
    """Return an SVG that needs no CSS as a PNG of twice its size. Requires `is_available`."""
    import resvg_py  # late: it isn't in the base install

    font = resources.files("fontpkg_source_sans_3") / "files" / "SourceSans3[wght].ttf"
    with resources.as_file(font) as path:
        return bytes(
            resvg_py.svg_to_bytes(
                svg_string=svg, zoom=2, font_files=[str(path)], sans_serif_family="Source Sans 3"
            )
        )
