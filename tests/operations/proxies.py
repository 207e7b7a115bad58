"""Web servers that pass requests on, with the configurations of deploy/ and a test certificate."""

from __future__ import annotations

import http.client
import os
import ssl
import subprocess
import time
from contextlib import contextmanager, suppress

from tests.operations.replicas import ROOT, START_SECONDS
from tests.serving import free_port

SITE = "graph.example.org"
APACHE_MODULES = "/usr/lib/apache2/modules"
APACHE = """
ServerRoot "{folder}"
ServerName localhost
PidFile "{folder}/pid"
ErrorLog "{folder}/errors"
Listen 127.0.0.1:{plain}
Listen 127.0.0.1:{port}
"""
NGINX = """
daemon off;
pid {folder}/pid;
error_log {folder}/errors;
{user}
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
"""
CADDY = """
{{
  admin off
  auto_https disable_redirects
  storage file_system {folder}
}}
"""
IN_APACHE = ("mpm_event", "authz_core", "alias", "headers", "proxy", "proxy_http", "ssl")


def certificate(folder):
    """Write a key and a certificate that it signs itself."""
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    command += ["-subj", f"/CN={SITE}", "-addext", f"subjectAltName=DNS:{SITE}"]
    command += ["-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"]
    subprocess.run(command, check=True, capture_output=True)


def _text(name, folder, port, upstream):
    """Return a configuration of deploy/ with the paths and ports of a test."""
    text = (ROOT / "deploy" / name).read_text("utf-8")
    text = text.replace(f"/etc/ssl/{SITE}", str(folder)).replace("127.0.0.1:8000", upstream)
    return text.replace("listen 443", f"listen 127.0.0.1:{port}").replace("*:443", f"*:{port}")


def nginx(folder, port, upstream):
    """Write the configuration of nginx; return how to check it, and how to run it."""
    head = NGINX.format(folder=folder, user="user root;" if os.geteuid() == 0 else "")
    site = _text("nginx.conf", folder, port, upstream)
    path = folder / "nginx.conf"
    path.write_text(head + site.replace("listen 80", f"listen 127.0.0.1:{free_port()}") + "}\n")
    return ["-t", "-c", path], ["-c", path]


def caddy(folder, port, upstream):
    """Do the same for Caddy."""
    site = _text("Caddyfile", folder, port, upstream)
    keys = f"tls {folder}/fullchain.pem {folder}/privkey.pem"
    site = site.replace(f"{SITE} {{", f"https://{SITE}:{port} {{\nbind 127.0.0.1\n{keys}")
    path = folder / "Caddyfile"
    path.write_text(CADDY.format(folder=folder) + site)
    options = ["--config", path, "--adapter", "caddyfile"]
    return ["validate", *options], ["run", *options]


def apache2(folder, port, upstream):
    """Do the same for Apache."""
    plain = free_port()
    head = APACHE.format(folder=folder, port=port, plain=plain)
    modules = "".join(f"LoadModule {m}_module {APACHE_MODULES}/mod_{m}.so\n" for m in IN_APACHE)
    user = "User www-data\nGroup www-data\n" if os.geteuid() == 0 else ""
    site = _text("apache.conf", folder, port, upstream).replace("*:80", f"*:{plain}")
    path = folder / "apache.conf"
    path.write_text(head + modules + user + site)
    return ["-t", "-f", path], ["-f", path, "-D", "FOREGROUND"]


@contextmanager
def running(program, prepare, folder, upstream):
    """Check a configuration and run the program with it; yield its port."""
    port = free_port()
    check, run = prepare(folder, port, upstream)
    environment = {**os.environ, "HOME": str(folder)}
    checked = subprocess.run([program, *check], capture_output=True, text=True, env=environment)
    assert checked.returncode == 0, checked.stderr
    with subprocess.Popen(
        [program, *run], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment
    ) as process:
        try:
            until = time.monotonic() + START_SECONDS
            while not _answers(port, folder):
                assert process.poll() is None, f"{program} ended"
                assert time.monotonic() < until, f"{program} isn't ready"
                time.sleep(0.05)
            yield port
        finally:
            process.terminate()


def _answers(port, folder):
    with suppress(OSError):
        return Secure(port, folder).get("/healthz")[0] == 200
    return False


class Secure:
    """A client that trusts the certificate in a folder, and nothing else."""

    def __init__(self, port, folder):
        self._port = port
        self._context = ssl.create_default_context(cafile=folder / "fullchain.pem")

    def get(self, path, **fields):
        """Return status, header fields and body."""
        connection = _ByName("127.0.0.1", self._port, context=self._context, timeout=30)
        try:
            names = {name.replace("_", "-"): value for name, value in fields.items()}
            connection.request("GET", path, headers={"Host": SITE, **names})
            response = connection.getresponse()
            return response.status, response.headers, response.read()
        finally:
            connection.close()


class _ByName(http.client.HTTPSConnection):
    """A connection to a local port that asks for the certificate of the site."""

    def connect(self):
        http.client.HTTPConnection.connect(self)
        self.sock = self._context.wrap_socket(self.sock, server_hostname=SITE)
