"""Models that every app may lean on."""

from kpss_portal.models.audit_entry import AuditAnchor, AuditEntry, AuditKind
from kpss_portal.models.mailed_code import MailedCode
from kpss_portal.models.outgoing_mail import MailState, OutgoingMail
from kpss_portal.models.privacy import Consent, ConsentHow, Erasure, RetentionRun
from kpss_portal.models.search_entry import SearchEntry, SearchTerm
from kpss_portal.models.sender_count import DayKey, SenderCount
from kpss_portal.models.stored_document import DocumentState, StoredDocument

__all__ = [
    "AuditAnchor",
    "AuditEntry",
    "AuditKind",
    "Consent",
    "ConsentHow",
    "DayKey",
    "DocumentState",
    "Erasure",
    "MailState",
    "MailedCode",
    "OutgoingMail",
    "RetentionRun",
    "SearchEntry",
    "SearchTerm",
    "SenderCount",
    "StoredDocument",
]
