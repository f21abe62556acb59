"""Addresses of surveys, under /ankety/."""

from django.urls import path

from surveys.views import survey

app_name = "surveys"
urlpatterns = [
    path("<slug:slug>/", survey.survey, name="survey"),
]
