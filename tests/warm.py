"""A process that has imported the program, and forks to run each command as `nmc` would.

A test that runs a command spends more time on imports than on what it tests. Each command still
runs in a separate process, with its own arguments, environment, folder, input and output.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import pkgutil
import runpy
import select
import signal
import socket
import sys
import threading
import traceback
from collections.abc import Iterator, Mapping
from pathlib import Path

LIBRARIES = ("openpyxl", "pyoxigraph", "pyshacl", "rdflib", "nmc_graph.pipeline")


def run(request: Mapping) -> None:
    """Become the process of a command, and never return."""
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        flags = os.O_RDONLY if number == 0 else os.O_WRONLY
        os.dup2(os.open(request[name], flags), number)
    sys.argv[1:] = request["arguments"]
    code = 1
    try:
        runpy.run_module("nmc_graph", run_name="__main__", alter_sys=True)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
    # All that the end of a process does, except freeing the memory of what was imported.
    threading._shutdown()
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def serve(requests: socket.socket) -> None:
    """Answer each connection in a separate process: first the process number, then the code.

    It ends with the tests: nothing is ever written to its standard input, which closes then.
    """
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while sys.stdin not in select.select([requests, sys.stdin], [], [])[0]:
        connection, _ = requests.accept()
        if os.fork():
            connection.close()
            continue
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        requests.close()
        with connection.makefile("rw") as file:
            request = json.loads(file.readline())
            if not (command := os.fork()):
                run(request)
            file.write(f"{command}\n")
            file.flush()
            file.write(f"{os.waitstatus_to_exitcode(os.waitpid(command, 0)[1])}\n")
        os._exit(0)


def modules() -> Iterator[str]:
    """Yield what commands import."""
    yield from LIBRARIES
    import nmc_graph.cli

    for module in pkgutil.iter_modules(nmc_graph.cli.__path__, "nmc_graph.cli."):
        yield module.name


if __name__ == "__main__":
    for name in modules():
        importlib.import_module(name)
    gc.freeze()  # so that no process copies the memory of all that was imported
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(sys.argv[1] + ".new")
        listening.listen(64)
        Path(sys.argv[1] + ".new").rename(sys.argv[1])
        serve(listening)
