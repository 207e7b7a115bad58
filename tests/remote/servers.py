"""SPARQL servers that tests start on loopback: Virtuoso, Oxigraph, and one that misbehaves."""

import shutil
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx

from tests.programs import find_program, missing
from tests.serving import free_port

START_SECONDS = 60
INI = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/temp.db
TransactionFile = {folder}/temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
ServerThreads = 12
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
CheckpointInterval = 60
MaxSortedTopRows = 1000000
DirsAllowed = {folder}
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 12
[SPARQL]
ResultSetMaxRows = 30000
MaxQueryExecutionTime = 60
"""


def _answers(process, url):
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx.post(url, data={"query": "ASK {}"}, trust_env=False).is_success:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    process.kill()
    raise AssertionError(f"{process.args[0]} did not answer within {START_SECONDS} s")


@contextmanager
def _running(command, url):
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _answers(process, url)
        yield process
    finally:
        process.kill()
        process.wait()


@contextmanager
def virtuoso(folder):
    """Yield the address of a new Virtuoso with its own database, ports and configuration."""
    program = find_program("virtuoso-t")
    http, ini = free_port(), folder / "virtuoso.ini"
    ini.write_text(INI.format(folder=folder, sql=free_port(), http=http))
    url = f"http://127.0.0.1:{http}/sparql"
    with _running([program, "+configfile", str(ini), "+foreground"], url):
        yield url


@contextmanager
def oxigraph(port=0):
    """Yield the address of an Oxigraph server in memory, and its process."""
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent))
    if program is None:
        missing("oxigraph is missing. In the environment of the project: pip install oxigraph")
    port = port or free_port()
    url = f"http://127.0.0.1:{port}/query"
    with _running([program, "serve", "--bind", f"127.0.0.1:{port}"], url) as process:
        yield url, process


@contextmanager
def misbehaving(answer):
    """Yield the address of a server that answers each request by `answer(handler, body)`."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_all(self):
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            try:
                answer(self, body)
            except OSError:
                self.close_connection = True  # the client has left

        do_GET = do_POST = do_PUT = do_DELETE = handle_all

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/sparql"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def say(handler, status, body=b"", **headers):
    """Answer with a status, header fields (underscores for hyphens) and a body."""
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)
