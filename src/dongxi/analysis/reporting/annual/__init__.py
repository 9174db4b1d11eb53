"""The annual report: 封面、摘要、总体、分省、差距、成效、方法与数据说明、附表."""

from dongxi.analysis.reporting.annual.report import annual_periods, annual_report

__all__ = ["annual_periods", "annual_report"]
