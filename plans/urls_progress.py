"""Addresses of what becomes of plans."""

from django.urls import path

from plans.views import implementers, progress, subscriptions, years

urlpatterns = [
    path("plany/<slug:slug>/plneni/", progress.progress, name="progress"),
    path("plany/<slug:slug>/plneni.csv", progress.progress_csv, name="progress-csv"),
    path("plany/<slug:slug>/plneni/atom.xml", subscriptions.PlanFeed(), name="progress-feed"),
    path("plany/<slug:slug>/plneni/<int:year>/vyhodnoceni.pdf", years.evaluation_document, name="evaluation-document"),
    path("plany/<slug:slug>/polozky/<str:code>/atom.xml", subscriptions.PlanFeed(), name="item-feed"),
    path("plany/<slug:slug>/akcni-plan/<int:year>/", years.action_plan, name="action-plan"),
    path("plany/<slug:slug>/akcni-plan/<int:year>.pdf", years.action_plan_document, name="action-plan-document"),
    path("plany/<slug:slug>/odber/", subscriptions.subscribe, name="subscribe"),
    path("odber/<str:token>/", subscriptions.confirm, name="subscription-confirm"),
    path("odber/<str:token>/zrusit/", subscriptions.leave, name="subscription-leave"),
    path("vyhodnoceni/<uuid:key>/", implementers.implementer, name="implementer"),
    path("vyhodnoceni/<uuid:key>/kod/", implementers.send_code, name="implementer-code"),
    path("vyhodnoceni/<uuid:key>/hotovo/", implementers.finish, name="implementer-finish"),
    path("vyhodnoceni/<uuid:key>/<int:result>/", implementers.measure, name="implementer-measure"),
]
