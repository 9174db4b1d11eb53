"""People with roles, and a small provincial plan read from a text of our own."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest

TEXT = """宁夏回族自治区科学技术厅关于印发《宁夏东西部科技合作落实方案（2023—2025年）》的通知
宁科发〔2023〕7号
各市科技局：
一、重点任务
（一）枸杞产业联合攻关。支持宁夏大学与上海交通大学共同开展枸杞良种选育技术研究，建设枸杞深加工中试基地。到2025年，建成东西部枸杞联合实验室。
（二）引进人才。鼓励企业柔性引进东部科研团队，组织开展科技特派员培训。
二、保障措施
（一）加强组织领导。各市科技局要建立协调工作机制，定期报送进展情况。
宁夏回族自治区科学技术厅
2023年3月1日
"""


@pytest.fixture
def small_text() -> str:
    """The words of the small plan."""
    return TEXT


@pytest.fixture
def person(facts) -> Callable[..., object]:
    """Makes somebody with a role: `person("province", "640000")`."""
    from dongxi.apps.people import services
    from dongxi.apps.people.models import Organisation, Region, User
    from dongxi.apps.records.permissions import SYSTEM

    def make(role: str, region: str | None = None, name: str = "") -> User:
        user = User.objects.create(username=name or f"{role}-{region or 'all'}")
        services.grant_role(
            actor=SYSTEM,
            user=user,
            role=role,
            region=region and Region.objects.get(pk=region),
            organisation=Organisation.objects.first() if role == "staff" else None,
        )
        return user

    return make


@pytest.fixture
def ningxia(person):
    return person("province", "640000")


@pytest.fixture
def colleague(person):
    return person("province", "640000", name="colleague")


@pytest.fixture
def shanghai(person):
    return person("province", "310000")


@pytest.fixture
def ministry(person):
    return person("ministry")


@pytest.fixture
def drafted(ningxia) -> Callable[..., object]:
    """Makes a text a draft of Ningxia's: `drafted(text, "方案.txt")`."""
    from dongxi.analysis.plan import read_text
    from dongxi.apps.people.models import Region
    from dongxi.apps.plans import services
    from dongxi.apps.plans.models import Plan
    from dongxi.apps.records.models import StoredFile

    def make(text: str, name: str) -> Plan:
        content = text.encode()
        file = StoredFile.objects.create(
            sha256=hashlib.sha256(content).hexdigest(), size=len(content), media_type="text/plain"
        )
        return services.draft_plan(
            actor=ningxia,
            document=read_text(text),
            file=file,
            file_name=name,
            region=Region.objects.get(pk="640000"),
            job=None,
        )

    return make


@pytest.fixture
def draft(drafted):
    """The small plan as a draft of Ningxia's, nothing decided yet."""
    return drafted(TEXT, "落实方案.txt")


@pytest.fixture
def reviewed(draft, ningxia):
    """The small plan with every proposal accepted, still a draft."""
    from dongxi.apps.plans import services

    for task in draft.tasks.select_related("plan"):
        services.accept_task(actor=ningxia, task=task)
    return draft
