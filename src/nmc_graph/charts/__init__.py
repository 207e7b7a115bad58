"""Charts: panels of results and the spectrum of approaches, as SVG and as Vega-Lite.

Both are written here in plain Python (docs/adr/0037); PNG needs the `png` extra.
"""
