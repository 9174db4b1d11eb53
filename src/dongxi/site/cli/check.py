"""`dongxi check`: prove a store whole."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from dongxi.site import environment, store
from dongxi.site.cli.opening import open_or_refuse


def check(
    data: Annotated[Path | None, typer.Option(help="数据目录；缺省取 DONGXI_DATA，再缺省 dongxi-data。")] = None,
) -> None:
    """核验：数据库结构、随附事实、审计链、佐证文件。有一处不符即以退出码 1 结束，并指出第一处。"""
    console = Console(highlight=False)
    folder = data or environment.data_folder()
    if not (folder / "secret.key").exists():
        console.print(
            f"[yellow]{folder} 里还没有数据，先建立一份。如果想核验已有的数据，请核对 --data。[/yellow]", soft_wrap=True
        )
    open_or_refuse(data, console, how=store.opened)
    from dongxi.site.soundness import CLAIMS

    for claim in CLAIMS:
        broken = claim.first_break()
        if broken:
            console.print(f"[red]不符[/red]　{claim.title}：{broken}", soft_wrap=True)
            raise typer.Exit(1)
        console.print(f"[green]相符[/green]　{claim.title}")
