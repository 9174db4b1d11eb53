# ruff: noqa: E501  a row of a table stays on its line
"""Write examples/needs.xlsx and examples/offers.xlsx: invented needs and offers in the columns of the import template.

    uv run python scripts/write_matching_examples.py

Every need and offer is made up for trying the product; none is anybody's. Regions are given by name for `dongxi match`;
the import page registers a row where its own unit lies.
"""

from __future__ import annotations

from pathlib import Path

import xlsxwriter

EXAMPLES = Path(__file__).parents[1] / "examples"
HEADS = ("id", "title", "text", "field", "region", "maturity", "mode", "figures", "amount", "amount_kind")
CHEMISTRY, FOOD, CROPS, HERDS = "化学工程", "食品科学技术", "农学", "畜牧、兽医科学"
ENERGY, WATER, MATERIAL, DRUGS = "能源科学技术", "水利工程", "材料科学", "中医学与中药学"
COMPUTING, NATURE, MINES, MACHINES = "计算机科学技术", "环境科学技术及资源科学技术", "矿山工程技术", "机械工程"
TRANSFER, RESEARCH, TALENT, SHARING, PLATFORM, PARK = (
    "成果转化", "联合攻关", "人才交流", "资源共享", "平台联建", "园区共建",
)  # fmt: skip

