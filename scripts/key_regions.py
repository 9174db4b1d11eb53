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

# The first four digits of a prefecture's code and its name: pinyin, or the official romanisation of other languages.
PREFECTURES_ENGLISH = """
    1301 Shijiazhuang; 1302 Tangshan; 1303 Qinhuangdao; 1304 Handan; 1305 Xingtai; 1306 Baoding; 1307 Zhangjiakou;
    1308 Chengde; 1309 Cangzhou; 1310 Langfang; 1311 Hengshui; 1401 Taiyuan; 1402 Datong; 1403 Yangquan; 1404
    Changzhi; 1405 Jincheng; 1406 Shuozhou; 1407 Jinzhong; 1408 Yuncheng; 1409 Xinzhou; 1410 Linfen; 1411 Lüliang;
    1501 Hohhot; 1502 Baotou; 1503 Wuhai; 1504 Chifeng; 1505 Tongliao; 1506 Ordos; 1507 Hulunbuir; 1508 Bayannur;
    1509 Ulanqab; 1522 Hinggan; 1525 Xilingol; 1529 Alxa; 2101 Shenyang; 2102 Dalian; 2103 Anshan; 2104 Fushun; 2105
    Benxi; 2106 Dandong; 2107 Jinzhou; 2108 Yingkou; 2109 Fuxin; 2110 Liaoyang; 2111 Panjin; 2112 Tieling; 2113
    Chaoyang; 2114 Huludao; 2201 Changchun; 2202 Jilin City; 2203 Siping; 2204 Liaoyuan; 2205 Tonghua; 2206 Baishan;
    2207 Songyuan; 2208 Baicheng; 2224 Yanbian; 2301 Harbin; 2302 Qiqihar; 2303 Jixi; 2304 Hegang; 2305
    Shuangyashan; 2306 Daqing; 2307 Yichun; 2308 Jiamusi; 2309 Qitaihe; 2310 Mudanjiang; 2311 Heihe; 2312 Suihua;
    2327 Daxing'anling; 3201 Nanjing; 3202 Wuxi; 3203 Xuzhou; 3204 Changzhou; 3205 Suzhou; 3206 Nantong; 3207
    Lianyungang; 3208 Huai'an; 3209 Yancheng; 3210 Yangzhou; 3211 Zhenjiang; 3212 Taizhou; 3213 Suqian; 3301
    Hangzhou; 3302 Ningbo; 3303 Wenzhou; 3304 Jiaxing; 3305 Huzhou; 3306 Shaoxing; 3307 Jinhua; 3308 Quzhou; 3309
    Zhoushan; 3310 Taizhou; 3311 Lishui; 3401 Hefei; 3402 Wuhu; 3403 Bengbu; 3404 Huainan; 3405 Ma'anshan; 3406
    Huaibei; 3407 Tongling; 3408 Anqing; 3410 Huangshan; 3411 Chuzhou; 3412 Fuyang; 3413 Suzhou; 3415 Lu'an; 3416
    Bozhou; 3417 Chizhou; 3418 Xuancheng; 3501 Fuzhou; 3502 Xiamen; 3503 Putian; 3504 Sanming; 3505 Quanzhou; 3506
    Zhangzhou; 3507 Nanping; 3508 Longyan; 3509 Ningde; 3601 Nanchang; 3602 Jingdezhen; 3603 Pingxiang; 3604
    Jiujiang; 3605 Xinyu; 3606 Yingtan; 3607 Ganzhou; 3608 Ji'an; 3609 Yichun; 3610 Fuzhou; 3611 Shangrao; 3701
    Jinan; 3702 Qingdao; 3703 Zibo; 3704 Zaozhuang; 3705 Dongying; 3706 Yantai; 3707 Weifang; 3708 Jining; 3709
    Tai'an; 3710 Weihai; 3711 Rizhao; 3713 Linyi; 3714 Dezhou; 3715 Liaocheng; 3716 Binzhou; 3717 Heze; 4101
    Zhengzhou; 4102 Kaifeng; 4103 Luoyang; 4104 Pingdingshan; 4105 Anyang; 4106 Hebi; 4107 Xinxiang; 4108 Jiaozuo;
    4109 Puyang; 4110 Xuchang; 4111 Luohe; 4112 Sanmenxia; 4113 Nanyang; 4114 Shangqiu; 4115 Xinyang; 4116 Zhoukou;
    4117 Zhumadian; 4201 Wuhan; 4202 Huangshi; 4203 Shiyan; 4205 Yichang; 4206 Xiangyang; 4207 Ezhou; 4208 Jingmen;
    4209 Xiaogan; 4210 Jingzhou; 4211 Huanggang; 4212 Xianning; 4213 Suizhou; 4228 Enshi; 4301 Changsha; 4302
    Zhuzhou; 4303 Xiangtan; 4304 Hengyang; 4305 Shaoyang; 4306 Yueyang; 4307 Changde; 4308 Zhangjiajie; 4309 Yiyang;
    4310 Chenzhou; 4311 Yongzhou; 4312 Huaihua; 4313 Loudi; 4331 Xiangxi; 4401 Guangzhou; 4402 Shaoguan; 4403
    Shenzhen; 4404 Zhuhai; 4405 Shantou; 4406 Foshan; 4407 Jiangmen; 4408 Zhanjiang; 4409 Maoming; 4412 Zhaoqing;
    4413 Huizhou; 4414 Meizhou; 4415 Shanwei; 4416 Heyuan; 4417 Yangjiang; 4418 Qingyuan; 4419 Dongguan; 4420
    Zhongshan; 4451 Chaozhou; 4452 Jieyang; 4453 Yunfu; 4501 Nanning; 4502 Liuzhou; 4503 Guilin; 4504 Wuzhou; 4505
    Beihai; 4506 Fangchenggang; 4507 Qinzhou; 4508 Guigang; 4509 Yulin; 4510 Baise; 4511 Hezhou; 4512 Hechi; 4513
    Laibin; 4514 Chongzuo; 4601 Haikou; 4602 Sanya; 4603 Sansha; 4604 Danzhou; 5101 Chengdu; 5103 Zigong; 5104
    Panzhihua; 5105 Luzhou; 5106 Deyang; 5107 Mianyang; 5108 Guangyuan; 5109 Suining; 5110 Neijiang; 5111 Leshan;
    5113 Nanchong; 5114 Meishan; 5115 Yibin; 5116 Guang'an; 5117 Dazhou; 5118 Ya'an; 5119 Bazhong; 5120 Ziyang; 5132
    Aba; 5133 Garzê; 5134 Liangshan; 5201 Guiyang; 5202 Liupanshui; 5203 Zunyi; 5204 Anshun; 5205 Bijie; 5206
    Tongren; 5223 Qianxinan; 5226 Qiandongnan; 5227 Qiannan; 5301 Kunming; 5303 Qujing; 5304 Yuxi; 5305 Baoshan;
    5306 Zhaotong; 5307 Lijiang; 5308 Pu'er; 5309 Lincang; 5323 Chuxiong; 5325 Honghe; 5326 Wenshan; 5328
    Xishuangbanna; 5329 Dali; 5331 Dehong; 5333 Nujiang; 5334 Diqing; 5401 Lhasa; 5402 Xigazê; 5403 Qamdo; 5404
    Nyingchi; 5405 Shannan; 5406 Nagqu; 5425 Ngari; 6101 Xi'an; 6102 Tongchuan; 6103 Baoji; 6104 Xianyang; 6105
    Weinan; 6106 Yan'an; 6107 Hanzhong; 6108 Yulin; 6109 Ankang; 6110 Shangluo; 6201 Lanzhou; 6202 Jiayuguan; 6203
    Jinchang; 6204 Baiyin; 6205 Tianshui; 6206 Wuwei; 6207 Zhangye; 6208 Pingliang; 6209 Jiuquan; 6210 Qingyang;
    6211 Dingxi; 6212 Longnan; 6229 Linxia; 6230 Gannan; 6301 Xining; 6302 Haidong; 6322 Haibei; 6323 Huangnan; 6325
    Hainan Prefecture; 6326 Golog; 6327 Yushu; 6328 Haixi; 6401 Yinchuan; 6402 Shizuishan; 6403 Wuzhong; 6404
    Guyuan; 6405 Zhongwei; 6501 Ürümqi; 6502 Karamay; 6504 Turpan; 6505 Hami; 6523 Changji; 6527 Bortala; 6528
    Bayingolin; 6529 Aksu; 6530 Kizilsu; 6531 Kashgar; 6532 Hotan; 6540 Ili; 6542 Tacheng; 6543 Altay
"""

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
        stem = stem.removesuffix("族")
    return stem if len(stem) > 1 else name


def tiles() -> dict[str, tuple[int, int]]:
    """Region code → (row, column) of its tile."""
    codes = {letter: code for code, letters in ABBREVIATIONS.items() for letter in letters.split("|")}
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


def english_prefectures() -> dict[str, str]:
    """Prefecture code → English name."""
    entries = (entry.split(maxsplit=1) for entry in PREFECTURES_ENGLISH.split(";"))
    return {f"{digits}00": name for digits, name in entries}


def prefectures() -> list[Region]:
    """Cities, leagues, autonomous prefectures and areas; 楚雄州 beside 楚雄 as its printed abbreviation."""
    english = english_prefectures()
    return [
        Region(
            code=row["code"],
            name=row["name"],
            short=(short := short_name(code=row["code"], name=row["name"], suffix=PREFECTURE_SUFFIX)),
            level="prefecture",
            parent=row["province_code"],
            abbreviations=f"{short}州" if row["name"].endswith("自治州") and not short.endswith("州") else "",
            name_en=english[row["code"]],
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
