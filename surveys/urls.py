"""Addresses of surveys, under /ankety/."""

from django.urls import path

from surveys import urls_results
from surveys.views import answering, documents, lists, poll, survey

app_name = "surveys"
urlpatterns = [
    path("", lists.surveys, name="surveys"),
    path("<slug:slug>/", survey.survey, name="survey"),
    path("<slug:slug>/kod/<str:code>/", survey.survey, name="slip"),
    path("<slug:slug>/zacit/", survey.begin, name="begin"),
    path("<slug:slug>/pokracovat/", survey.resume, name="resume"),
    path("<slug:slug>/dekujeme/", survey.thanks, name="thanks"),
    path("<slug:slug>/dotaznik.pdf", documents.form, name="form"),
    path("<slug:slug>/dotaznik-velke-pismo.pdf", documents.form, {"size": "large"}, name="form-large"),
    path("<slug:slug>/hlas/", poll.vote, name="vote"),
    path("<slug:slug>/vyplnit/<str:key>/<int:position>/", answering.section, name="section"),
    path("<slug:slug>/vyplnit/<str:key>/ulozeno/", answering.saved, name="saved"),
    path("<slug:slug>/vyplnit/<str:key>/kontrola/", answering.check, name="check"),
    *urls_results.urlpatterns,
]
