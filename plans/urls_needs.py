"""Addresses of needs, of how a plan came about, of the pool of projects and of self-assessments."""

from django.urls import path

from plans.views import connections, making, needs, projects, self_assessments

urlpatterns = [
    path("plany/<slug:slug>/potreby/", needs.needs, name="needs"),
    path("plany/<slug:slug>/potreby/navrhnout/", needs.suggest, name="need-suggest"),
    path("plany/<slug:slug>/potreby/dekujeme/", needs.thanks, name="need-thanks"),
    path("plany/<slug:slug>/potreby/<int:number>/", needs.need, name="need"),
    path("plany/<slug:slug>/jak-vznikal/", making.making, name="making"),
    path("plany/<slug:slug>/souvislosti/", connections.connections, name="connections"),
    path("plany/<slug:slug>/zasobnik/", projects.projects, name="projects"),
    path("plany/<slug:slug>/zasobnik.<str:kind>", projects.sheet, name="projects-sheet"),
    path("plany/<slug:slug>/zasobnik/<int:number>/", projects.project, name="project"),
    path("plany/<slug:slug>/sebehodnoceni/", self_assessments.assessments, name="self-assessments"),
    path("plany/<slug:slug>/sebehodnoceni/<uuid:uuid>/", self_assessments.assessment, name="self-assessment"),
]
