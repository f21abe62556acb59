"""Plans and their parts; one noun a file."""

from plans.models.action_plan import ActionCost, ActionEntry, ActionPlan
from plans.models.actor import PlanItemActor
from plans.models.analysis import Analysis, AnalysisTable
from plans.models.approval import Approval
from plans.models.attachment import PlanAttachment
from plans.models.chapter import Chapter
from plans.models.comment import Comment
from plans.models.consultation import Consultation
from plans.models.cost import FundingSource, PlanCost
from plans.models.edition import Edition
from plans.models.evaluation import (
    Evaluation,
    EvaluationCode,
    FulfilmentLabel,
    ImplementerRequest,
    ItemResult,
    SpentMoney,
    labels_of_statuses,
)
from plans.models.event import PlanEvent
from plans.models.indicator import Indicator
from plans.models.indicator_report import IndicatorPart, IndicatorReport
from plans.models.item import PlanItem
from plans.models.level import PlanLevel
from plans.models.making import Milestone, PlanMaking
from plans.models.need import Need, NeedLink, NeedSuggestion
from plans.models.packet import CouncilPacket
from plans.models.plan import Plan
from plans.models.plan_import import PlanImport
from plans.models.project_idea import ProjectIdea, ProjectLink
from plans.models.project_import import ProjectImport
from plans.models.self_assessment import AssessedArea, SelfAssessment
from plans.models.snapshot import PlanSnapshot
from plans.models.subscription import Subscription

__all__ = [
    "ActionCost",
    "ActionEntry",
    "ActionPlan",
    "Analysis",
    "AnalysisTable",
    "Approval",
    "AssessedArea",
    "Chapter",
    "Comment",
    "Consultation",
    "CouncilPacket",
    "Edition",
    "Evaluation",
    "EvaluationCode",
    "FulfilmentLabel",
    "FundingSource",
    "ImplementerRequest",
    "Indicator",
    "IndicatorPart",
    "IndicatorReport",
    "ItemResult",
    "Milestone",
    "Need",
    "NeedLink",
    "NeedSuggestion",
    "Plan",
    "PlanAttachment",
    "PlanCost",
    "PlanEvent",
    "PlanImport",
    "PlanItem",
    "PlanItemActor",
    "PlanLevel",
    "PlanMaking",
    "PlanSnapshot",
    "ProjectIdea",
    "ProjectImport",
    "ProjectLink",
    "SelfAssessment",
    "SpentMoney",
    "Subscription",
    "labels_of_statuses",
]
