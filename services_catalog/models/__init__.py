"""The catalogue; one noun a file."""

from services_catalog.models.booklet import Booklet
from services_catalog.models.code_list import AgeGroup, ServiceType, TargetGroup
from services_catalog.models.column_mapping import ColumnMapping
from services_catalog.models.crisis_line import CrisisLine
from services_catalog.models.financing import (
    ClientCount,
    ContributionLetter,
    FinancingMember,
    JointFinancing,
    MunicipalityAddress,
    Payment,
)
from services_catalog.models.import_batch import ImportBatch
from services_catalog.models.life_situation import LifeSituation
from services_catalog.models.municipality_desk import DeskCode, MunicipalityDesk, WantedCapacity
from services_catalog.models.network import Network, NetworkEntry, NetworkMoney
from services_catalog.models.network_import import NetworkImport
from services_catalog.models.place import Place, PublicPlace
from services_catalog.models.provider import Provider
from services_catalog.models.provider_round import ProviderCode, ProviderRequest, ProviderRound, ServiceRequest
from services_catalog.models.register import RegisterBatch, RegisterDifference, RegisterImport
from services_catalog.models.service import (
    Capacity,
    HoursException,
    OfferedForm,
    OpeningHours,
    Service,
    ServiceContact,
)
from services_catalog.models.suggestion import Suggestion
from services_catalog.models.synonym import Synonym
from services_catalog.models.unmet_search import UnmetSearch
from services_catalog.models.verification import (
    ProposedChange,
    VerificationCode,
    VerificationRequest,
    VerificationRound,
)
from services_catalog.models.word_meaning import WordMeaning

__all__ = [
    "AgeGroup",
    "Booklet",
    "Capacity",
    "ClientCount",
    "ColumnMapping",
    "ContributionLetter",
    "CrisisLine",
    "DeskCode",
    "FinancingMember",
    "HoursException",
    "ImportBatch",
    "JointFinancing",
    "LifeSituation",
    "MunicipalityAddress",
    "MunicipalityDesk",
    "Network",
    "NetworkEntry",
    "NetworkImport",
    "NetworkMoney",
    "OfferedForm",
    "OpeningHours",
    "Payment",
    "Place",
    "ProposedChange",
    "Provider",
    "ProviderCode",
    "ProviderRequest",
    "ProviderRound",
    "PublicPlace",
    "RegisterBatch",
    "RegisterDifference",
    "RegisterImport",
    "Service",
    "ServiceContact",
    "ServiceRequest",
    "ServiceType",
    "Suggestion",
    "Synonym",
    "TargetGroup",
    "UnmetSearch",
    "VerificationCode",
    "VerificationRequest",
    "VerificationRound",
    "WantedCapacity",
    "WordMeaning",
]
