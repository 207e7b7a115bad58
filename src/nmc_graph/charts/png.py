"""PNG of a drawing, by resvg; both it and its font come with the `png` extra."""

from __future__ import annotations

from importlib import resources


def png(svg: str) -> bytes:
    """Return a whole SVG with colors of its own as PNG, at twice its size.

    Raises ImportError where the extra is not installed.
    """
    import resvg_py  # late: the base install does without

    font = resources.files("fontpkg_source_sans_3") / "files" / "SourceSans3[wght].ttf"
    with resources.as_file(font) as path:
        return bytes(
            resvg_py.svg_to_bytes(
                svg_string=svg, zoom=2, font_files=[str(path)], sans_serif_family="Source Sans 3"
            )
        )
