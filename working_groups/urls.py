"""Addresses of working groups."""

from django.urls import URLPattern

app_name = "working_groups"
urlpatterns: list[URLPattern] = []
