"""What the upload form takes: documents that can be read, and a region the reader may speak for."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dongxi.apps.people.models import Region, User
from dongxi.apps.people.services import grant_role
from dongxi.apps.plans.forms import UploadForm
from dongxi.apps.records.permissions import SYSTEM


@pytest.fixture
def officer(facts):
    user = User.objects.create_user("officer")
    grant_role(actor=SYSTEM, user=user, role="province", region=Region.objects.get(pk="640000"))
    return user


@pytest.mark.parametrize(("name", "words"), [("old.doc", "另存为 .docx"), ("photo.png", "可以上传")])
def test_a_file_that_cannot_be_read_is_refused_beside_its_field(officer, name, words):
    form = UploadForm({"region": "640000"}, {"file": SimpleUploadedFile(name, b"x")}, user=officer)
    assert words in "".join(form.errors["file"])


def test_a_province_is_offered_its_own_region_and_no_national_document(officer):
    form = UploadForm({"region": ""}, {"file": SimpleUploadedFile("a.txt", b"x")}, user=officer)
    assert [str(value) for value, _label in form.fields["region"].choices] == ["640000"]
    assert "region" in form.errors


def test_a_ministry_says_itself_that_a_document_is_of_the_whole_country(facts):
    official = User.objects.create_user("official")
    grant_role(actor=SYSTEM, user=official, role="ministry")
    file = {"file": SimpleUploadedFile("a.txt", b"x")}
    assert "国家部委的选全国" in "".join(UploadForm({"region": ""}, file, user=official).errors["region"])
    national = UploadForm({"region": "000000"}, file, user=official)
    assert national.is_valid()
    assert national.cleaned_data["region"] is None
