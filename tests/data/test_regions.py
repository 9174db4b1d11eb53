"""Regions, groups and organisations that ship."""

import re
from collections import Counter

import pytest

from dongxi.data import digest, read_csv, read_toml

REGIONS = read_csv("regions")
BY_CODE = {region["code"]: region for region in REGIONS}
PROVINCES = [region for region in REGIONS if region["level"] == "province"]
TILED = [region for region in REGIONS if region["tile_row"]]
GROUPS = {group["key"]: group for group in read_toml("region_groups")["group"]}
ORGANISATIONS = read_toml("organisations")["organisation"]
BY_KEY = {organisation["key"]: organisation for organisation in ORGANISATIONS}

# Divisions at county level at the end of 2023 by 民政部; districts and 三沙's archipelagos are counted apart.
COUNTIES_2023 = {"县": 1299, "自治县": 117, "市": 397, "旗": 49, "自治旗": 3, "林区": 1, "特区": 1}
COUNTY_KIND = re.compile(r"(自治县|自治旗|(?<=神农架)林区|(?<=六枝)特区|县|旗|市|区)$")

NEIGHBOURS = (
    ("兵团", "新疆"), ("新疆", "甘肃"), ("新疆", "西藏"), ("甘肃", "宁夏"), ("甘肃", "青海"), ("西藏", "青海"),
    ("四川", "青海"), ("四川", "重庆"), ("四川", "云南"), ("云南", "贵州"), ("贵州", "重庆"), ("广西", "贵州"),
    ("广西", "广东"), ("湖南", "贵州"), ("湖南", "广东"), ("江西", "福建"), ("浙江", "江苏"), ("江苏", "上海"),
    ("河北", "北京"), ("河北", "天津"), ("辽宁", "吉林"), ("吉林", "黑龙江"), ("山西", "内蒙古"), ("陕西", "宁夏"),
)  # fmt: skip


def test_codes_that_left_the_standard_lead_to_one_that_is_in_it():
    past = read_csv("regions_past")
    assert len(past) == 20
    for row in past:
        assert row["code"] not in BY_CODE
        assert BY_CODE[row["now"]]["parent"][:4] == row["code"][:4]
        assert row["year"] in {"2021", "2023"}


def named(short: str) -> dict[str, str]:
    return next(region for region in TILED if region["short"] == short)


def test_there_are_34_provincial_units_and_the_corps_beside_them():
    levels = Counter(region["level"] for region in REGIONS)
    assert (levels["province"], levels["body"], levels["prefecture"]) == (34, 1, 333)
    assert BY_CODE["660000"]["parent"] == "650000"
    assert len(BY_CODE) == len(REGIONS)


def test_county_level_totals_are_those_of_the_end_of_2023():
    names = [region["name"] for region in REGIONS if region["level"] == "county"]
    kinds = Counter(found.group(1) if (found := COUNTY_KIND.search(name)) else "三沙" for name in names)
    assert {kind: kinds[kind] for kind in COUNTIES_2023} == COUNTIES_2023
    assert (kinds["区"], kinds["三沙"]) == (975, 3)


@pytest.mark.parametrize(
    ("gone", "instead"),
    [("350427", "350405"), ("410381", "410307"), ("540422", "540481"), ("540530", "540581"), ("654223", "654203")],
)
def test_a_division_does_not_stand_beside_its_successor(gone: str, instead: str):
    assert gone not in BY_CODE
    assert instead in BY_CODE


def test_every_region_hangs_on_one_whose_code_it_continues():
    for region in REGIONS:
        if region["level"] in ("prefecture", "county"):
            parent = BY_CODE[region["parent"]]
            assert region["code"].startswith(parent["code"].rstrip("0")), region
            assert parent["level"] == "province" or (region["level"], parent["level"]) == ("county", "prefecture")


def test_zones_are_those_of_the_bureau_of_statistics():
    assert Counter(region["zone"] for region in PROVINCES) == {
        "east": 10, "central": 6, "west": 12, "northeast": 3, "": 3,
    }  # fmt: skip
    for key, zone in (("eastern", "east"), ("central", "central"), ("western", "west"), ("northeastern", "northeast")):
        assert set(GROUPS[key]["members"]) == {region["code"] for region in PROVINCES if region["zone"] == zone}


@pytest.mark.parametrize(
    ("letter", "code"), [("滇", "530000"), ("黔", "520000"), ("陇", "620000"), ("蜀", "510000"), ("秦", "610000")]
)
def test_a_letter_names_one_province(letter: str, code: str):
    assert [region["code"] for region in TILED if letter in region["abbreviations"].split("|")] == [code]


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("楚雄彝族自治州", "楚雄"),
        ("海西蒙古族藏族自治州", "海西"),
        ("博尔塔拉蒙古自治州", "博尔塔拉"),
        ("克孜勒苏柯尔克孜自治州", "克孜勒苏"),
        ("临沧市", "临沧"),
        ("阿拉善盟", "阿拉善"),
        ("石河子市", "石河子"),
        ("积石山保安族东乡族撒拉族自治县", "积石山"),
        ("鄂温克族自治旗", "鄂温克"),
        ("东乡族自治县", "东乡"),
        ("沛县", "沛县"),
        ("静安区", "静安区"),
    ],
)
def test_short_names_leave_out_the_kind_and_the_peoples(name: str, short: str):
    assert {region["short"] for region in REGIONS if region["name"] == name} == {short}


