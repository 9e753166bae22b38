"""Certificates that a careful client refuses, made anew by each process (the `bad_tls` fault)."""

import datetime as dt
import ipaddress
import ssl
import tempfile
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

NAMES = ("self_signed", "expired", "wrong_host")
_DAY = dt.timedelta(days=1)


def context(name: str) -> ssl.SSLContext:
    """Build a server's TLS context with the bad certificate called `name`. Raises `ValueError` for an unknown one.

    `self_signed` is right but for who vouches for it, `expired` ended yesterday, `wrong_host` is for another host.
    """
    if name not in NAMES:
        raise ValueError(f"No certificate is called {name!r}; there are {', '.join(NAMES)}")
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory(prefix="twin-tls-") as folder:  # the key is read at once and left nowhere
        pem = Path(folder) / "both.pem"
        pem.write_bytes(_pem(name))
        made.load_cert_chain(pem)
    return made


def _pem(name: str) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _certificate(name, key).public_bytes(Encoding.PEM)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + certificate


def _certificate(name: str, key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    now = dt.datetime.now(dt.UTC)
    end = now - _DAY if name == "expired" else now + _DAY
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "twin")])
    made = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
    made = made.serial_number(x509.random_serial_number()).not_valid_before(now - 30 * _DAY).not_valid_after(end)
    made = made.add_extension(x509.SubjectAlternativeName([_host(name)]), critical=False)
    # A client that is told to trust it finds nothing else wrong with it.
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    return made.sign(key, SHA256())


def _host(name: str) -> x509.GeneralName:
    if name == "wrong_host":
        return x509.DNSName("elsewhere.invalid")
    return x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
