"""Lists: filters, sorts, groups, pages, remembers and exports, in few queries however long they are."""

from __future__ import annotations

import csv
import io

import pytest
import python_calamine
from django.db import connection
from django.http import StreamingHttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import path

from dongxi.apps.people.models import Organisation, Region
from dongxi.apps.records.listing import Column, Filter, Listing
from dongxi.apps.records.listing_cells import harmless, words
from dongxi.site.urls import urlpatterns as shipped

pytestmark = pytest.mark.django_db

OURS = "本测试"  # the shipped organisations may stand beside these

LIST = Listing(
    name="places",
    title="机构",
    columns=(
        Column(key="name", title="名称", value=lambda row: row.name, sort="name", address=lambda row: f"/o/{row.pk}/"),
        Column(key="region", title="地区", value=lambda row: row.region and row.region.short_name, sort="region__code"),
        Column(key="kind", title="类型", value=lambda row: row.get_kind_display(), sort="kind"),
        Column(key="length", title="字数", unit="字", value=lambda row: len(row.name), numeric=True),
        Column(key="source", title="信用代码", value=lambda row: row.credit_code, missing="未注明", shown=False),
    ),
    filters=(
        Filter(key="kind", title="类型", path="kind", choices=(("firm", "企业"), ("park", "园区"))),
        Filter(key="named", title="名称含", path=("name", "region__name")),
    ),
    group_by=("region",),
    default_sort="name",
    page_size=20,
    empty="还没有机构，请先导入。",
)


def places(request):
    return LIST.respond(
        request, Organisation.objects.filter(source=OURS).select_related("region"), template="places.html"
    )


urlpatterns = [*shipped, path("places/", places)]


@pytest.fixture(autouse=True)
def _list_page(settings, own_templates):
    """A page with the list alone, under an address of the test's own."""
    settings.ROOT_URLCONF = __name__


@pytest.fixture
def organisations():
    """45 firms in two regions, and one park of none."""
    ningxia, shanghai = (
        Region.objects.get_or_create(code=code, defaults={"name": name, "short_name": name, "level": "province"})[0]
        for code, name in (("640000", "宁夏"), ("310000", "上海"))
    )
    rows = [
        Organisation(name=f"企业{number:02}", kind="firm", source=OURS, region=ningxia if number % 3 else shanghai)
        for number in range(45)
    ]
    Organisation.objects.bulk_create([*rows, Organisation(name="=SUM(1,2)园区", kind="park", source=OURS)])