def test_no_short_name_below_a_province_reads_as_a_province():
    provinces = {region["short"] for region in PROVINCES}
    assert not provinces & {region["short"] for region in REGIONS if region["level"] in ("prefecture", "county")}
    prefectures = [region["short"] for region in REGIONS if region["level"] == "prefecture"]
    assert len(set(prefectures)) == len(prefectures)


def test_each_province_and_the_corps_has_a_tile_of_its_own():
    assert {region["code"] for region in TILED} == {region["code"] for region in PROVINCES} | {"660000"}
    places = [(region["tile_row"], region["tile_column"]) for region in TILED]
    assert len(set(places)) == len(places) == 35


@pytest.mark.parametrize(("a", "b"), NEIGHBOURS)
def test_neighbours_touch_on_the_tile_grid(a: str, b: str):
    one, other = named(a), named(b)
    assert abs(int(one["tile_row"]) - int(other["tile_row"])) <= 1
    assert abs(int(one["tile_column"]) - int(other["tile_column"])) <= 1


def test_provinces_and_prefectures_have_english_names():
    assert all(region["name_en"] for region in REGIONS if region["level"] != "county")
    assert [BY_CODE[code]["name_en"] for code in ("540000", "530100", "540200")] == ["Xizang", "Kunming", "Xigazê"]


def test_groups_have_known_members_a_source_and_names_that_mean_one_group():
    names = [name for group in GROUPS.values() for name in (group["name"], *group["aliases"])]
    assert len(set(names)) == len(names)
    for group in GROUPS.values():
        assert set(group["members"]) <= set(BY_CODE), group["name"]
        assert group["source"]
        assert group["kind"] in ("provinces", "cities", "zone", "pair")
        assert group["members"] or group["note"], f"{group['name']} has no members and does not say why"


@pytest.mark.parametrize(
    ("alias", "members"),
    [
        ("兰白", {"620100", "620400"}),
        ("乌昌石", {"650100", "652300", "659001"}),
        ("呼包鄂", {"150100", "150200", "150600"}),
        ("沿黄省区", {"630000", "510000", "620000", "640000", "150000", "610000", "140000", "410000", "370000"}),
        ("闽宁", {"350000", "640000"}),
        ("丝绸之路经济带", set()),
    ],
)
def test_a_group_is_found_by_the_name_papers_print(alias: str, members: set[str]):
    found = [group for group in GROUPS.values() if alias in (group["name"], *group["aliases"])]
    assert [set(group["members"]) for group in found] == [members]


def test_organisations_have_one_key_known_parents_known_regions_and_a_source():
    assert len(BY_KEY) == len(ORGANISATIONS)
    for organisation in ORGANISATIONS:
        assert re.fullmatch(r"[a-z0-9-]{2,50}", organisation["key"])
        assert organisation["parent"] == "" or organisation["parent"] in BY_KEY
        assert organisation["region"] == "" or organisation["region"] in BY_CODE
        assert organisation["source"]
        assert organisation["name_en"]


def test_a_name_or_alias_means_one_organisation():
    names = [name for organisation in ORGANISATIONS for name in (organisation["name"], *organisation["aliases"])]
    assert [name for name, times in Counter(names).items() if times > 1] == []


def test_the_nine_issuers_are_found_by_the_names_the_plan_prints():
    names = {name: o["key"] for o in ORGANISATIONS for name in (o["name"], *o["aliases"])}
    printed = (
        "科技部", "教育部", "工业和信息化部", "自然资源部", "生态环境部", "国资委", "中科院", "工程院", "中国科协",
    )  # fmt: skip
    assert [names[name] for name in printed] == ["most", "moe", "miit", "mnr", "mee", "sasac", "cas", "cae", "cast"]


def test_every_province_and_the_corps_has_a_science_and_a_finance_department():
    units = {region["code"] for region in TILED} - {"710000", "810000", "820000"}
    for prefix in ("kjt", "czt"):
        assert {key.removeprefix(f"{prefix}-") for key in BY_KEY if key.startswith(f"{prefix}-")} == units
    assert BY_KEY["kjt-640000"]["name"] == "宁夏回族自治区科学技术厅"
    assert "宁夏科技厅" in BY_KEY["kjt-640000"]["aliases"]
    assert BY_KEY["kjt-110000"]["name"] == "北京市科学技术委员会"
    assert BY_KEY["czt-660000"]["name"] == "新疆生产建设兵团财政局"


def test_the_list_of_double_first_class_universities_is_whole():
    assert sum("双一流" in organisation["source"] for organisation in ORGANISATIONS) == 147


def test_a_missing_file_of_facts_is_refused_with_the_names_there_are():
    with pytest.raises(FileNotFoundError, match=r"regions\.csv"):
        read_csv("province")


def test_the_digest_is_one_number_for_the_same_facts():
    assert digest() == digest()
    assert re.fullmatch(r"[0-9a-f]{64}", digest())
