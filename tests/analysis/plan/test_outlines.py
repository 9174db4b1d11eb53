"""Outlines as documents print them: where a heading ends, how deep a clause stands, what is no clause at all."""

import pytest

from dongxi.analysis.plan import PlanDocument, read_text

TITLE = "乙省东西部科技协作工作方案\n"


def outline(document: PlanDocument) -> list[tuple[int, str, str | None]]:
    return [(node.level, node.number, node.heading) for node in document.outline]


def below_tasks(clauses: str) -> list[tuple[int, str, str | None]]:
    return outline(read_text(f"{TITLE}一、重点任务\n{clauses}"))[1:]


@pytest.mark.parametrize(
    "line",
    [
        "（一）夯实平台（省科技厅牵头）",
        "（一）夯实平台（责任单位：省科技厅、省教育厅）",
        "（一）夯实平台（牵头单位：省科技厅；配合单位：省财政厅、各市（州）人民政府）",
        "（一）夯实平台（省科技厅牵头，省教育厅、省财政厅按职责分工负责）",
        "（一）夯实平台（牵头：省科技厅；配合：省教育厅）。",
        "（一）夯实平台：",
        "（一）夯实平台",
    ],
)
def test_a_heading_ends_before_the_bracket_of_those_who_answer(line: str) -> None:
    assert below_tasks(f"{line}\n支持西宁市与南京市共建实验室。\n")[0] == (2, "（一）", "夯实平台")


@pytest.mark.parametrize("bracket", ["（2023—2025年）", "（“双百”工程）", "(第一批)"])
def test_any_other_bracket_belongs_to_the_heading(bracket: str) -> None:
    assert below_tasks(f"（一）夯实平台{bracket}\n支持西宁市与南京市共建实验室。\n")[0][2] == f"夯实平台{bracket}"


@pytest.mark.parametrize(
    "item",
    [
        "湟中、大通两县种植企业引入寿光市的育苗技术，统一建设和管理连栋温室，统一培训技术人员。",
        "支持祁连县承接江苏、浙江两省的牦牛肉贮运技术，苏浙专家以“周末工程师”方式到县开展服务。",
        "由省农科院牵头，江苏省农业科学院、青海大学参加，在海东市建设设施蔬菜育苗中心和示范基地。",
        "对到省外设立研发机构的企业，经省科技厅认定后由省财政厅一次性给予不超过五十万元的补助。",
    ],
)
def test_a_clause_that_opens_with_a_whole_sentence_has_no_heading(item: str) -> None:
    assert below_tasks(f"1.{item}县科技局每季度检查一次。\n")[0] == (2, "1.", None)


@pytest.mark.parametrize(
    "item", ["省科技厅每年组织对接活动。", "市州政府要落实资金。", "省教育厅会同有关单位开展培训。", "建设实验室。"]
)
def test_a_short_clause_in_which_somebody_acts_is_a_task_and_no_heading(item: str) -> None:
    document = read_text(f"{TITLE}一、重点任务\n1.{item}\n2.{item}\n")
    assert outline(document)[1:] == [(2, "1.", None), (2, "2.", None)]
    assert len(document.tasks) == 2


def test_a_kind_of_number_stands_at_one_level_whatever_other_branches_hold() -> None:
    branches = "（一）平台\n1.实验室\n(1)支持甲、乙两市共建。\n2.园区\n①建设飞地；\n②建设园中园。\n"
    assert [(level, number) for level, number, _ in below_tasks(branches)] == [
        (2, "（一）"),
        (3, "1."),
        (4, "(1)"),
        (3, "2."),
        (4, "①"),
        (4, "②"),
    ]


def test_numbers_that_run_on_through_the_document_keep_their_level_without_a_section_between() -> None:
    text = f"{TITLE}一、任务\n（一）平台\n1.共建实验室。支持两市共建。\n二、保障\n2.加强领导。省科技厅牵头。\n"
    assert [(level, number) for level, number, _ in outline(read_text(text))] == [
        (1, "一、"),
        (2, "（一）"),
        (3, "1."),
        (1, "二、"),
        (3, "2."),
    ]


BOX = "（一）平台共建。支持两市共建实验室。\n专栏1　重大工程\n{items}\n（二）人才交流。选派特派员。\n"


@pytest.mark.parametrize(
    "items",
    [
        "——种质创制。联合南京农业大学选育新品种。\n——装置通用。每年开放机时。",
        "●种质创制：支持青海大学选育新品种。",
        "实施种质创制工程，建设资源圃。",
    ],
)
def test_a_numbered_box_that_asks_for_something_is_a_clause_beside_the_one_it_follows(items: str) -> None:
    document = read_text(f"{TITLE}一、重点任务\n{BOX.format(items=items)}")
    assert outline(document)[2] == (2, "专栏1", "重大工程")
    assert [task.id for task in document.tasks] == ["1.1", "1.2", "1.3"]


