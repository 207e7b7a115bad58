"""`nmc`: the group of commands, with error handling."""

from __future__ import annotations

import difflib
import importlib
import sqlite3
import sys
from pathlib import Path

import click
from click import Command, Context

from nmc_graph import __version__
from nmc_graph.cli.terminal import complain
from nmc_graph.errors import NmcError
from nmc_graph.garbage import collect_less_often, no_collection

# Name -> help line. The module of a command is imported when the command runs: rdflib, the
# validators and Flask take a second to import, which `nmc --help` should not need.
COMMANDS = {
    "build": "Build, check and publish a release from the text files.",
    "diff": "Show what changed between two files, folders or releases.",
    "docs": "Write the documentation as static pages.",
    "doctor": "Check a deployment: release, disk, limits, and a running server.",
    "evidence": "Check statements against the source texts, or show a passage.",
    "export": "Write the graph, one entity, tables, a network or a release folder.",
    "import": "Turn a filled workbook into Turtle, and check it.",
    "ingest": "Read a profile document and draft cited data from it.",
    "info": "Show version, release hash, counts and evidence coverage.",
    "mcp": "Serve the graph to language models (Model Context Protocol).",
    "network": "Analyze the network, or write it as a file.",
    "query": "Run a SPARQL query, or one from the library.",
    "serve": "Serve the graph: web view, linked data and SPARQL endpoint.",
    "template": "Write an empty workbook to fill in.",
    "validate": "Check RDF files, or a workbook, against the SHACL shapes.",
}


class _LazyGroup(click.Group):
    def list_commands(self, ctx: Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        if cmd_name not in COMMANDS:
            return None
        with no_collection():
            module = importlib.import_module(f"nmc_graph.cli.{cmd_name}")
        command: Command = module.command
        return command

    def resolve_command(
        self, ctx: Context, args: list[str]
    ) -> tuple[str | None, Command | None, list[str]]:
        """Return the command that is named. Raises UsageError with similar names."""
        is_unknown = args[0] not in COMMANDS and not args[0].startswith("-")
        if is_unknown and not ctx.resilient_parsing:
            near = difflib.get_close_matches(args[0], COMMANDS, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            ctx.fail(f"No such command {args[0]!r}.{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="nmc")
def nmc() -> None:
    """Knowledge graph of needle-moving community collaboratives.

    Data goes to standard output, everything else to standard error. Exit codes: 0 success, 1 a
    check failed, 2 wrong usage or unreadable input, 3 stopped by the engine or a limit.
    """


def main() -> None:
    """Run the command line and exit with its code."""
    collect_less_often()
    try:
        code = nmc.main(prog_name="nmc", standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("Stopped.", err=True)
        code = 130
    except click.ClickException as error:
        error.show()
        code = 2
    except BrokenPipeError:
        # The program that reads our output has ended (`nmc export | head`), which is fine.
        sys.stderr.close()
        code = 0
    except NmcError as error:
        complain(error)
        code = error.exit_code
    except (OSError, sqlite3.OperationalError) as error:
        from nmc_graph.release.storage import described_error  # late: it is seldom needed

        described = described_error(error, Path.cwd())
        if described is None:
            raise
        complain(described)
        code = described.exit_code
    sys.exit(code if isinstance(code, int) else 0)
