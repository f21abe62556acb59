"""The first page of a survey: what it asks and promises, and the ways in."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from kpss_portal.spam_guard import count_sender_in_memory
from kpss_portal.views.errors import Gone
from surveys import answering
from surveys.codes import shown
from surveys.enums import SurveyState
from surveys.errors import AlreadySent, CodeUnknown, CodeUsed, NotAccepting
from surveys.forms.entrance import ResumeForm, SlipForm
from surveys.models import Survey
from surveys.questionnaire import questionnaire_of

MOST_OF_ONE, MOST_OF_ALL = 100, 100_000  # begun a day: a library lends one address to a whole village


def survey_of(request: HttpRequest, slug: str) -> Survey:
    """The survey, if the person may see it; a withdrawn one says so."""
    survey = get_object_or_404(Survey, slug=slug)
    if not request.user.has_perm("surveys.view_survey", survey):
        if survey.state == SurveyState.WITHDRAWN:
            raise Gone(_("This survey was withdrawn."))
        raise Http404
    return survey


def variant(request: HttpRequest, survey: Survey) -> str:
    """The variant of texts that the address asks for, if the survey has it."""
    asked = request.GET.get("jazyk", "")
    return asked if asked in survey.variants else ""


def trail(survey: Survey, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """The way to a page of the survey."""
    own = survey.get_absolute_url() if more else ""
    return [(_("Surveys"), reverse("surveys:surveys")), (survey.title, own), *more]


@never_cache
@require_safe
def survey(request: HttpRequest, slug: str, code: str = "") -> HttpResponse:
    """What it is about and how to begin; `code` comes from the picture on a slip. Opening it changes nothing."""
    found = survey_of(request, slug)
    form = SlipForm(initial={"kod": shown(code)[:60]}) if found.has_codes else None
    return _page(request, found, form)


def _page(request: HttpRequest, survey: Survey, form: SlipForm | None, status: int = 200) -> HttpResponse:
    now = timezone.now()
    context: dict[str, Any] = {
        "survey": survey,
        "breadcrumbs": trail(survey),
        "takes_new": survey.takes_new(now),
        "has_begun": survey.has_begun(now),
        "is_trial": survey.state == SurveyState.DRAFT,
        "form": form,
        "language": variant(request, survey),
        "languages": [(code.value, code.label) for code in survey.variants],
        "count": len(questionnaire_of(survey).asked()),
    }
    response = render(request, "surveys/survey.html", context, status=status)
    if form is not None and form.initial.get("kod"):  # the address of a slip
        response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@require_POST
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    """Starts answering, or a trial of a draft."""
    found = survey_of(request, slug)
    is_trial = found.state == SurveyState.DRAFT
    typed = request.POST.get("kod", "")
    needs_slip = found.has_codes and not is_trial and ("kod" in request.POST or not found.has_open_web)
    form = SlipForm(request.POST if needs_slip else None) if found.has_codes else None
    if needs_slip and form is not None and not form.is_valid():
        return _page(request, found, form)
    if not is_trial:
        count_sender_in_memory(request, "survey", most_of_one=MOST_OF_ONE, most_of_all=MOST_OF_ALL)
    try:
        key = answering.begin(
            found,
            slip=typed if needs_slip else "",
            language=variant(request, found),
            is_trial=is_trial,
        )
    except (CodeUnknown, CodeUsed) as refused:
        assert form is not None
        form.add_error("kod", WRONG_CODE[type(refused)]())
        return _page(request, found, form)
    except NotAccepting:
        return HttpResponseRedirect(found.get_absolute_url())
    first = questionnaire_of(found).parts
    if not first:
        return HttpResponseRedirect(found.get_absolute_url())
    return HttpResponseRedirect(reverse("surveys:section", args=[found.slug, key, first[0].row.position]))


WRONG_CODE = {
    CodeUnknown: lambda: _("We do not know this code. Please compare it with the slip letter by letter."),
    CodeUsed: lambda: _("Somebody has already answered with this code. Each code is good for one answer."),
}


@never_cache
def resume(request: HttpRequest, slug: str) -> HttpResponse:
    """Goes on with answers that were saved."""
    found = survey_of(request, slug)
    form = ResumeForm(request.POST or None)
    if request.method == "POST":
        count_sender_in_memory(request, "survey.resume", most_of_one=MOST_OF_ONE, most_of_all=MOST_OF_ALL)
        if form.is_valid():
            key = form.cleaned_data["klic"]
            try:
                sheet = answering.load(found, key)
                return HttpResponseRedirect(next_address(found, key, sheet))
            except AlreadySent:
                form.add_error(
                    "klic",
                    _("Under this code there are no unfinished answers: they were sent, or thirty days have passed."),
                )
    context = {"survey": found, "form": form, "breadcrumbs": trail(found, (_("Go on answering"), ""))}
    return render(request, "surveys/resume.html", context)


def next_address(survey: Survey, key: str, sheet: answering.Sheet) -> str:
    """The first section that was not passed yet, or the check of all answers."""
    _questionnaire, path = answering.pages_of(survey, sheet)
    for part, _questions in path.parts:
        if part.row.pk not in sheet.passed:
            return reverse("surveys:section", args=[survey.slug, key, part.row.position])
    return reverse("surveys:check", args=[survey.slug, key])


@require_safe
def thanks(request: HttpRequest, slug: str) -> HttpResponse:
    """It came; nothing personal stands here, so the page can be kept and opened again."""
    found = survey_of(request, slug)
    return render(request, "surveys/thanks.html", {"survey": found, "breadcrumbs": trail(found, (_("Thank you"), ""))})
