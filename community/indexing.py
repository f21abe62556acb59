"""What search knows of pages, news, contacts and documents; only what is public."""

from django.db.models import Model

from community.models import Contact, Document, NewsItem, Page
from kpss_portal.rich_text import plain_text
from kpss_portal.search import Text, forget, index

KINDS = {Page: "page", NewsItem: "news", Contact: "contact", Document: "document"}


def reindex(thing: Model) -> None:
    """Writes one thing into search, or takes it out when it is not public."""
    kind = KINDS[type(thing)]
    if not thing.is_public:  # type: ignore[attr-defined]  # the stubs do not know it
        forget(kind, [thing.pk])
    else:
        index(_text(kind, thing))


def reindex_all() -> None:
    """Everything anew."""
    for model in KINDS:
        for thing in model.objects.all():  # type: ignore[attr-defined]  # the stubs do not know it
            reindex(thing)


def _text(kind: str, thing: Model) -> Text:
    if isinstance(thing, Page | NewsItem):
        return Text(
            kind,
            thing.pk,
            thing.title,
            thing.get_absolute_url(),
            thing.summary or plain_text(thing.body)[:300],
            [(plain_text(thing.body), 1)],
        )
    if isinstance(thing, Document):
        return Text(kind, thing.pk, thing.title, thing.get_absolute_url(), thing.text_alternative[:300])
    return Text(kind, thing.pk, str(thing), "/kontakty/", getattr(thing, "role", ""))
