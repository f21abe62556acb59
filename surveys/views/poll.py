"""A quick poll: one question, answered on the first page or on its own."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from kpss_portal.spam_guard import Verdict, count_sender_in_memory
from surveys import answering
from surveys.errors import NotAccepting
from surveys.forms.section import SectionForm
from surveys.poll import PollForm, poll_form
from surveys.views.survey import MOST_OF_ALL, MOST_OF_ONE, survey_of, trail


@never_cache
def vote(request: HttpRequest, slug: str) -> HttpResponse:
    """Stores the answer once; a mistake shows the question on its own page."""
    found = survey_of(request, slug)
    if not found.is_quick_poll:
        raise Http404
    form: PollForm | SectionForm = poll_form(found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        count_sender_in_memory(request, "survey", most_of_one=MOST_OF_ONE, most_of_all=MOST_OF_ALL)
        answers = {code: value for code, value in form.answers().items() if value is not None}
        try:
            is_suspect = form.verdict() == Verdict.QUARANTINE
            answering.answer_at_once(found, answers, once=form.cleaned_data["once"], is_suspect=is_suspect)
        except NotAccepting:
            return HttpResponseRedirect(found.get_absolute_url())
        return HttpResponseRedirect(reverse("surveys:thanks", args=[found.slug]))
    context = {"survey": found, "form": form, "breadcrumbs": trail(found, (_("Your answer"), ""))}
    return render(request, "surveys/poll.html", context)
