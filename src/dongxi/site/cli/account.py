"""`dongxi account`: open an account, or give it a new password, from the machine itself."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from dongxi.site import store
from dongxi.site.cli.opening import open_or_refuse
from dongxi.site.cli.output import refused


def account(
    username: Annotated[str, typer.Argument(help="账号名；已有此账号时重设其密码。", metavar="USERNAME")],
    name: Annotated[str, typer.Option(help="姓名。")] = "",
    role: Annotated[str, typer.Option(help="角色，如 administrator、ministry、province、staff；可不给。")] = "",
    region: Annotated[str, typer.Option(help="角色所属地区的六位代码，province 必填。")] = "",
    organisation: Annotated[str, typer.Option(help="角色所属单位的全称或键，staff 必填。")] = "",
    data: Annotated[Path | None, typer.Option(help="数据目录；缺省取 DONGXI_DATA，再缺省 dongxi-data。")] = None,
) -> None:
    """开立账号并授予角色，或重设密码。密码只显示这一次；首次登录后请改密码并开启两步验证。"""
    console = Console(highlight=False)
    open_or_refuse(data, console, how=store.ready)
    from dongxi.apps.people.services import open_account
    from dongxi.apps.records.errors import Refusal
    from dongxi.apps.records.permissions import SYSTEM

    try:
        opened = open_account(
            actor=SYSTEM, username=username, display_name=name, role=role, region=region, organisation=organisation
        )
    except Refusal as refusal:
        raise refused(f"{refusal.message}用法见：dongxi account --help") from None
    console.print(f"账号 {opened.user.username}　密码 {opened.password}", soft_wrap=True)
    if not opened.user.memberships.exists():
        console.print("还没有角色，登录后只能看公开的内容；授予角色请再写一次并加 --role，密码会重设。")
    console.print("密码只显示这一次。登录后请在“登录与安全”中更换密码并开启两步验证。")
