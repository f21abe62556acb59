"""Needs, projects and self-assessments for tests."""

from datetime import date

from plans.making.dating import span_of
from plans.making_enums import MakingKind
from plans.models import Milestone, Need, NeedLink, ProjectIdea, ProjectLink, SelfAssessment
from plans.needs.numbering import first_version, numbered
from plans.needs_enums import NeedOrigin


def need_of(plan, *items, statement="Lidé se nedostanou k lékaři.", **fields):
    """A need of the plan that the items answer."""
    values = {"origin": NeedOrigin.OTHER, "found_on": date(2026, 5, 1), "source_text": "rozhovory"} | fields
    need = numbered(Need(plan=first_version(plan.slug), statement=statement, **values))
    NeedLink.objects.bulk_create(NeedLink(need=need, item_lineage=item.lineage) for item in items)
    return need


def project_of(plan, *items, **fields):
    """A project of the pool that would fulfil the items."""
    values = {"title": "Komunitní dům", "promoter": "Město Vzorov", "as_of": date(2026, 5, 1)} | fields
    project = numbered(ProjectIdea(plan=first_version(plan.slug), **values))
    ProjectLink.objects.bulk_create(ProjectLink(project=project, item_lineage=item.lineage) for item in items)
    return project


def assessment_of(plan, **fields):
    """A self-assessment with its areas."""
    from plans.needs import quality

    values = {"title": "Sebehodnocení 2026", "assessed_on": date(2026, 6, 1)} | fields
    made = SelfAssessment.objects.create(plan=first_version(plan.slug), **values)
    quality.prepare(made)
    return made


def milestone_of(plan, when, title, **fields):
    """Something that happened on the way to the plan."""
    made = Milestone(plan=first_version(plan.slug), title=title, **({"kind": MakingKind.OTHER} | fields))
    made.span = span_of(when)
    made.save()
    return made
