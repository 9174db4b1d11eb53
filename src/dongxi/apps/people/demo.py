"""Who sits in the demonstration: an invented person for each role, by codes of regions and keys of organisations."""

from __future__ import annotations

from dataclasses import dataclass

from dongxi.apps.people.rules import Role


@dataclass(frozen=True, kw_only=True)
class DemoPerson:
    """An invented person; `region` is a GB/T 2260 code, `organisation` a key of the shipped organisations."""

    username: str
    display_name: str
    role: Role
    region: str = ""
    organisation: str = ""


DEMO_PEOPLE = (
    DemoPerson(
        username="demo-west",
        display_name="塞上云",
        role=Role.PROVINCE,
        region="640000",
        organisation="kjt-640000",
    ),
    DemoPerson(
        username="demo-east",
        display_name="浦知远",
        role=Role.PROVINCE,
        region="310000",
        organisation="kjt-310000",
    ),
    DemoPerson(username="demo-county", display_name="禾望川", role=Role.LOCAL, region="640521"),
    DemoPerson(
        username="demo-team",
        display_name="沈研新",
        role=Role.STAFF,
        organisation="east-china-university-of-science-and-technology",
    ),
    DemoPerson(username="demo-staff", display_name="田耕禾", role=Role.STAFF, organisation="ningxia-university"),
    DemoPerson(username="demo-ministry", display_name="方致和", role=Role.MINISTRY, organisation="most"),
    DemoPerson(username="demo-evaluator", display_name="秦如实", role=Role.EVALUATOR, organisation="crtdc"),
    DemoPerson(username="demo-expert", display_name="石问津", role=Role.EXPERT),
    DemoPerson(username="demo-broker", display_name="乔连通", role=Role.BROKER),
    DemoPerson(username="demo-administrator", display_name="管常新", role=Role.ADMINISTRATOR),
)
