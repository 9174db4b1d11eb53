from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "dongxi.apps.reports"
    label = "reports"
    verbose_name = "报告"

    def ready(self) -> None:
        from dongxi.apps.records import jobs, permissions
        from dongxi.apps.reports import rules

        permissions.declare(rules.PERMISSIONS)
        jobs.declare("reports.make", "dongxi.site.exports.report_job.make_report", title=_("生成报告"))