def text_of(client: Client, query: str = "") -> str:
    response = client.get(f"/places/{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_a_page_shows_its_share_and_says_how_many_there_are(client, organisations):
    page = text_of(client)
    assert "共 46 条" in page
    assert page.count("<tr>") == 21
    assert 'href="/places/?page=3"' in page


def test_a_page_past_the_end_is_the_last_page(client, organisations):
    assert 'aria-current="page" href="/places/?page=3"' in text_of(client, "?page=99")


def test_a_head_sorts_up_then_down_and_says_so(client, organisations):
    assert 'aria-sort="ascending"' in text_of(client)
    page = text_of(client, "?sort=-name")
    assert 'aria-sort="descending"' in page
    assert page.index("企业44") < page.index("企业43")


def test_unknown_values_sort_last_in_either_direction(client, organisations):
    for sort in ("region", "-region"):
        rows = list(csv.reader(io.StringIO(streamed(client, f"?format=csv&sort={sort}"))))
        assert rows[-1][0] == "'=SUM(1,2)园区"


def test_a_filter_narrows_and_keeps_its_choice(client, organisations):
    page = text_of(client, "?kind=park")
    assert "共 1 条" in page
    assert '<option value="park" selected>' in page


def test_free_text_may_match_any_of_its_paths_without_doubling_rows(client, organisations):
    assert "共 15 条" in text_of(client, "?named=上海")
    assert "共 1 条" in text_of(client, "?named=企业07")


def test_what_the_list_does_not_offer_is_passed_over(client, organisations):
    page = text_of(client, "?sort=pk&group=kind&size=7&density=wild&column=secret&named=%00")
    assert "共 46 条" in page
    assert page.count("<tr>") == 21


def test_a_filter_that_has_lapsed_is_said_and_matches_nothing(client, organisations):
    page = text_of(client, "?kind=bank&named=企业")
    assert "筛选条件已失效：类型“bank”" in page
    assert "共 0 条" in page
    assert 'href="/places/"' in page
    for ending in ("csv", "xlsx"):
        refused = client.get(f"/places/?kind=bank&format={ending}")
        assert (refused.status_code, "筛选条件已失效：类型“bank”" in refused.content.decode()) == (404, True)


def test_a_group_has_a_head_with_the_count_of_all_its_pages(client, organisations):
    page = text_of(client, "?group=region")
    assert page.count('class="group"') == 2
    assert "15 条" in page
    assert "30 条" in page


def test_columns_are_chosen_in_the_address_and_remembered(client, organisations):
    assert "未注明" in text_of(client, "?column=name&column=source&density=tight")
    again = text_of(client)
    assert "未注明" in again
    assert 'class="density-tight"' in again
    assert ">字数</a>" not in again


def test_an_empty_list_says_what_to_do_and_an_empty_answer_offers_to_clear(client, organisations):
    assert "清除筛选" in text_of(client, "?named=没有这个")
    Organisation.objects.filter(source=OURS).update(source="")
    assert "还没有机构，请先导入。" in text_of(client)


def test_the_query_count_does_not_grow_with_the_rows(client, organisations):
    text_of(client)
    with CaptureQueriesContext(
        connection,
    ) as few:
        text_of(client, "?group=region")
    Organisation.objects.bulk_create(
        [Organisation(name=f"又{number}", kind="firm", source=OURS) for number in range(10_000)]
    )
    with CaptureQueriesContext(connection) as many:
        text_of(client, "?group=region&size=200")
    assert len(many) == len(few) == 3


def streamed(client: Client, query: str) -> str:
    response = client.get(f"/places/{query}")
    assert isinstance(response, StreamingHttpResponse)
    return response.getvalue().decode()


def test_csv_holds_every_filtered_row_with_a_byte_order_mark_and_no_formula(client, organisations):
    text = streamed(client, "?format=csv&page=2")
    assert text.startswith("\ufeff名称,地区,类型,字数（字）\r\n")
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == 47
    assert ["'=SUM(1,2)园区", "", "园区", "11"] in rows


def test_csv_comes_in_blocks(client, organisations):
    Organisation.objects.bulk_create(
        [Organisation(name=f"又{number}", kind="firm", source=OURS) for number in range(2_000)]
    )
    blocks = list(client.get("/places/?format=csv").streaming_content)
    assert len(blocks) > 4
    assert b"".join(blocks).count(b"\r\n") == 2_047


def test_a_workbook_holds_every_filtered_row_as_numbers_and_text(client, organisations):
    response = client.get("/places/?format=xlsx&kind=park")
    assert response["Content-Disposition"].endswith('.xlsx"')
    book = python_calamine.load_workbook(io.BytesIO(response.getvalue()))
    assert book.get_sheet_by_index(0).to_python() == [
        ["名称", "地区", "类型", "字数（字）"],
        ["=SUM(1,2)园区", "", "园区", 11.0],
    ]
    assert ["类型", "园区"] in book.get_sheet_by_name("说明").to_python()


def test_what_nobody_reported_is_exported_as_the_word_the_page_shows(client, organisations):
    asked = "column=name&column=source&kind=park"
    assert "=SUM(1,2)园区,未注明" in streamed(client, f"?format=csv&{asked}").replace("'", "").replace('"', "")
    book = python_calamine.load_workbook(io.BytesIO(client.get(f"/places/?format=xlsx&{asked}").getvalue()))
    assert book.get_sheet_by_index(0).to_python()[1] == ["=SUM(1,2)园区", "未注明"]


def test_text_that_looks_like_a_formula_is_defused_and_numbers_are_not():
    assert [harmless(value) for value in ("=1", "+1", "-1", "@a", "\tb", -1, "宁夏")] == [
        "'=1",
        "'+1",
        "'-1",
        "'@a",
        "'\tb",
        -1,
        "宁夏",
    ]


def test_missing_zero_and_empty_read_differently(client, organisations):
    assert words(0) == "0"
    assert words(None) == ""
    assert '<span class="missing">—</span>' in text_of(client, "?kind=park")
