"""One-use codes: kept as digests, spent in one small row that tells neither order nor time."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AccessCode(models.Model):
    """A printed slip. The row is written once, when slips are made, and never again: it does not know of its use.

    Keeps a keyed digest of the code; the code itself is only on the slip.
    """

    leaves_no_line = "no trace of who answered and when"

    survey = models.ForeignKey("surveys.Survey", models.CASCADE, related_name="codes", verbose_name=_("survey"))
    number = models.PositiveIntegerField(_("place in the book of codes"), editable=False)
    digest = models.CharField(_("digest"), max_length=64, unique=True, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("one-use code"), _("one-use codes")
        ordering = ["digest"]
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "number"],
                name="code_number_once_per_survey",
                violation_error_message=_("Two codes have the same place."),
            )
        ]

    def __str__(self) -> str:
        return str(self.number)


class CodeBook(models.Model):
    """Which codes of a survey are spent: one bit a code, all in one value that every use writes whole.

    So no row, no key, no place in a file and no number of a transaction belongs to one code; see docs/adr.
    """

    leaves_no_line = "no trace of who answered and when"

    survey = models.OneToOneField(
        "surveys.Survey", models.CASCADE, related_name="code_book", verbose_name=_("survey"), primary_key=True
    )
    count = models.PositiveIntegerField(_("codes made"), default=0, editable=False)
    spent = models.BinaryField(_("spent codes"), default=bytes, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("book of codes"), _("books of codes")

    def __str__(self) -> str:
        return f"{self.spent_count} / {self.count}"

    @property
    def spent_count(self) -> int:
        """How many codes have been used."""
        return int.from_bytes(bytes(self.spent)).bit_count()

    def is_spent(self, number: int) -> bool:
        """Whether the code at this place was used."""
        return bool(bytes(self.spent)[number // 8] >> (number % 8) & 1)

    def spend(self, number: int) -> None:
        """Marks the code at this place; the caller holds the row and saves it."""
        bits = bytearray(self.spent)
        bits[number // 8] |= 1 << (number % 8)
        self.spent = bytes(bits)

    def grow(self, more: int) -> range:
        """Makes room for more codes; gives their places."""
        places = range(self.count, self.count + more)
        self.count += more
        self.spent = bytes(self.spent).ljust((self.count + 7) // 8, b"\0")
        return places
