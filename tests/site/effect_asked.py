"""What tests of `dongxi effect` ask: a table of their own with a known change in it, or the shipped figures."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
from typer.testing import CliRunner, Result

from dongxi.site.cli import app

OTHER_WEST = "内蒙古,广西,重庆,四川,贵州,云南,西藏,甘肃,陕西,青海,新疆"
SHIPPED_QUESTION = ("shipped", "--unit", "地区", "--time", "年份", "--outcome", "R&D经费投入强度（修订后GDP）")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["effect", *map(str, arguments)])


def answer(tmp_path: Path, *arguments: object) -> dict:
    out = tmp_path / "o.json"
    result = run(*arguments, "--out", out)
    assert result.exit_code == 0, result.stderr
    return json.loads(out.read_bytes())


def rows() -> list[list[object]]:
    """Seven units over ten years: 甲 is half 乙 and half 丙 but for a trace, and three higher from 2017 on."""
    noise = np.random.default_rng(2).normal(size=(6, 10)).cumsum(axis=1)
    own = 0.5 * noise[0] + 0.5 * noise[1] + 3.0 * (np.arange(10) >= 7) + 2e-4 * (-1) ** np.arange(10)
    values = np.vstack([own, noise]) + 20
    return [
        [unit, 2010 + t, round(float(values[i, t]), 6), i + 1]
        for i, unit in enumerate(("甲", "乙", "丙", "丁", "戊", "=己", "<庚>"))
        for t in range(10)
    ]


def written(path: Path, lines: list[list[object]], heads: tuple[str, ...] = ("单位", "年份", "产值", "底数")) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([heads, *lines])
    return path


def asked(panel: object, *more: object) -> tuple[object, ...]:
    return panel, "--unit", "单位", "--time", "年份", "--outcome", "产值", "--treated", "甲", "--since", "2017", *more
