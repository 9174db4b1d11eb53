"""Addresses and pages of the tests' own, with one of each component of the frame on them."""

from __future__ import annotations

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from dongxi.apps.people.models import Region
from dongxi.apps.records.errors import NotAllowed, StaleWrite
from dongxi.apps.records.listing import Column, Filter, Listing
from dongxi.data import read_csv
from dongxi.site import assets

LINES = {
    "title": "研发经费投入强度",
    "unit": "%",
    "rows": [
        {
            "x": year,
            "y": None if (name, year) == ("西部", 2014) else start + step * (year - 2010),
            "series": name,
            "side": side,
        }
        for name, side, start, step in (
            ("东部", "east", Decimal("2.10"), Decimal("0.09")),
            ("西部", "west", Decimal("1.00"), Decimal("0.05")),
            ("全国", "other", Decimal("1.70"), Decimal("0.07")),
        )
        for year in range(2010, 2024)
    ],
    "breaks": [{"x": 2019, "note": "经济普查后修订，与此前年份不可直接比较。"}],
    "note": "示例数据。",
    "source": "测试",
}
BARS = {
    "title": "技术合同吸纳成交额",
    "unit": "亿元",
    "rows": [
        {"x": "广东", "y": Decimal("6102.5"), "series": "", "side": "east"},
        {"x": "四川", "y": 12_800, "series": "", "side": "west"},
        {"x": "西藏", "y": None, "series": "", "side": "west"},
        {"x": "宁夏", "y": 0, "series": "", "side": "west"},
    ],
}
TILES = [
    {
        "code": row["code"],
        "name": row["short"],
        "row": int(row["tile_row"]),
        "column": int(row["tile_column"]),
        "zone": row["zone"],
        "value": None,
        "label": row["short"],
        "address": f"/?region={row['code']}",
    }
    for row in read_csv("regions.csv")
    if row["tile_row"]
]
ARCS = [
    {"origin": "350000", "target": "640000", "count": 3, "kind": "named", "label": "福建→宁夏 3 条"},
    {"origin": "310000", "target": "530000", "count": 1, "kind": "reported", "label": "上海→云南 1 条"},
    {"origin": "440000", "target": "660000", "count": 9, "kind": "confirmed", "label": "广东→兵团 9 条"},
]
MAP = {"title": "谁与谁合作", "tiles": TILES, "arcs": ARCS, "note": "示例。"}
VALUED = {
    "title": "研发强度",
    "unit": "%",
    "tiles": [{**tile, "value": None if tile["code"] == "660000" else place} for place, tile in enumerate(TILES)],
    "arcs": [],
}
PLACES = Listing(
    name="gallery",
    title="地区",
    columns=(
        Column(
            key="code",
            title="代码",
            value=lambda row: row.code,
            sort="code",
            address=lambda row: f"/?region={row.code}",
        ),
        Column(key="name", title="名称", value=lambda row: row.name, sort="name"),
        Column(key="zone", title="地带", value=lambda row: row.get_zone_display() or None, sort="zone", missing="未划"),
        Column(key="state", title="状态", value=lambda _row: "已审定", state=lambda _row: "verified"),
        Column(key="length", title="字数", unit="字", value=lambda row: len(row.name), numeric=True),
    ),
    filters=(Filter(key="zone", title="地带", path="zone", choices=(("east", "东部"), ("west", "西部"))),),
    group_by=("zone",),
    default_sort="code",
)


def components(request: HttpRequest) -> HttpResponse:
    context = {"lines": LINES, "bars": BARS, "map": MAP, "valued": VALUED, "source": "测试数据"}
    return PLACES.respond(request, Region.objects.all(), template="gallery.html", context=context)


def plain(request: HttpRequest) -> HttpResponse:
    return render(request, "plain.html")


def stale(request: HttpRequest) -> HttpResponse:
    raise StaleWrite(
        "有人先保存了这条记录。",
        yours={"title": "甲", "text": "一\n二"},
        theirs={"title": "甲", "text": "一\n三"},
        labels={"title": "标题"},
    )


def denied(request: HttpRequest) -> HttpResponse:
    raise NotAllowed("您没有“上传规划”的权限。", code="records.load_facts")


def broken(request: HttpRequest) -> HttpResponse:
    raise ArithmeticError


urlpatterns = [
    path("assets/<slug:digest>/<str:name>", assets.serve, name="asset"),
    path("charts/", include("dongxi.site.chart_urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("accounts/", include("allauth.urls")),
    path("people/", include(([path("why/", plain, name="why")], "people"))),
    path("plans/", include(([path("", plain, name="index"), path("ledger/", plain, name="ledger")], "plans"))),
    path("", include(([path("", components, name="home"), path("search/", plain, name="search")], "portal"))),
    path("stale/", stale),
    path("denied/", denied),
    path("broken/", broken),
]
