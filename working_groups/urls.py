"""Addresses of working groups."""

from django.urls import register_converter

from working_groups.converters import DayConverter
from working_groups.minutes_addresses import patterns

register_converter(DayConverter, "day")

app_name = "working_groups"
urlpatterns = [*patterns()]
