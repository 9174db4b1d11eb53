"""Webhooks: signed, retried, logged, never sent into the own network; the secret is shown once."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils import timezone

from dongxi.apps.matching import telling, webhook_sending
from dongxi.apps.matching.models import Webhook, WebhookDelivery
from dongxi.apps.matching.notice_rules import RETRY_AFTER, Event
from dongxi.apps.matching.services.postings import move_posting
from dongxi.apps.matching.services.webhooks import (
    add_webhook,
    change_webhook,
    deliver_due,
    renew_secret,
    send_again,
)
from dongxi.apps.records.errors import BadInput, NotAllowed, RuleBroken
from dongxi.apps.records.models import AuditEntry
from dongxi.apps.records.permissions import SYSTEM


class Receiver:
    """A real HTTP server that keeps what it was sent and answers with `status`."""

    def __init__(self) -> None:
        self.status, self.requests = 204, []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.requests.append((dict(self.headers), body))
                self.send_response(outer.status)
                self.send_header("Location", "http://127.0.0.1:1/")
                self.end_headers()

            def log_message(self, *_given: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/hook?of=dongxi"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def receiver():
    server = Receiver()
    yield server
    server.stop()


@pytest.fixture
def anywhere(settings):
    settings.WEBHOOKS_ANYWHERE = True


@pytest.fixture
def hook(administrator, receiver, anywhere):
    """A webhook to a server of this machine, with its secret."""
    return add_webhook(
        actor=administrator, name="省平台", address=receiver.address, events=["contact.asked", "contact.agreed"]
    )


@pytest.mark.parametrize("algorithm", ["sm3", "sha256"])
def test_a_delivery_is_signed_so_that_its_receiver_can_check_it(administrator, receiver, anywhere, algorithm, asked):
    made = add_webhook(
        actor=administrator, name="省平台", address=receiver.address, events=["contact.asked"], algorithm=algorithm
    )
    telling.tell_of_contact(contact=asked, kind=telling.NoticeKind.CONTACT_ASKED, by=None)
    assert deliver_due(actor=SYSTEM) == 1
    [(headers, body)] = receiver.requests
    at, given = (part.split("=", 1)[1] for part in headers["Dongxi-Signature"].split(","))
    digest = hmac.new(made.secret.encode(), f"{at}.".encode() + body, lambda *data: hashlib.new(algorithm, *data))
    assert hmac.compare_digest(given, digest.hexdigest())
    assert abs(int(at) - timezone.now().timestamp()) < 60
    assert json.loads(body)["code"] == asked.code
    assert headers["Dongxi-Event"] == "contact.asked"


def test_publication_is_told_with_what_everybody_sees_alone(
    administrator, receiver, anywhere, county, province, write, publish
):
    add_webhook(actor=administrator, name="x", address=receiver.address, events=["need.published"])
    need = publish(write(county, "need", disclosure="zone"), by=county, reviewer=province)
    assert deliver_due(actor=SYSTEM) == 1
    told = json.loads(receiver.requests[0][1])
    assert {name: told[name] for name in ("event", "code", "title", "region", "zone")} == {
        "event": "need.published",
        "code": need.code,
        "title": need.title,
        "region": None,
        "zone": "west",
    }
    assert not [name for name in ("中宁", "马识途", "640521") if name in str(told)]


def test_what_was_taken_down_before_it_was_sent_is_told_by_its_code_alone(
    administrator, receiver, anywhere, county, province, write, publish
):
    add_webhook(actor=administrator, name="x", address=receiver.address, events=["need.published"])
    need = publish(write(county, "need"), by=county, reviewer=province)
    title = need.title
    move_posting(actor=province, posting=need, move="take_down", reason="标题不宜公开")
    assert deliver_due(actor=SYSTEM) == 1
    [(_headers, body)] = receiver.requests
    assert json.loads(body)["title"] == need.code
    assert title not in body.decode()


def test_what_is_taken_down_while_others_are_sent_is_told_by_its_code_alone(
    administrator, receiver, anywhere, county, province, write, publish, monkeypatch
):
    for name, events in (("x", ["need.published"]), ("y", ["need.published", "contact.asked"])):
        add_webhook(actor=administrator, name=name, address=receiver.address, events=events)
    need, sent = publish(write(county, "need"), by=county, reviewer=province), []
    title = need.title

    def send(*, payload, **_rest):
        sent.append(payload["title"])
        if len(sent) == 1:
            move_posting(actor=province, posting=need, move="take_down", reason="标题不宜公开")
        return webhook_sending.Outcome(status=200, error="")

    monkeypatch.setattr(webhook_sending, "send", send)
    assert deliver_due(actor=SYSTEM) == 2
    assert sent == [title, need.code]


def test_no_event_tells_whose_a_side_is(hook, receiver, agreed):
    deliver_due(actor=SYSTEM)
    assert {headers["Dongxi-Event"] for headers, _body in receiver.requests} == {"contact.asked", "contact.agreed"}
    said = " ".join(body.decode() for _headers, body in receiver.requests)
    assert not [name for name in ("中宁县", "马识途", "华东理工", "沈知行") if name in said]


def test_what_is_not_taken_is_tried_again_later_and_later_and_then_given_up(hook, receiver, asked):
    receiver.status = 500
    waits = []
    for _attempt in range(len(RETRY_AFTER) + 1):
        before = timezone.now()
        deliver_due(actor=SYSTEM)
        delivery = WebhookDelivery.objects.get()
        waits.append(delivery.next_at and delivery.next_at - before)
        WebhookDelivery.objects.filter(next_at__isnull=False).update(next_at=timezone.now())
    assert delivery.attempts == len(receiver.requests) == len(RETRY_AFTER) + 1
    assert waits[-1] is None
    assert all(wait >= due for wait, due in zip(waits, RETRY_AFTER, strict=False))
    assert "500" in delivery.error
    assert AuditEntry.objects.filter(verb="matching.deliver").get().detail == {"taken": 0, "given_up": 1}


def test_a_redirect_is_not_followed(hook, receiver, asked):
    receiver.status = 302
    deliver_due(actor=SYSTEM)
    assert WebhookDelivery.objects.get().status == 302
    assert len(receiver.requests) == 1


def test_a_receiver_that_is_away_is_a_line_in_the_log(hook, receiver, asked):
    receiver.stop()
    assert deliver_due(actor=SYSTEM) == 0
    assert "Connect" in WebhookDelivery.objects.get().error


def test_a_delivery_is_claimed_so_that_two_workers_do_not_send_it_twice(hook, receiver, asked, monkeypatch):
    plain = webhook_sending.send

    def meanwhile(**given):
        assert deliver_due(actor=SYSTEM) == 0
        return plain(**given)

    monkeypatch.setattr(webhook_sending, "send", meanwhile)
    assert deliver_due(actor=SYSTEM) == 1
    assert len(receiver.requests) == 1


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/hook",
        "https://localhost/hook",
        "https://localhost.localdomain/hook",
        "https://localhost./hook",
        "https://127.0.0.1/hook",
        "https://10.0.0.8/hook",
        "https://192.168.1.1/hook",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::1]/hook",
        "https://[fd00::1]/hook",
        "https://[::ffff:127.0.0.1]/hook",
        "https://user:password@example.org/hook",
        "ftp://example.org/hook",
        "https:///hook",
    ],
)
def test_an_address_inside_or_not_whole_is_refused(administrator, address):
    with pytest.raises(BadInput):
        add_webhook(actor=administrator, name="x", address=address, events=["contact.asked"])


def test_a_name_that_leads_inside_when_it_is_looked_up_is_not_sent_to(administrator, asked, monkeypatch):
    add_webhook(actor=administrator, name="x", address="https://outside.example/hook", events=["ping"])
    inside = [(2, 1, 6, "", ("93.184.216.34", 443)), (2, 1, 6, "", ("10.0.0.8", 443))]
    monkeypatch.setattr(webhook_sending.socket, "getaddrinfo", lambda *_given, **_named: inside)
    send_again(actor=administrator, hook=Webhook.objects.get())
    assert deliver_due(actor=SYSTEM) == 0
    assert "内部网络" in WebhookDelivery.objects.get().error


def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch):
    outside = [(2, 1, 6, "", ("93.184.216.34", 8443))]
    monkeypatch.setattr(webhook_sending.socket, "getaddrinfo", lambda *_given, **_named: outside)
    target = webhook_sending.resolved("https://outside.example:8443/hook?x=1")
    assert target.url == "https://93.184.216.34:8443/hook?x=1"
    assert target.host == "outside.example:8443"


def test_the_secret_is_shown_once_and_renewed(client, administrator, receiver, anywhere):
    client.force_login(administrator)
    given = {"name": "省平台", "address": receiver.address, "algorithm": "sm3", "events": ["contact.asked"]}
    answer = client.post("/matching/webhooks/", given)
    hook = Webhook.objects.get()
    secret, page = webhook_sending.secret_of(hook), f"{hook.get_absolute_url()}secret/"
    assert (answer.status_code, answer["Location"]) == (302, page)
    assert secret not in str(dict(client.session))
    shown = client.get(page)
    assert secret in shown.content.decode()
    assert shown["Cache-Control"] == "no-store"
    for address in (page, hook.get_absolute_url(), "/matching/webhooks/", "/api/v1/webhooks", "/records/audit/"):
        answer = client.get(address, follow=True)
        assert answer.status_code == 200
        assert secret not in answer.content.decode()
    renewed = client.post(page, follow=True).content.decode()
    assert secret not in renewed
    assert webhook_sending.secret_of(Webhook.objects.get()) in renewed


def test_the_same_address_is_not_told_of_the_same_events_twice(client, administrator, hook):
    client.force_login(administrator)
    given = {"name": "又一个", "address": hook.webhook.address, "algorithm": "sm3", "events": hook.webhook.events}
    answer = client.post("/matching/webhooks/", given)
    assert answer.status_code == 400
    assert f"名称是“{hook.webhook}”" in answer.content.decode()
    assert client.post("/matching/webhooks/", given | {"events": ["contact.signed"]}).status_code == 302


def test_a_webhook_is_tried_and_switched_off_on_its_page(client, administrator, hook, receiver):
    client.force_login(administrator)
    page = hook.webhook.get_absolute_url()
    client.post(f"{page}send/")
    assert deliver_due(actor=SYSTEM) == 1
    assert "已送达" in client.get(page).content.decode()
    client.post(page, {"read_at": hook.webhook.version, "events": ["contact.signed"]})
    kept = Webhook.objects.get()
    assert (kept.active, kept.events) == (False, ["contact.signed"])
    with pytest.raises(RuleBroken, match="停用"):
        send_again(actor=administrator, hook=kept)


def test_what_waits_for_a_webhook_switched_off_is_given_up(administrator, hook, receiver, asked):
    change_webhook(actor=administrator, hook=hook.webhook, read_at=1, active=False, events=["contact.asked"])
    assert deliver_due(actor=SYSTEM) == 0
    assert not receiver.requests
    assert WebhookDelivery.objects.get().next_at is None


def test_an_unknown_event_is_refused_and_the_known_ones_are_named(administrator):
    with pytest.raises(BadInput, match=r"contact\.signed"):
        add_webhook(actor=administrator, name="x", address="https://example.org/", events=["nonsense"])


def test_others_cannot_manage_webhooks(client, county, broker, hook):
    for who in (county, broker):
        with pytest.raises(NotAllowed):
            add_webhook(actor=who, name="x", address="https://example.org/", events=["ping"])
        with pytest.raises(NotAllowed):
            renew_secret(actor=who, hook=hook.webhook, read_at=1)
        client.force_login(who)
        assert client.get("/matching/webhooks/").status_code == 403
        assert client.get(hook.webhook.get_absolute_url()).status_code == 403
        assert client.get("/api/v1/webhooks").json()["items"] == []
        assert client.get("/api/v1/webhook-deliveries").json()["items"] == []


def test_people_cannot_deliver_for_the_installation(administrator):
    with pytest.raises(NotAllowed):
        deliver_due(actor=administrator)


def test_old_deliveries_wait_their_time(hook, receiver, asked):
    WebhookDelivery.objects.update(next_at=timezone.now() + timedelta(minutes=5))
    assert deliver_due(actor=SYSTEM) == 0


def test_every_state_a_contact_moves_to_has_its_event():
    assert {event.value for event in Event if event.value.startswith("contact.")} == {
        f"contact.{state}"
        for state in ("asked", "brokered", "agreed", "met", "intended", "signing", "unsigned", "signed", "ended")
    }