NEEDS = (
    ("N-01", "盐湖卤水中低浓度锂的高效提取", "镁锂比高，现有沉淀法回收率低、用水多，希望找到适合高镁锂比老卤的吸附或膜分离办法。",
     CHEMISTRY, "青海", 6, TRANSFER, "锂回收率 ≥ 85 %；淡水用量 ≤ 20 立方米/吨", 800, "意向"),
    ("N-02", "枸杞鲜果低温干燥保色", "热风烘干褐变明显、多糖损失大，低温慢烘能耗又太高，需要既保色又节能的干燥办法。",
     FOOD, "宁夏", 7, TRANSFER, "多糖保留率 ≥ 85 %；单位能耗 ≤ 1.2 千瓦时/千克", 120, "意向"),
    ("N-03", "长绒棉机采含杂率高", "机采棉叶屑多，清理几道后纤维变短，想从采摘头和清理工艺两头降低含杂。",
     MACHINES, "新疆", 6, RESEARCH, "含杂率 ≤ 6 %", None, ""),
    ("N-04", "牦牛冬春季掉膘和繁殖率低", "高寒牧区冬春缺草，母牦牛两年一胎，需要补饲配方和同期发情等成套技术。",
     HERDS, "西藏", 5, RESEARCH, "繁殖成活率 ≥ 60 %", 60, "财政"),
    ("N-05", "高原红景天人工栽培成分不稳", "野生资源减少，人工栽培三年后红景天苷含量波动大，想弄清环境与成分的关系并定出栽培规程。",
     DRUGS, "西藏", 4, RESEARCH, "", None, ""),
    ("N-06", "果园精准灌溉和水肥一体", "干旱区果园用水定额逐年收紧，需要按墒情和树龄决定灌水施肥的成套设备和模型。",
     WATER, "甘肃", 7, TRANSFER, "节水率 ≥ 30 %", 90, "财政"),
    ("N-07", "光伏电站在沙尘下的清洁和运维", "沙尘天气后组件出力骤降，人工清洗费水费工，需要少水或无水的清洁与故障识别办法。",
     ENERGY, "内蒙古", 7, TRANSFER, "清洁后出力恢复 ≥ 97 %", 200, "意向"),
    ("N-08", "磷石膏大宗利用", "堆存量大，杂质含量波动，做建材强度不稳，需要除杂和大宗消纳的路线。",
     NATURE, "贵州", 6, RESEARCH, "年消纳量 ≥ 20 万吨", None, ""),
    ("N-09", "高原冷凉蔬菜冷链保鲜", "露地菜心运到沿海要三天，损耗高，需要产地预冷和气调保鲜的经济办法。",
     FOOD, "云南", 7, TRANSFER, "损耗率 ≤ 8 %", 70, "意向"),
    ("N-10", "县医院影像诊断缺人", "县里没有高年资影像医生，希望东部医院带教并共享辅助诊断系统。",
     COMPUTING, "四川", 8, TALENT, "", None, ""),
    ("N-11", "退化草原补播草种选育", "本地草种少，外来种越冬差，需要耐寒耐旱的乡土草种和扩繁技术。",
     CROPS, "内蒙古", 5, RESEARCH, "越冬率 ≥ 80 %", 110, "财政"),
    ("N-12", "镁渣制备低碳胶凝材料", "金属镁冶炼渣堆存，自粉化扬尘，想用来替代部分水泥熟料。",
     MATERIAL, "陕西", 6, PLATFORM, "28天抗压强度 ≥ 42.5 兆帕", 150, "自筹"),
)  # fmt: skip
OFFERS = (
    ("F-01", "铝系吸附剂盐湖提锂成套技术", "颗粒吸附剂适合高镁锂比老卤，洗脱用水少，已有千吨级中试线。", CHEMISTRY, "上海", 7, TRANSFER, "锂回收率 ≥ 90 %", 600, "意向"),
    ("F-02", "纳滤膜镁锂分离工艺", "两段纳滤加反渗透浓缩，镁锂比可降到一以下，附膜污染清洗方案。", CHEMISTRY, "江苏", 6, TRANSFER, "镁截留率 ≥ 95 %", None, ""),
    ("F-03", "电渗析卤水浓缩装备", "选择性离子交换膜电渗析，用于卤水和高盐废水的浓缩。", CHEMISTRY, "浙江", 7, TRANSFER, "", None, ""),
    ("F-04", "果蔬真空脉动干燥成套技术", "真空脉动条件下低温干燥，色泽和多糖保留好，能耗比热风低三成。", FOOD, "江苏", 7, TRANSFER, "单位能耗 ≤ 1 千瓦时/千克", 90, "意向"),
    ("F-05", "热泵与微波联合干燥装备", "热泵预干加微波终干，适合浆果和中药材，可移动。", FOOD, "广东", 8, TRANSFER, "", 110, "意向"),
    ("F-06", "浆果多糖提取与功能评价", "有浆果多糖结构鉴定和动物评价平台，可联合开发产品。", FOOD, "上海", 5, RESEARCH, "", None, ""),
    ("F-07", "棉花机采头柔性摘锭", "柔性摘锭减少叶屑夹带，整机在两个团场试用两季。", MACHINES, "江苏", 7, TRANSFER, "含杂率 ≤ 7 %", None, ""),
    ("F-08", "籽棉清理除杂线优化", "按含杂种类调节锯齿和气流，少伤纤维。", MACHINES, "山东", 7, TRANSFER, "纤维长度损失 ≤ 0.5 毫米", 80, "意向"),
    ("F-09", "棉花纤维在线检测系统", "近红外加机器视觉，在线给出长度、含杂和色泽。", COMPUTING, "浙江", 6, TRANSFER, "", None, ""),
    ("F-10", "反刍动物冬季补饲配方", "针对粗蛋白不足的补饲颗粒料配方和饲喂制度。", HERDS, "北京", 7, TRANSFER, "", 30, "意向"),
    ("F-11", "牛同期发情与定时输精技术", "简化的两针法，适合放牧条件，附培训。", HERDS, "山东", 8, TRANSFER, "受胎率 ≥ 55 %", None, ""),
    ("F-12", "肉牛基因组选育平台", "有芯片和参考群体，可为地方品种做基因组评估。", HERDS, "北京", 6, SHARING, "", None, ""),
    ("F-13", "药用植物有效成分代谢调控", "多组学弄清环境因子与苷类成分的关系，可定栽培规程。", DRUGS, "上海", 4, RESEARCH, "", None, ""),
    ("F-14", "中药材组培快繁工厂", "十余种药材组培苗年产千万株，可代育。", DRUGS, "浙江", 8, TRANSFER, "", 60, "意向"),
    ("F-15", "中药材产地加工与溯源", "产地趁鲜加工规范和一物一码溯源。", DRUGS, "广东", 8, TRANSFER, "", None, ""),
    ("F-16", "墒情预报与智能灌溉决策", "遥感加土壤水模型，按地块给出灌水建议，手机可用。", WATER, "北京", 8, TRANSFER, "节水率 ≥ 25 %", 50, "意向"),
    ("F-17", "低压滴灌与水肥一体设备", "低压运行、抗堵塞滴头和施肥机，适合坡地果园。", WATER, "河北", 9, TRANSFER, "", 40, "意向"),
    ("F-18", "苦咸水淡化小型装置", "太阳能驱动，单台日产水五吨。", WATER, "天津", 7, TRANSFER, "", None, ""),
    ("F-19", "光伏组件无水清洁机器人", "静电加毛刷，无水清洁，可跨阵列转运。", ENERGY, "江苏", 8, TRANSFER, "出力恢复 ≥ 97 %", 180, "意向"),
    ("F-20", "光伏电站故障红外识别", "无人机红外巡检和热斑自动识别。", ENERGY, "浙江", 8, TRANSFER, "识别率 ≥ 95 %", None, ""),
    ("F-21", "储能电站热管理", "浸没式冷却和早期预警。", ENERGY, "广东", 6, TRANSFER, "", None, ""),
    ("F-22", "磷石膏净化制高强石膏", "水洗浮选除杂加蒸压，制高强石膏粉。", NATURE, "湖北", 6, RESEARCH, "年处理 ≥ 10 万吨", None, ""),
    ("F-23", "工业副产石膏道路基层", "磷石膏改性做道路基层，已铺三十公里。", NATURE, "江苏", 7, TRANSFER, "", None, ""),
    ("F-24", "矿区生态修复与植被重建", "干旱矿区土壤重构和植被配置。", NATURE, "北京", 7, RESEARCH, "", None, ""),
    ("F-25", "叶菜产地移动预冷", "移动式压差预冷，半小时降到五度。", FOOD, "山东", 8, TRANSFER, "", 55, "意向"),
    ("F-26", "可降解气调保鲜膜", "按呼吸强度定透气率的生物基保鲜膜。", MATERIAL, "福建", 6, TRANSFER, "损耗率 ≤ 8 %", None, ""),
    ("F-27", "冷链温度追溯平台", "低成本温度标签和断链预警。", COMPUTING, "广东", 8, TRANSFER, "", None, ""),
    ("F-28", "医学影像辅助诊断系统", "胸部和骨折影像辅助阅片，可远程会诊、带教基层医生。", COMPUTING, "上海", 8, TALENT, "敏感度 ≥ 92 %", None, ""),
    ("F-29", "县域医共体远程心电", "远程心电集中诊断，十分钟出报告。", COMPUTING, "浙江", 9, SHARING, "", None, ""),
    ("F-30", "耐寒牧草种质资源库", "保存乡土草种三千份，可共享并联合选育。", CROPS, "北京", 5, SHARING, "", None, ""),
    ("F-31", "苜蓿耐盐碱新品种", "两个新品种在盐碱地产草量高，附栽培技术。", CROPS, "天津", 7, TRANSFER, "", None, ""),
    ("F-32", "草种机械化采收与清选", "轻小种子采收机和清选线。", MACHINES, "江苏", 7, TRANSFER, "", None, ""),
    ("F-33", "钢渣镁渣碳化养护建材", "利用烟气二氧化碳碳化养护，做砌块和路面砖。", MATERIAL, "浙江", 6, TRANSFER, "抗压强度 ≥ 30 兆帕", None, ""),
    ("F-34", "低碳胶凝材料设计平台", "固废基胶凝材料配方设计和耐久性评价，愿与西部共建分平台。", MATERIAL, "江苏", 5, PLATFORM, "", None, ""),
    ("F-35", "高性能镁合金压铸", "大型薄壁件压铸和防腐处理。", MATERIAL, "上海", 7, TRANSFER, "", 300, "意向"),
    ("F-36", "稀土永磁废料回收", "短流程回收，适合小批量废料。", MATERIAL, "福建", 6, TRANSFER, "", None, ""),
    ("F-37", "智能选矿在线分析", "矿浆品位在线分析和浮选优化。", MINES, "北京", 7, TRANSFER, "", None, ""),
    ("F-38", "生物医药园区公共服务平台", "有中试、检测和注册服务，愿与西部园区结对共建。", DRUGS, "江苏", 8, PARK, "", None, ""),
    ("F-39", "农产品区块链溯源", "从种植到销售全程上链，附监管端。", COMPUTING, "山东", 8, TRANSFER, "", None, ""),
    ("F-40", "大型科学仪器远程共享", "质谱、电镜等预约共享，可寄样检测。", CHEMISTRY, "上海", 9, SHARING, "", None, ""),
)  # fmt: skip


def write(path: Path, rows: tuple[tuple[object, ...], ...]) -> None:
    """One sheet; an empty cell means not told."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True})
    for at, head in enumerate(HEADS):
        sheet.write_string(0, at, head, bold)
        sheet.set_column(at, at, {"title": 34, "text": 70, "figures": 34}.get(head, 14))
    for line, row in enumerate(rows, start=1):
        for at, cell in enumerate(row):
            if cell not in (None, ""):
                sheet.write(line, at, cell)
    sheet.freeze_panes(1, 0)
    book.close()


if __name__ == "__main__":
    write(EXAMPLES / "needs.xlsx", NEEDS)
    write(EXAMPLES / "offers.xlsx", OFFERS)
