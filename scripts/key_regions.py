"""Key src/dongxi/data/regions.csv: GB/T 2260 codes and names, with what the standard does not hold.

The code lists come from the reference documents beside the checkout; zones, abbreviations, English names, the tile
grid, 新疆生产建设兵团 and the changes up to the end of 2023 are written here. Run ``uv run python
scripts/key_regions.py`` after changing any of them; it prints the tile grid to look at.
"""

import csv
import re
from dataclasses import asdict, dataclass, fields
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FACTS = ROOT.parent / "shared" / "data" / "facts"
TARGET = ROOT / "src" / "dongxi" / "data" / "regions.csv"

ZONES = {"东部": "east", "中部": "central", "西部": "west", "东北": "northeast", "港澳台": ""}

ABBREVIATIONS = {
    "110000": "京", "120000": "津", "130000": "冀", "140000": "晋", "150000": "蒙|内蒙", "210000": "辽",
    "220000": "吉", "230000": "黑", "310000": "沪|申", "320000": "苏", "330000": "浙", "340000": "皖",
    "350000": "闽", "360000": "赣", "370000": "鲁", "410000": "豫", "420000": "鄂", "430000": "湘",
    "440000": "粤", "450000": "桂", "460000": "琼", "500000": "渝", "510000": "川|蜀", "520000": "贵|黔",
    "530000": "云|滇", "540000": "藏", "610000": "陕|秦", "620000": "甘|陇", "630000": "青", "640000": "宁",
    "650000": "新|疆", "660000": "新疆兵团|生产建设兵团", "710000": "台", "810000": "港", "820000": "澳",
}  # fmt: skip

ENGLISH = {
    "110000": "Beijing", "120000": "Tianjin", "130000": "Hebei", "140000": "Shanxi", "150000": "Inner Mongolia",
    "210000": "Liaoning", "220000": "Jilin", "230000": "Heilongjiang", "310000": "Shanghai", "320000": "Jiangsu",
    "330000": "Zhejiang", "340000": "Anhui", "350000": "Fujian", "360000": "Jiangxi", "370000": "Shandong",
    "410000": "Henan", "420000": "Hubei", "430000": "Hunan", "440000": "Guangdong", "450000": "Guangxi",
    "460000": "Hainan", "500000": "Chongqing", "510000": "Sichuan", "520000": "Guizhou", "530000": "Yunnan",
    "540000": "Xizang", "610000": "Shaanxi", "620000": "Gansu", "630000": "Qinghai", "640000": "Ningxia",
    "650000": "Xinjiang", "660000": "Xinjiang Production and Construction Corps", "710000": "Taiwan",
    "810000": "Hong Kong", "820000": "Macao",
}  # fmt: skip

# Each tile placed as one knows the country; row 1 is the north, column 1 the west.
TILES = """
    .   .   .   .   .   .  黑
   兵   .   .  蒙  京   .  吉
   新  甘  宁  晋  冀  津  辽
   藏  青  陕  豫  鲁   .   .
    .  川  渝  鄂  皖  苏  沪
    .  滇  黔  湘  赣  浙   .
    .   .  桂  粤  闽  台   .
    .   .  琼  澳  港   .   .
"""

# 新疆生产建设兵团: a body with its own code in statistics, not a division of GB/T 2260.
BODY = {"code": "660000", "name": "新疆生产建设兵团", "short": "兵团", "parent": "650000", "zone": "west"}

# Divisions the lists still carry although they were renamed, merged or raised in 2021.
SUPERSEDED = {
    "330103", "330104", "350402", "350403", "350427", "350625", "350681", "410306", "410322", "410381", "431121",
    "450127", "513425", "520522", "532331", "610322", "610928", "654223",
}  # fmt: skip

# Raised to county-level cities in 2023: old code → new code and name; an empty old code is a new city.
RAISED_2023 = [
    ("540422", "540481", "米林市", "540400"),
    ("540530", "540581", "错那市", "540500"),
    ("", "659012", "白杨市", "650000"),
]

# In the lists for statistics only: 市辖区 as a heading, development zones (county number 71–79), seats of 行委.
HEADINGS = {"市辖区", "县"}
STATISTICAL_ONLY = {"232761", "232762", "232763", "232764", "632857"}
STATISTICAL_COUNTY = re.compile(r"\d{4}7[1-9]")
NOT_A_PREFECTURE = re.compile(r"\d{2}9000")

# Divisions whose short name would be read as a province.
KEPT_DISTINCT = {"220200": "吉林市", "632324": "河南县", "632500": "海南州"}