def test_a_box_that_only_lists_is_no_clause_and_no_part_of_the_one_before() -> None:
    document = read_text(f"{TITLE}一、重点任务\n{BOX.format(items='●新材料：锂电正极材料、高性能纤维。')}")
    assert [number for _, number, _ in outline(document)] == ["一、", "（一）", "（二）"]
    assert "锂电" not in document.text[slice(*document.tasks[0].span)]


@pytest.mark.parametrize(
    "head", ["青海省科学技术厅\n文件\n", "青海省科学技术厅文件\n", "青海省科学技术厅\n青海省财政厅\n"]
)
def test_a_red_head_is_no_part_of_the_title(head: str) -> None:
    document = read_text(
        f"{head}青科发〔2022〕7号\n青海省科学技术厅关于印发协作方案的通知\n各市州：\n一、任务\n建平台。\n"
    )
    assert document.title == "青海省科学技术厅关于印发协作方案的通知"
    assert document.document_number == "青科发〔2022〕7号"


PRINTED = """\
　　　　　　　　青海省科学技术厅
　　关于印发青海省东西部科技协作三年行动计划的通知

各市、自治州科技局，西宁（国家级）经济技术开发区管委会：
　　现将《青海省东西部科技协作三年行动计划》印发给你们，请结合本地实
际认真抓好组织落实，工作中的问题径向省科技厅反映。
                                              青海省科学技术厅
                                              二〇二三年四月六日

                  青海省东西部科技协作三年行动计划

一、重点任务
（一）平台共建
　　推动青海大学与南京农业大学围绕高原设施蔬菜共同建设联合实验室，三
年内选育新品种5个以上，并在海东市建设示范基地。
（二）人才交流
　　每年选派科技特派员五十名到玉树、果洛两州驻点服务，遴选青年骨干到
江苏省有关科研院所跟班学习，支持县级农技推广机构与东部院校结成对子，
定期开展远程诊断和技术培训，把适用技术送到牧户家门口。
"""


def test_a_centred_line_of_wrapped_text_does_not_run_on_into_the_next() -> None:
    document = read_text(PRINTED)
    assert document.title == "青海省科学技术厅关于印发青海省东西部科技协作三年行动计划的通知"
    assert [number for _, number, _ in outline(document)] == ["", "一、", "（一）", "（二）"]
    assert "联合实验室，三年内选育" in document.text


@pytest.mark.parametrize(
    "sentence",
    [
        "与南京农业大学共建旱作农业实验站",
        "同江南大学共同培养食品检测人才",
        "和复旦大学附属医院开展远程会诊",
        "兰州大学与东南大学共建新型电力实验室",
        "不得以合作名义重复购置仪器",
        "临夏州负责落实项目用地",
    ],
)
def test_a_clause_of_one_short_sentence_that_asks_for_something_is_no_heading(sentence: str) -> None:
    document = read_text(f"{TITLE}一、重点任务\n（一）{sentence}。\n（二）举办推介活动。")
    assert [one.text for one in document.commitments] == [sentence, "举办推介活动"]


@pytest.mark.parametrize("words", ["与东部省市结对", "和谐社区建设", "平台共建共享", "同心县工作"])
def test_a_clause_of_a_few_words_that_only_name_something_is_a_heading(words: str) -> None:
    assert read_text(f"{TITLE}一、重点任务\n（一）{words}。\n（二）举办推介活动。").outline[1].heading == words


@pytest.mark.parametrize(
    "article",
    [
        "鼓励省内高校与天津大学联合建设实验室，联合培养研究生。\n联合建设的实验室可以申报补助。",
        "支持白银市与天津市共建科技成果转移转化中心。中心建成后，省财政给予补助。",
    ],
)
def test_an_article_that_opens_with_what_it_asks_for_has_no_heading(article: str) -> None:
    document = read_text(f"甘肃省科技合作办法\n第一条 制定本办法。\n第二条 {article}\n第三条 平台布局。举办推介活动。")
    assert [node.heading for node in document.outline[1:]] == [None, "平台布局"]
    assert document.commitments[0].text == article.split("，联合培养")[0].split("。")[0]


def test_of_two_plans_in_one_file_with_their_letter_each_has_its_place_and_its_own_aims() -> None:
    letter = "某省科学技术厅关于印发两个方案的通知\n各市科技局：\n现将方案印发给你们，请认真贯彻执行。\n"
    signed = "某省科学技术厅\n2026年3月1日\n"
    cooperation = "某省科技合作实施方案\n到2027年，共建平台10个。\n一、重点任务\n支持昆明市与上海市共建实验室。\n"
    exchange = "某省人才交流实施方案\n到2028年，选派人才100名。\n一、重点任务\n支持昆明市与上海市互派人员。\n"
    document = read_text(letter + signed + cooperation + signed + exchange)
    assert [(node.id, node.heading) for node in document.outline] == [
        ("0.1", "某省科技合作实施方案"),
        ("1", "重点任务"),
        ("0.2", "某省人才交流实施方案"),
        ("2", "重点任务"),
    ]
    assert [aim.text for aim in document.goals] == ["共建平台10个", "选派人才100名"]
