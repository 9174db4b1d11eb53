"""Sending an event to another system: signed, never to this machine or its network, never following a redirect.

The signature is HMAC (SM3 or SHA-256, as the webhook says) with the webhook's secret over `<seconds>.<body>`, in the
header `Dongxi-Signature: t=<seconds>,v1=<hex>`. The name is looked up once and the connection goes to the very address
that was checked, so that a name which changes in between leads nowhere else.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import json
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.signing import Signer
from django.utils.translation import gettext as _

from dongxi.apps.matching.models import Webhook
from dongxi.apps.records.errors import BadInput

TIMEOUT_SECONDS = 10
LONGEST_ERROR = 200
USER_AGENT = "Dongxi-Webhook/1"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of an attempt: the answer's status, or why there was none."""

    status: int | None
    error: str

    @property
    def taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


@dataclass(frozen=True, kw_only=True)
class Target:
    """Where a delivery goes: the address that was checked, the name it was asked for under, whether over TLS."""

    url: str
    host: str
    secure: bool


def secret_of(hook: Webhook) -> str:
    """The webhook's secret, derived from its salt and the signing key; it is stored nowhere."""
    return "whsec_" + Signer(salt=f"dongxi.webhook.{hook.salt}", algorithm="sha256").signature("secret")


def signature(*, secret: str, algorithm: str, at: int, body: bytes) -> str:
    """The value of the signature header for a body sent at a Unix time."""
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, lambda *given: hashlib.new(algorithm, *given))
    return f"t={at},v1={digest.hexdigest()}"


def body_of(payload: Mapping[str, Any]) -> bytes:
    """The bytes that are sent and signed."""
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def check_address(address: str) -> None:
    """BadInput unless an address may be sent to: https, a name without credentials, and not of this network."""
    parts = urlsplit(address)
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise BadInput(_("“%(address)s”不是完整的网址，请以 https:// 开头填写。") % {"address": address[:80]})
    if parts.username or parts.password:
        raise BadInput(_("推送地址中不能带用户名和密码。"))
    if settings.WEBHOOKS_ANYWHERE:
        return
    if parts.scheme != "https":
        raise BadInput(_("推送地址须以 https:// 开头。"))
    if _is_written_inside(parts.hostname):
        raise BadInput(_("推送地址不能指向本机或内部网络；确需如此，请系统管理员设 DONGXI_WEBHOOKS_ANYWHERE。"))


def resolved(address: str) -> Target:
    """Look an address's name up, once. ValueError, in words, where it has none or any of its addresses is inside."""
    parts = urlsplit(address)
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    try:
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except OSError as fault:
        raise ValueError(_("查不到 %(host)s 的地址。") % {"host": parts.hostname}) from fault
    numbers = [ipaddress.ip_address(row[4][0].split("%")[0]) for row in found]
    if not settings.WEBHOOKS_ANYWHERE and (not secure or not all(_is_outside(number) for number in numbers)):
        raise ValueError(_("%(host)s 指向本机或内部网络，没有发送。") % {"host": parts.hostname})
    number = numbers[0]
    literal = f"[{number}]" if number.version == 6 else str(number)
    path = parts.path or "/"
    query = f"?{parts.query}" if parts.query else ""
    return Target(url=f"{parts.scheme}://{literal}:{port}{path}{query}", host=parts.netloc, secure=secure)


def send(*, hook: Webhook, event: str, delivery: int, payload: Mapping[str, Any], at: int) -> Outcome:
    """Post one event. Never raises for what the other side or the network does: the outcome says it."""
    import httpx

    body = body_of(payload)
    try:
        target = resolved(hook.address)
        headers = {
            "Host": target.host,
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": USER_AGENT,
            "Dongxi-Event": event,
            "Dongxi-Delivery": str(delivery),
            "Dongxi-Signature": signature(secret=secret_of(hook), algorithm=hook.algorithm, at=at, body=body),
        }
        name = {"sni_hostname": urlsplit(hook.address).hostname} if target.secure else {}
        with httpx.Client(timeout=TIMEOUT_SECONDS, follow_redirects=False, trust_env=False) as client:
            answer = client.post(target.url, content=body, headers=headers, extensions=name)
    except ValueError as fault:
        return Outcome(status=None, error=str(fault)[:LONGEST_ERROR])
    except httpx.TimeoutException:
        return Outcome(status=None, error=_("%(seconds)s 秒内没有应答。") % {"seconds": TIMEOUT_SECONDS})
    except httpx.HTTPError as fault:
        return Outcome(status=None, error=f"{type(fault).__name__}: {fault}"[:LONGEST_ERROR])
    error = "" if answer.is_success else _("对方答 %(status)s。") % {"status": answer.status_code}
    return Outcome(status=answer.status_code, error=error)


def _is_outside(number: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    mapped = getattr(number, "ipv4_mapped", None) or getattr(number, "sixtofour", None)
    return number.is_global and not number.is_multicast and (mapped is None or _is_outside(mapped))


def _is_written_inside(host: str) -> bool:
    """Whether a host is written as an address inside; names are looked up when something is sent."""
    host = host.rstrip(".")
    if host == "localhost" or host.endswith((".localhost", ".localdomain", ".local", ".internal")):
        return True
    try:
        return not _is_outside(ipaddress.ip_address(host))
    except ValueError:
        return False
