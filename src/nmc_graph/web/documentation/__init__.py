"""The pages in `docs/`: read from Markdown, shown at /docs, and written as static pages."""

from nmc_graph.web.documentation.pages import Documentation, Page, Section, documentation

__all__ = ["Documentation", "Page", "Section", "documentation"]
