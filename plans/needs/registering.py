"""What needs add to the portal when it starts: links of evidence, rules, duties."""

from plans import evidence_sources, needs_rules
from plans.needs import duties

__all__ = ["duties", "evidence_sources", "needs_rules"]
