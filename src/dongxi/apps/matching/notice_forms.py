"""Forms of saved searches, mail and webhooks."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from dongxi.apps.matching.models.notices import Algorithm, Pace
from dongxi.apps.matching.notice_rules import Event
from dongxi.apps.matching.rules import Side

EVENTS = tuple(choice for choice in Event.choices if choice[0] != Event.PING)


class SaveForm(forms.Form):
    """Keep the filters of a list."""

    side = forms.ChoiceField(choices=Side.choices)
    query = forms.CharField(required=False, max_length=1_000)
    name = forms.CharField(label=_("名称"), required=False, max_length=80)
    pace = forms.ChoiceField(label=_("邮件"), choices=Pace.choices, required=False)


class PaceForm(forms.Form):
    """How often a saved search is mailed."""

    pace = forms.ChoiceField(label=_("邮件"), choices=Pace.choices)


class MailForm(forms.Form):
    """Where to write to; empty for nowhere."""

    address = forms.EmailField(
        label=_("收邮件的地址"), required=False, help_text=_("保存后会收到一封确认信，确认后才发。清空即不再收。")
    )


class WebhookForm(forms.Form):
    """A new webhook."""

    name = forms.CharField(label=_("名称"), max_length=80, help_text=_("给谁、做什么用，例如“省平台同步”。"))
    address = forms.URLField(
        label=_("推送地址"),
        max_length=500,
        assume_scheme="https",
        help_text=_("以 https:// 开头；不能指向本机或内部网络。"),
    )
    algorithm = forms.ChoiceField(label=_("签名算法"), choices=Algorithm.choices, initial=Algorithm.SM3)
    events = forms.MultipleChoiceField(label=_("推送哪些事件"), choices=EVENTS, widget=forms.CheckboxSelectMultiple)


class WebhookChangeForm(forms.Form):
    """Switch a webhook on or off, and what it is told of."""

    read_at = forms.IntegerField(widget=forms.HiddenInput)
    active = forms.BooleanField(label=_("启用"), required=False)
    events = forms.MultipleChoiceField(label=_("推送哪些事件"), choices=EVENTS, widget=forms.CheckboxSelectMultiple)
