"""I2, control:S12: certificates come from Amazon's hosts alone, over TLS that is checked, bounded, kept once."""

import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from socket import AF_INET
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.test_utils import TestServer
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from gateway.adapters.amazon_sns import MAX_BYTES, AmazonSns
from leadcore.failures import PortUnavailable

HOST = "sns.eu-west-1.amazonaws.com"
URL = f"https://{HOST}"


class OnLoopback(AbstractResolver):
    """Every name is this machine; remembers who was looked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def resolve(self, host: str, port: int = 0, family: Any = AF_INET) -> list[ResolveResult]:
        self.asked.append(host)
        return [ResolveResult(hostname=host, host="127.0.0.1", port=port, family=AF_INET, proto=0, flags=0)]

    async def close(self) -> None:
        pass


@dataclass
class Amazon:
    """A server that says it is Amazon, with a certificate of a made-up authority."""

    server: TestServer
    trusting: ssl.SSLContext
    requests: list[str] = field(default_factory=list)

    def client(self, context: ssl.SSLContext | None = None) -> tuple[AmazonSns, OnLoopback]:
        names = OnLoopback()
        return AmazonSns(context or self.trusting, names, self.server.port), names


def made(subject: str, key: ec.EllipticCurvePrivateKey, issuer: str, signer: ec.EllipticCurvePrivateKey) -> bytes:
    def name(text: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])

    now = datetime.now(UTC)  # noqa: TID251  TLS asks the machine's own clock
    told = x509.CertificateBuilder().subject_name(name(subject)).issuer_name(name(issuer))
    told = told.public_key(key.public_key()).serial_number(x509.random_serial_number())
    told = told.not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(hours=1))
    told = told.add_extension(x509.BasicConstraints(ca=subject == issuer, path_length=None), critical=True)
    told = told.add_extension(x509.SubjectAlternativeName([x509.DNSName(subject)]), critical=False)
    told = told.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    told = told.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
    if subject == issuer:
        usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
        told = told.add_extension(usage, critical=True)
    return told.sign(signer, SHA256()).public_bytes(Encoding.PEM)


@pytest_asyncio.fixture
async def amazon(tmp_path: Path) -> AsyncIterator[Amazon]:
    authority, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = made("authority.example", authority, "authority.example", authority)
    (tmp_path / "cert.pem").write_bytes(made(HOST, key, "authority.example", authority))
    (tmp_path / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    requests: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        requests.append(request.path_qs)
        match request.path:
            case "/good.pem":
                return web.Response(body=b"a certificate")
            case "/away.pem":
                return web.Response(status=302, headers={"Location": "https://evil.example/good.pem"})
            case "/large.pem":
                return web.Response(body=b"x" * (MAX_BYTES + 1))
            case "/broken.pem":
                return web.Response(status=503)
        return web.Response(status=404)

    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    server = TestServer(app, scheme="https")
    await server.start_server(ssl=serving)
    yield Amazon(server, ssl.create_default_context(cadata=root.decode()), requests)
    await server.close()


async def test_a_certificate_is_fetched_once(amazon: Amazon) -> None:
    client, names = amazon.client()
    assert [await client.certificate(f"{URL}/good.pem") for _ in range(3)] == [b"a certificate"] * 3
    assert (amazon.requests, set(names.asked)) == (["/good.pem"], {HOST})
    await client.close()


async def test_a_confirmation_is_fetched_with_its_query(amazon: Amazon) -> None:
    client, _ = amazon.client()
    await client.confirm(f"{URL}/?Action=ConfirmSubscription&Token=t")
    assert amazon.requests == ["/?Action=ConfirmSubscription&Token=t"]
    await client.close()


@pytest.mark.parametrize("path", ["away.pem", "large.pem", "none.pem"])
async def test_redirects_large_and_missing_ones_are_none(amazon: Amazon, path: str) -> None:
    client, names = amazon.client()
    assert [await client.certificate(f"{URL}/{path}") for _ in range(2)] == [b"", b""]
    assert (len(amazon.requests), set(names.asked)) == (2, {HOST}), "asked for again, nowhere else"
    await client.close()


async def test_an_error_of_amazon_is_no_judgement(amazon: Amazon) -> None:
    client, _ = amazon.client()
    with pytest.raises(PortUnavailable):
        await client.certificate(f"{URL}/broken.pem")
    await client.close()


async def test_who_only_says_that_it_is_amazon_is_not_believed(amazon: Amazon) -> None:
    client, _ = amazon.client(ssl.create_default_context())
    with pytest.raises(PortUnavailable):
        await client.certificate(f"{URL}/good.pem")
    assert amazon.requests == []
    await client.close()


async def test_nobody_else_is_asked(amazon: Amazon) -> None:
    client, names = amazon.client()
    for url in ("https://evil.example/good.pem", f"http://{HOST}/good.pem", f"https://{HOST}.evil.example/a.pem"):
        assert await client.certificate(url) == b""
    assert (amazon.requests, names.asked) == ([], [])
    await client.close()


async def test_a_server_that_is_gone_is_no_judgement(amazon: Amazon) -> None:
    client, _ = amazon.client()
    await amazon.server.close()
    with pytest.raises(PortUnavailable):
        await client.certificate(f"{URL}/good.pem")
    await client.close()
