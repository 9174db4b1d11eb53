"""The `dongxi` command. Each subcommand is a file of its own; heavy imports happen inside the one that runs."""

import typer

from dongxi.site.cli.account import account
from dongxi.site.cli.align import align
from dongxi.site.cli.check import check
from dongxi.site.cli.effect import effect
from dongxi.site.cli.efficiency import efficiency
from dongxi.site.cli.helping import Command
from dongxi.site.cli.match import match
from dongxi.site.cli.read import read
from dongxi.site.cli.report import report
from dongxi.site.cli.score import score
from dongxi.site.cli.up import up
from dongxi.site.cli.usage import Commands

app = typer.Typer(
    name="dongxi",
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="东西通：东西部科技合作的方案、台账与佐证。",
)


@app.callback()
def main() -> None:
    """东西通：东西部科技合作的方案、台账与佐证。"""


for command in (up, check, account, read, align, match, score, effect, efficiency, report):
    app.command(cls=Command)(command)
