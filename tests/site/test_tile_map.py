"""The map: every unit has its tile, arcs say what supports them, and a base map needs its number."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template import engines
from django.utils.translation import override

from dongxi.site import base_map, map_arcs, tile_map
from tests.site.gallery import ARCS, MAP, TILES, VALUED


def html(data: dict) -> str:
    return engines["django"].from_string("{% tile_map data %}").render({"data": data})


def test_thirty_four_units_and_the_corps_have_a_tile_each_and_none_overlap():
    picture = tile_map.tiles(MAP)
    assert len(picture.places) == 35
    assert len({(place.x, place.y) for place in picture.places}) == 35
    assert all(0 < place.x < picture.width and 0 < place.y < picture.height for place in picture.places)


def test_a_tile_is_at_least_32_pixels_wide_on_a_phone():
    assert tile_map.TILE * (390 - 2 * 16) / tile_map.tiles(MAP).width >= 32


def test_an_arc_is_wider_the_more_it_stands_for_and_wide_ones_lie_below():
    arcs = tile_map.tiles(MAP).arcs
    assert [arc.kind for arc in arcs] == ["confirmed", "named", "reported"]
    assert arcs[0].width > arcs[1].width > arcs[2].width


def test_an_arc_to_nowhere_or_to_itself_is_not_drawn_but_stays_in_the_table():
    arcs = [{**ARCS[0], "origin": "999999"}, {**ARCS[0], "origin": "640000"}, ARCS[1]]
    assert len(tile_map.tiles({**MAP, "arcs": arcs}).arcs) == 1
    assert "999999" in html({**MAP, "arcs": arcs})


def test_two_regions_have_one_arc_of_the_best_supported_kind_and_the_table_keeps_both():
    arcs = [{**ARCS[0], "count": 2}, {**ARCS[0], "kind": "reported", "count": 3, "label": "公开记录3条"}]
    (arc,) = tile_map.tiles({**MAP, "arcs": arcs}).arcs
    assert arc.kind == "reported"
    assert arc.ends == "350000 640000"
    assert arc.label == "福建→宁夏 3 条；公开记录3条"
    page = html({**MAP, "arcs": arcs})
    assert page.count("<td>规划提出</td>") == page.count("<td>公开报道</td>") == 1
    assert "只有规划提出" in page


def test_an_arc_is_as_wide_as_what_its_own_kind_counts_and_kinds_are_never_added():
    arcs = [{**ARCS[0], "count": 20}, {**ARCS[0], "kind": "reported", "count": 3}]
    (arc,) = tile_map.tiles({**MAP, "arcs": arcs}).arcs
    assert arc.width == tile_map.tiles({**MAP, "arcs": arcs[1:]}).arcs[0].width


def test_labels_of_one_arc_are_separated_as_the_language_does():
    arcs = [{**ARCS[0], "label": "named twice"}, {**ARCS[0], "kind": "reported", "label": "3 records"}]
    with override("en"):
        assert tile_map.tiles({**MAP, "arcs": arcs}).arcs[0].label == "named twice; 3 records"


def test_kinds_that_are_drawn_solid_differ_in_stroke_and_head():
    css = Path(finders.find("dongxi/charts.css")).read_text(encoding="utf-8")
    drawn = {
        kind: {
            part: re.search(rf"^\.arc\.{kind} \.{part} {{ (.+) }}$", css, re.MULTILINE)[1]
            for part in ("stroke", "head")
        }
        for kind in ("reported", "confirmed")
    }
    assert all(drawn["reported"][part] != drawn["confirmed"][part] for part in ("stroke", "head"))


def names_met(spots, curves) -> int:
    """Through how many names of other places the curves run."""
    return sum(
        any(abs(x - spot.x) < spot.wide - 5 and abs(y - spot.y) < spot.high - 5 for x, y in curve.points())
        for pair, curve in curves.items()
        for spot in spots
        if spot.code not in pair
    )


def test_arcs_pass_beside_the_names_of_others():
    spots = tuple(
        map_arcs.Spot(code=f"{x}{y}", x=72 * x, y=72 * y, wide=20, high=14) for x in range(6) for y in range(5)
    )
    at = {spot.code: spot for spot in spots}
    pairs = tuple((f"5{y}", f"0{other}") for y in range(5) for other in range(5))
    straight = {}
    for pair in pairs:
        start, end = ((at[code].x, at[code].y) for code in pair)
        straight[pair] = map_arcs.Curve(
            start=start,
            first=tuple((2 * a + b) / 3 for a, b in zip(start, end, strict=True)),
            second=tuple((a + 2 * b) / 3 for a, b in zip(start, end, strict=True)),
            end=end,
        )
    assert names_met(spots, map_arcs.laid(spots, pairs)) <= names_met(spots, straight) / 3


def test_arcs_of_a_crowded_map_are_laid_at_once_and_numpy_comes_only_with_them():
    spots = tuple(
        map_arcs.Spot(code=f"{x}-{y}", x=72 * x, y=72 * y, wide=20, high=14) for x in range(7) for y in range(5)
    )
    pairs = tuple((one.code, other.code) for one in spots[:5] for other in spots[5:])
    assert set(map_arcs.laid(spots, pairs)) == set(pairs)
    assert map_arcs.laid(spots, ()) == {}
    program = "import sys; from dongxi.site import map_arcs; map_arcs.laid((), ()); print('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True).stdout == "False\n"


def test_the_legend_speaks_only_of_what_is_drawn():
    words = [str(entry.words) for entry in tile_map.tiles({**MAP, "arcs": ARCS[:1]}).legend]
    assert words == ["东部", "西部", "中部", "东北", "未划入四大地带", "规划提出"]


def test_values_fall_into_classes_of_equal_count_and_the_unreported_is_hatched():
    picture = tile_map.tiles(VALUED)
    fills = [place.css for place in picture.places]
    assert fills.count("fill-unreported") == 1
    counts = [fills.count(f"fill-{number}") for number in range(1, 6)]
    assert sum(counts) == 34
    assert max(counts) - min(counts) <= 1
    assert str(picture.legend[-1].words) == "未报"


def test_long_latin_names_break_into_lines_and_chinese_ones_do_not():
    lines = tile_map.lettering("Inner Mongolia", "1.2", middle=50)
    assert [line.text for line in lines] == ["Inner", "Mongolia", "1.2"]
    assert lines[0].y < lines[1].y < lines[2].y
    assert [(line.text, line.size) for line in tile_map.lettering("Heilongjiang", "", middle=50)] == [
        ("Heilongjiang", "small")
    ]
    assert [(line.text, line.size) for line in tile_map.lettering("内蒙古", "", middle=50)] == [("内蒙古", "full")]


def test_zero_is_a_value_and_not_a_gap():
    tiles = [{**TILES[0], "value": 0}, {**TILES[1], "value": 5}]
    assert [place.css for place in tile_map.tiles({**MAP, "tiles": tiles, "arcs": []}).places] == ["fill-1", "fill-5"]
    assert tile_map.tiles({**MAP, "tiles": tiles, "arcs": []}).places[0].shows == "0"


def test_every_tile_is_a_link_with_its_name_and_the_table_stands_beneath():
    page = html(VALUED)
    assert page.count('<a href="/?region=') == 70
    assert 'aria-label="北京 0 %"' in page
    assert '<span class="unreported">未报</span>' in page
    assert "方格示意相对位置" in page


@pytest.fixture
def reviewed_map(settings, tmp_path):
    """A square for 宁夏 north of one for 云南, and a line beside them."""
    squares = {"640000": (100.0, 36.0), "156530000": (100.0, 24.0)}
    features = [
        {
            "type": "Feature",
            "properties": {"gb": code},
            "geometry": {
                "type": "MultiPolygon",
                "coordinates": [[[[x, y], [x + 2, y], [x + 2, y + 2], [x, y + 2], [x, y]]]],
            },
        }
        for code, (x, y) in squares.items()
    ]
    line = {
        "type": "Feature",
        "properties": {},
        "geometry": {"type": "LineString", "coordinates": [[98, 20], [99, 21]]},
    }
    path = tmp_path / "base.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [*features, line]}), encoding="utf-8")
    settings.BASE_MAP, settings.BASE_MAP_NUMBER = str(path), "GS（2024）0650号"


def test_a_reviewed_base_map_is_drawn_north_up_with_its_number(reviewed_map):
    picture = base_map.draw(MAP)
    at = {place.code: place for place in picture.places}
    assert at["640000"].y < at["530000"].y
    assert at["640000"].name == "宁夏"
    assert at[""].name == ""
    assert "审图号：GS（2024）0650号" in html(MAP)


def test_degrees_of_longitude_are_shortened_by_the_cosine_of_the_latitude(reviewed_map):
    picture = base_map.draw(MAP)
    xs = [float(pair.split()[0]) for pair in picture.places[0].outline.strip("M").split("L")]
    ys = [float(pair.split()[1]) for pair in picture.places[0].outline.strip("M").split("L")]
    assert (max(xs) - min(xs)) / (max(ys) - min(ys)) == pytest.approx(0.8746, abs=0.003)  # cos 29°


def test_a_base_map_without_its_number_is_not_shown(reviewed_map, settings):
    settings.BASE_MAP_NUMBER = ""
    page = html(MAP)
    assert "未填审图号" in page
    assert 'class="on-tiles' in page
