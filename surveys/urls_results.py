"""Addresses of results, under /ankety/<slug>/."""

from django.urls import path

from surveys.views import results

urlpatterns = [
    path("<slug:slug>/vysledky/", results.results, name="results"),
    path("<slug:slug>/vysledky/otazka/<str:code>/", results.crossings, name="results-question"),
    path("<slug:slug>/vysledky/data.csv", results.numbers, name="results-csv"),
    path("<slug:slug>/vysledky/kodova-kniha.csv", results.code_book, name="results-code-book"),
    path("<slug:slug>/vysledky/data.xlsx", results.spreadsheet, name="results-xlsx"),
    path("<slug:slug>/vysledky/obsah.json", results.content, name="results-content"),
    path("<slug:slug>/vysledky/vysledky.json", results.open_data_json),
    path("<slug:slug>/vysledky.json", results.open_data_json, name="results-json"),
    path("<slug:slug>/vysledky.pdf", results.report, name="results-pdf"),
]
