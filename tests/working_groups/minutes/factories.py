"""Minutes, decisions and tasks for tests."""

import io
import zipfile
from datetime import date, datetime, timedelta

import factory
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from factory.django import DjangoModelFactory

from kpss_portal.files import inspect_upload
from tests.accounts.factories import UserFactory
from tests.working_groups.factories import PRAGUE, GroupFactory, MeetingFactory
from working_groups.deciding import series_of
from working_groups.enums import FileVersion, MinutesState, ScanState, TaskState, Verb
from working_groups.models import Decision, Minutes, MinutesFile, MinutesItem, Task

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NOW = factory.LazyFunction(timezone.now)


def docx(*paragraphs: str) -> bytes:
    """A document of Word with these paragraphs."""
    stream = io.BytesIO()
    body = "".join(f'<w:p><w:r><w:t xml:space="preserve">{words}</w:t></w:r></w:p>' for words in paragraphs)
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    types = "http://schemas.openxmlformats.org/package/2006/content-types"
    with zipfile.ZipFile(stream, "w") as file:
        file.writestr(  # without times: the same words give the same bytes
            zipfile.ZipInfo("[Content_Types].xml"),
            f'<Types xmlns="{types}"><Override PartName="/word/document.xml" ContentType="{main}"/></Types>',
        )
        file.writestr(
            zipfile.ZipInfo("word/document.xml"), f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
        )
    return stream.getvalue()


def upload_of(*paragraphs: str, name: str = "zapis.docx") -> SimpleUploadedFile:
    """What a browser sends."""
    return SimpleUploadedFile(name, docx(*paragraphs))


def facts_of(*paragraphs: str):
    """The same after it was looked into."""
    return inspect_upload(upload_of(*paragraphs))


class MinutesFactory(DjangoModelFactory):
    """Minutes with a text of a meeting that took place; traits move them on as the workflow would."""

    class Meta:
        model = Minutes

    class Params:
        uploaded = factory.Trait(
            state=MinutesState.UPLOADED, handed_in_at=NOW, handed_in_by=factory.SubFactory(UserFactory)
        )
        checked = factory.Trait(
            uploaded=True, state=MinutesState.CHECKED, checked_at=NOW, checked_by=factory.SubFactory(UserFactory)
        )
        commenting = factory.Trait(
            checked=True,
            state=MinutesState.COMMENTING,
            sent_at=NOW,
            sent_by=factory.SubFactory(UserFactory),
            comments_until=factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=7)),
        )
        approved = factory.Trait(
            checked=True, state=MinutesState.APPROVED, approved_at=NOW, approved_by=factory.SubFactory(UserFactory)
        )
        published = factory.Trait(
            approved=True,
            state=MinutesState.PUBLISHED,
            public_text="<p>Veřejný text</p>",
            published_at=NOW,
            published_by=factory.SubFactory(UserFactory),
        )
        withdrawn = factory.Trait(
            published=True,
            state=MinutesState.WITHDRAWN,
            withdrawn_at=NOW,
            withdrawn_by=factory.SubFactory(UserFactory),
            withdrawal_reason="Byla v něm chyba.",
        )

    meeting = factory.SubFactory(MeetingFactory, held=True)
    converted_text = "<p>Interní text</p>"


class MinutesItemFactory(DjangoModelFactory):
    """A point without a text."""

    class Meta:
        model = MinutesItem

    minutes = factory.SubFactory(MinutesFactory, converted_text="")
    position = factory.Sequence(lambda number: number + 1)
    title = factory.Sequence(lambda number: f"Bod {number}")


class MinutesFileFactory(DjangoModelFactory):
    """A scanned internal version."""

    class Meta:
        model = MinutesFile

    minutes = factory.SubFactory(MinutesFactory)
    version = FileVersion.INTERNAL
    file = factory.LazyFunction(lambda: ContentFile(docx("Interní text"), name="zapis.docx"))
    extension = "docx"
    content_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    size_bytes = 1000
    sha256 = factory.Sequence(lambda number: f"{number:064x}")
    scan = ScanState.CLEAN


class DecisionFactory(DjangoModelFactory):
    """A decision by consensus that only members see; `released=True` for everybody."""

    class Meta:
        model = Decision

    class Params:
        released = factory.Trait(released_at=NOW, released_by=factory.SubFactory(UserFactory))

    group = factory.SubFactory(GroupFactory)
    decided_on = date(2026, 2, 3)
    series = factory.LazyAttribute(lambda decision: series_of(decision.group))
    year = factory.LazyAttribute(lambda decision: decision.decided_on.year)
    number = factory.Sequence(lambda number: number + 1)
    verb = Verb.RECOMMENDS
    text = factory.Sequence(lambda number: f"zahájit sobotní péči ({number})")


class TaskFactory(DjangoModelFactory):
    """An open task; `done=True` settled now."""

    class Meta:
        model = Task

    class Params:
        done = factory.Trait(state=TaskState.DONE, settled_at=NOW, settled_by=factory.SubFactory(UserFactory))

    group = factory.SubFactory(GroupFactory)
    title = factory.Sequence(lambda number: f"Úkol {number}")
    given_at = datetime(2026, 2, 3, 15, tzinfo=PRAGUE)
