"""The reference of settings: options of a server, variables, and limits."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator
from dataclasses import MISSING, fields
from pathlib import Path

from nmc_graph import config
from nmc_graph.cli.serve import command
from tools.table import table

SOURCES = Path(config.__file__).parent
VARIABLES = {
    "NMC_HOME": "Folder for releases that are built on first use, indexes and charts. "
    "Default: `nmc-graph` in `XDG_CACHE_HOME`, which is `~/.cache`.",
    "NMC_ENGINE_USER": "User on the SPARQL server of `--engine`, for basic or digest "
    "authentication.",
    "NMC_ENGINE_PASSWORD": "Password of this user.",
    "NMC_ENGINE_TOKEN": "A bearer token, in place of user and password.",
    "NMC_ENGINE_UPDATE_URL": "SPARQL Update endpoint of that server, if it can't be derived.",
    "NMC_ENGINE_GRAPHS_URL": "Graph Store Protocol endpoint of that server, likewise.",
    "NOTIFY_SOCKET": "Set by systemd; the server reports there when it is ready.",
}
"""Every variable that the program reads; one that is missing here is an error."""
_READ = re.compile(r"\b(?:NMC_[A-Z_]+|NOTIFY_SOCKET)\b")


def settings() -> Iterator[str]:
    """Yield the page, or exit with the variables that have no description here."""
    found = {v for p in SOURCES.rglob("*.py") for v in _READ.findall(p.read_text("utf-8"))}
    if unknown := found ^ VARIABLES.keys():
        sys.exit(f"tools/reference_settings.py: describe or remove {', '.join(sorted(unknown))}.")
    yield "# Settings\n\n"
    yield (
        "Settings are options of `nmc serve`; there is no configuration file. "
        "[Run a site for others](../how-to/run-a-site.md) has examples.\n\n"
        "## Options of a server\n\n"
    )
    yield from table(("option", "default", "meaning"), _options())
    yield "\n## Environment variables\n\n"
    yield from table(
        ("variable", "meaning"), ((f"`{name}`", text) for name, text in VARIABLES.items())
    )
    yield (
        "\n## Limits without an option\n\nAn application that creates the site with "
        "`nmc_graph.web.app.create_app` sets them in `nmc_graph.config.Settings`.\n\n"
    )
    options = {option.name for option in command.params} | {"services", "drain_seconds"}
    yield from table(
        ("field", "default", "meaning"),
        (
            (f"`{name}`", _default(name), text)
            for name, text in _documented().items()
            if name not in options
        ),
    )


def _options() -> Iterator[tuple[str, str, str]]:
    """Yield the long name, the default and the help of each option."""
    for option in command.params:
        if names := [name for name in option.opts if name.startswith("--")]:
            name = option.name or ""
            text = getattr(option, "help", "") or f"{name.capitalize()}."
            yield f"`{names[0]}`", _default(name), text


def _default(name: str) -> str:
    """Return the default value of a setting; nothing if it depends on the machine."""
    for field in fields(config.Settings):
        if field.name == name and field.default is not MISSING:
            value = field.default
            if value is None or isinstance(value, (str, bool, tuple)):
                return f"`{value}`" if value else ""
            return f"{value:,}" if isinstance(value, int) and value >= 100_000 else str(value)
    return ""


def _documented() -> dict[str, str]:
    """Return the fields of the settings with the text under each."""
    source = inspect.getsource(config.Settings)
    pattern = r'^    (\w+): .+\n(?:    """(.+?)""")?'
    return {name: text for name, text in re.findall(pattern, source, re.M) if text}
