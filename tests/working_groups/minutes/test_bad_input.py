"""What people and machines send that they should not, through the page where minutes are sent."""

import io

import pikepdf
import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from kpss_portal.models import OutgoingMail
from kpss_portal.outbox import send_due_mails
from tests.working_groups.factories import MembershipFactory
from tests.working_groups.minutes.factories import MinutesFactory, docx, upload_of
from working_groups.enums import MinutesState
from working_groups.minutes import public_version
from working_groups.models import Minutes, MinutesFile

MISMATCH = "Obsah souboru neodpovídá jeho příponě. Uložte ho znovu ve správném formátu."
OFFER = "Vyberte: docx, odt, pdf."


def pdf() -> bytes:
    stream = io.BytesIO()
    document = pikepdf.new()
    document.add_blank_page()
    document.save(stream)
    return stream.getvalue()


@pytest.fixture
def url(meeting):
    return reverse("working_groups:minutes-upload", args=[meeting.uuid])


def faults(response) -> str:
    return BeautifulSoup(response.content, "html.parser").select_one("main").get_text(" ", strip=True)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("zapis.pdf", b"MZ\x90\x00" + b"\x00" * 400, MISMATCH),
        ("zapis.svg", b"<svg onload='alert(1)'/>", f"Soubory typu SVG nepřijímáme. {OFFER}"),
        ("zapis.html", b"<script>alert(1)</script>", f"Soubory typu HTML nepřijímáme. {OFFER}"),
        ("zapis.pdf", b"<html><script>alert(1)</script></html>", MISMATCH),
        ("zapis.pdf", pdf() + docx("a"), MISMATCH),
        ("zapis.docx", b"GIF89a" + docx("a"), MISMATCH),
        ("zapis.pdf.exe", b"MZ", f"Soubory typu EXE nepřijímáme. {OFFER}"),
        ("zapis.docm", docx("a"), f"Soubory typu DOCM nepřijímáme. {OFFER}"),
    ],
)
def test_file_that_is_not_what_it_says_is_refused(signed_in, member, url, name, data, words):
    response = signed_in(member).post(url, {"file": SimpleUploadedFile(name, data)})

    assert words in faults(response)
    assert (MinutesFile.objects.count(), Minutes.objects.count()) == (0, 0)


def test_two_gigabytes_are_refused_before_they_are_read(signed_in, member, url):
    announced = {"CONTENT_TYPE": "multipart/form-data; boundary=x", "CONTENT_LENGTH": str(2 * 1024**3)}

    response = signed_in(member).generic("POST", url, **announced)

    assert response.status_code == 413
    assert Minutes.objects.count() == 0


def test_upload_in_pieces_without_a_size_stores_nothing(signed_in, member, url):
    """No browser sends so; whoever does hides how much will come."""
    body = (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="zapis.pdf"\r\n\r\n' + pdf() + b"\r\n--x--\r\n"
    )
    pieces = {"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": ""}

    response = signed_in(member).generic("POST", url, body, "multipart/form-data; boundary=x", **pieces)

    assert (response.status_code, MinutesFile.objects.count()) == (200, 0)
    assert "Toto pole je třeba vyplnit." in faults(response)


def test_file_over_the_limit_is_told_by_the_field(signed_in, member, url, settings):
    settings.UPLOAD_LIMIT_BYTES = 1024 * 1024

    response = signed_in(member).post(url, {"file": SimpleUploadedFile("zapis.pdf", b"%PDF-" + b"x" * 1024 * 1024)})

    assert "Soubor je větší než 1 MB." in faults(response)


def test_disabled_person_with_a_living_session_is_out(signed_in, member, url, meeting):
    client = signed_in(member)
    assert client.get(url).status_code == 200
    member.is_active = False
    member.save()

    assert client.get(url).status_code == 302
    assert client.post(url, {"file": upload_of("x")}).status_code == 302
    assert Minutes.objects.count() == 0


def test_membership_that_ended_yesterday_closes_the_minutes(signed_in, member, url, meeting):
    minutes = MinutesFactory(meeting=meeting)
    client = signed_in(member)
    assert client.get(minutes.get_absolute_url()).status_code == 200
    member.memberships.update(ends_on=meeting.day)

    assert client.get(minutes.get_absolute_url()).status_code == 404
    assert client.get(url).status_code == 403


def test_names_of_people_cannot_be_markup_or_headers(signed_in, coordinator, group, meeting):
    name = "Jana <script>alert(1)</script>\nBcc: x@example.cz"
    MembershipFactory(group=group, without_account=True, name=name)
    meeting.title = "Téma <script>alert(2)</script>\r\nBcc: y@example.cz"
    meeting.save()
    person = MembershipFactory(group=group, user__full_name="<script>alert(3)</script>").user
    minutes = MinutesFactory(meeting=meeting, checked=True, handed_in_by=person)
    minutes.comments.create(text="<script>alert(4)</script>", written_by=person)
    client = signed_in(coordinator)
    step = reverse("working_groups:minutes-step", args=[minutes.uuid, "send"])
    client.post(step, {"until": "2126-01-01"})

    pages = [minutes.get_absolute_url(), reverse("admin:working_groups_minutes_change", args=[minutes.pk])]
    pages += [reverse("admin:working_groups_minutes_public", args=[minutes.pk]), meeting.get_absolute_url()]
    for address in pages:
        assert "<script>alert(" not in client.get(address).content.decode(), address
    assert public_version.people_to_hide(minutes)
    for letter in OutgoingMail.objects.all():
        assert "\n" not in letter.subject
        assert "\n" not in letter.to


def test_mails_wait_for_a_server_that_is_away_and_none_goes_twice(settings, signed_in, head, member, url):
    signed_in(member).post(url, {"file": upload_of("Text")})
    signed_in(member).post(url, {"file": upload_of("Text")})
    usual, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "tests.kpss_portal.mail_servers.SilentServer"
    assert send_due_mails() == 0

    letter = OutgoingMail.objects.get(to=head.email, kind="minutes")
    assert (letter.state, letter.tries) == ("waiting", 1)
    settings.EMAIL_BACKEND = usual
    OutgoingMail.objects.update(next_try_at=timezone.now())
    assert [send_due_mails(), send_due_mails()] == [1, 0]
    assert Minutes.objects.get().state == MinutesState.UPLOADED


@pytest.mark.parametrize("name", ["../../etc/passwd.pdf", "C:\\zapis\\<b>.pdf", "zápis ě\x00.pdf", "a" * 300 + ".pdf"])
def test_name_of_the_file_is_not_used(signed_in, member, url, name):
    signed_in(member).post(url, {"file": SimpleUploadedFile(name, pdf())})

    file = MinutesFile.objects.first()
    assert file is None or (file.file.name.startswith("files/") and len(file.file.name) < 60)
