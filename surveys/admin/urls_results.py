"""Own pages of results in the workshop, under the page of a survey."""

from collections.abc import Callable
from typing import Any

from django.urls import path

from surveys.admin.pages import results, texts


def urls(view: Callable[[Any], Any]) -> list[Any]:
    """Addresses; `view` guards a page of the administration."""
    text = "<int:pk>/vysledky/texty/<int:question>/"
    return [
        path("<int:pk>/vysledky/", view(results.results), name="surveys_survey_results"),
        path("<int:pk>/vysledky/trideni/", view(results.add_crossing), name="surveys_survey_crossing_add"),
        path(
            "<int:pk>/vysledky/trideni/<int:crossing>/odebrat/",
            view(results.remove_crossing),
            name="surveys_survey_crossing_remove",
        ),
        path("<int:pk>/vysledky/pasma/<int:question>/", view(results.set_bands), name="surveys_survey_bands"),
        path("<int:pk>/vysledky/spocitat/", view(results.count), name="surveys_survey_count"),
        path("<int:pk>/vysledky/krok/<str:step>/", view(results.take_step), name="surveys_survey_results_step"),
        path(text, view(texts.texts), name="surveys_survey_texts"),
        path(text + "roztridit/", view(texts.sort), name="surveys_survey_texts_sort"),
        path(text + "tema/", view(texts.add_theme), name="surveys_survey_theme_add"),
        path(text + "tema/<int:theme>/odebrat/", view(texts.remove_theme), name="surveys_survey_theme_remove"),
        path(text + "citat/", view(texts.propose_quote), name="surveys_survey_quote_add"),
        path(text + "citat/<int:quote>/", view(texts.judge_quote), name="surveys_survey_quote"),
    ]