PREFECTURE_SUFFIX = re.compile(r"(自治州|地区|盟|市)$")
COUNTY_SUFFIX = re.compile(r"(自治县|自治旗|县|市)$")
PEOPLES = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|柯尔克孜"
    "|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|俄罗斯|鄂温克|德昂|保安|裕固|独龙|鄂伦春|各"
)
WITHOUT_ZU = "蒙古|哈萨克|柯尔克孜|塔吉克|锡伯"
PEOPLE_SUFFIX = re.compile(rf"(?<=..)(?:(?:{PEOPLES})族|{WITHOUT_ZU})$")


@dataclass(frozen=True, kw_only=True)
class Region:
    """A row of regions.csv; codes are GB/T 2260 text, tiles count from 1 at the north-west corner."""

    code: str
    name: str
    short: str
    level: str
    parent: str = ""
    zone: str = ""
    abbreviations: str = ""
    name_en: str = ""
    tile_row: str = ""
    tile_column: str = ""


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of one of the reference code lists."""
    with (FACTS / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def short_name(*, code: str, name: str, suffix: re.Pattern[str]) -> str:
    """昌吉回族自治州 → 昌吉: without the kind of division and the names of peoples; 沛县, 静安区, 敖汉旗 stay whole."""
    if code in KEPT_DISTINCT:
        return KEPT_DISTINCT[code]
    stem = suffix.sub("", name)
    if stem != name and name.endswith(("自治州", "自治县", "自治旗")):
        while (shorter := PEOPLE_SUFFIX.sub("", stem)) != stem:
            stem = shorter
        stem = stem.removesuffix("族") if stem + "自治旗" == name or stem + "自治县" == name else stem
    return stem if len(stem) > 1 else name


def tiles() -> dict[str, tuple[int, int]]:
    """Region code → (row, column) of its tile."""
    codes = {letters.split("|")[-1][0]: code for code, letters in ABBREVIATIONS.items()}
    codes |= {letter: code for code, letters in ABBREVIATIONS.items() for letter in letters.split("|")}
    codes["兵"] = BODY["code"]
    rows = [line.split() for line in TILES.strip().splitlines()]
    return {
        codes[letter]: (row, column)
        for row, letters in enumerate(rows, 1)
        for column, letter in enumerate(letters, 1)
        if letter != "."
    }


def provinces() -> list[Region]:
    """The 34 provincial units and 兵团 after its parent's code."""
    listed = [
        {"code": row["code"], "name": row["name"], "short": row["short"], "zone": ZONES[row["region4"]]}
        for row in rows_of("gbt2260_provinces.csv")
    ]
    places = tiles()
    return [
        Region(
            **row,
            level="body" if row is BODY else "province",
            abbreviations=ABBREVIATIONS[row["code"]],
            name_en=ENGLISH[row["code"]],
            tile_row=str(places[row["code"]][0]),
            tile_column=str(places[row["code"]][1]),
        )
        for row in [*listed, BODY]
    ]


def prefectures() -> list[Region]:
    """Cities, leagues, autonomous prefectures and areas; 楚雄州 beside 楚雄 as its printed abbreviation."""
    return [
        Region(
            code=row["code"],
            name=row["name"],
            short=(short := short_name(code=row["code"], name=row["name"], suffix=PREFECTURE_SUFFIX)),
            level="prefecture",
            parent=row["province_code"],
            abbreviations=f"{short}州" if row["name"].endswith("自治州") and not short.endswith("州") else "",
        )
        for row in rows_of("gbt2260_cities.csv")
        if not NOT_A_PREFECTURE.fullmatch(row["code"])
    ]


def counties(*, prefecture_codes: set[str]) -> list[Region]:
    """Counties as of the end of 2023; those without a prefecture hang on their province."""
    gone = SUPERSEDED | STATISTICAL_ONLY | {old for old, *_ in RAISED_2023}
    listed = [
        (row["code"], row["name"], row["city_code"] if row["city_code"] in prefecture_codes else row["province_code"])
        for row in rows_of("gbt2260_counties.csv")
        if row["name"] not in HEADINGS and row["code"] not in gone and not STATISTICAL_COUNTY.fullmatch(row["code"])
    ]
    raised = [(new, name, parent) for _, new, name, parent in RAISED_2023]
    return [
        Region(
            code=code,
            name=name,
            short=short_name(code=code, name=name, suffix=COUNTY_SUFFIX),
            level="county",
            parent=parent,
        )
        for code, name, parent in listed + raised
    ]


def keyed() -> list[Region]:
    """Every region in order of its code."""
    second = prefectures()
    third = counties(prefecture_codes={region.code for region in second})
    return sorted([*provinces(), *second, *third], key=lambda region: region.code)


def main() -> None:
    regions = keyed()
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [field.name for field in fields(Region)], lineterminator="\n")
        writer.writeheader()
        writer.writerows(asdict(region) for region in regions)
    print(TILES)
    for level in ("province", "body", "prefecture", "county"):
        print(level, sum(region.level == level for region in regions))


if __name__ == "__main__":
    main()
