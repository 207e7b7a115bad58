"""Credentials reach the server that they are for, and no log, message or other server."""

import pytest

from nmc_graph.engine.remote.endpoint import endpoint
from nmc_graph.engine.remote.engine import RemoteEngine
from nmc_graph.engine.remote.http_errors import ServerError
from tests.remote.asking import QUERY, ask, well
from tests.remote.servers import misbehaving, say


def test_redirects_are_not_followed_so_credentials_do_not_leak():
    seen = []

    def thief(handler, _):
        seen.append(handler.headers.get("authorization"))
        well(handler, _)

    with misbehaving(thief) as elsewhere:

        def redirect(handler, _):
            say(handler, 307, Location=elsewhere)

        environment = {"NMC_ENGINE_USER": "u", "NMC_ENGINE_PASSWORD": "secret"}
        with misbehaving(redirect) as url, pytest.raises(ServerError, match="don't follow"):
            ask(url, environment=environment)
    assert seen == []


@pytest.mark.parametrize(
    ("environment", "challenge", "begins"),
    [
        ({"NMC_ENGINE_USER": "u", "NMC_ENGINE_PASSWORD": "p"}, 'Basic realm="r"', "Basic dTpw"),
        (
            {"NMC_ENGINE_USER": "u", "NMC_ENGINE_PASSWORD": "p"},
            'Digest realm="r", nonce="abc", qop="auth", algorithm=MD5',
            'Digest username="u", realm="r"',
        ),
        ({"NMC_ENGINE_TOKEN": "t"}, "Bearer", "Bearer t"),
    ],
)
def test_credentials_are_sent_as_the_server_asks_and_kept(environment, challenge, begins):
    seen = []

    def guarded(handler, body):
        seen.append(handler.headers.get("authorization", ""))
        if seen[-1].startswith(begins):
            well(handler, body)
        else:
            say(handler, 401, WWW_Authenticate=challenge)

    with misbehaving(guarded) as url:
        engine = RemoteEngine(endpoint(url, environment), timeout=5)
        for _ in range(3):
            assert len(engine.query(QUERY).body) > 10
        engine.close()
    assert seen[-2:] == [s for s in seen[-2:] if s.startswith(begins)]
    assert seen.count("") <= 2


def test_wrong_and_missing_credentials_have_different_messages(virtuoso):
    wrong = {"NMC_ENGINE_USER": "dba", "NMC_ENGINE_PASSWORD": "wrong"}
    guarded = virtuoso.query.replace("/sparql", "/sparql-auth")
    with pytest.raises(ServerError, match=r"refuses these credentials \(status 401\)") as error:
        ask(guarded, "ASK {}", environment=wrong)
    assert "Check NMC_ENGINE_USER and NMC_ENGINE_PASSWORD" in error.value.hint
    right = {"NMC_ENGINE_USER": "dba", "NMC_ENGINE_PASSWORD": "dba"}
    assert ask(guarded, "ASK {}", environment=right).kind == "ask"


def test_password_is_never_shown():
    found = endpoint("http://user:secret@127.0.0.1:9/sparql?x=secret", {})
    assert found.credentials.password == "secret"
    assert "secret" not in repr(found.credentials) + found.shown
    with pytest.raises(ServerError) as error:
        ask("http://user:secret@127.0.0.1:9/sparql")
    assert "secret" not in str(error.value)
