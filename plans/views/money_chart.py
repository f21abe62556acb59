"""Money of a plan as a chart by year and by whose money it is."""

from decimal import Decimal

from django.utils.translation import gettext as _

from kpss_portal.charts import Chart, Series
from plans.enums import FundingGroup
from plans.money import Budget
from plans.print_view import year_words


def money_chart(budget: Budget) -> Chart:
    """Stacked bars of years, one part for each group of sources; the largest group first."""
    groups = {source.pk: FundingGroup(source.group) for source in budget.sources}
    sums: dict[FundingGroup, dict[int | None, int]] = {}
    for (year, source), amount in budget.whole.cells.items():
        years = sums.setdefault(groups[source], {})
        years[year] = years.get(year, 0) + amount
    ordered = sorted(sums, key=lambda group: -sum(sums[group].values()))
    series = [Series(str(group.label), [sums[group].get(year) for year in budget.years]) for group in ordered]
    totals = budget.whole.by_year()
    labels = [millions_words(totals[year]) for year in budget.years]
    return Chart(
        finding(budget, ordered, sums),
        [year_words(year) for year in budget.years],
        series,
        kind="stacked",
        key="penize",
        labels=labels,
    )


def finding(budget: Budget, ordered: list[FundingGroup], sums: dict[FundingGroup, dict[int | None, int]]) -> str:
    """The title that says what the chart shows."""
    total = budget.whole.total
    if not ordered or not total:
        return _("Money by year and source")
    share = round(100 * sum(sums[ordered[0]].values()) / total)
    return _("The largest part, %(share)d %%, is paid by: %(who)s") % {"share": share, "who": ordered[0].label}


def millions_words(amount: int) -> str:
    """Millions to one place."""
    return f"{Decimal(amount) / 1_000_000:.1f}".replace(".", ",") + "\xa0mil.\xa0Kč"
