"""Search that forgives diacritics and word forms, alike on SQLite and PostgreSQL.

An inverted index kept by the ORM: every public thing has its words in several forms (words.py), written when it is saved
(writing.py) and asked by joins (asking.py); found words are marked in the original text (showing.py).
"""

from kpss_portal.search import lookups  # registers the lookup of beginnings
from kpss_portal.search.asking import Found, search
from kpss_portal.search.showing import highlight, snippet
from kpss_portal.search.writing import Text, forget, index, index_many

__all__ = ["Found", "Text", "forget", "highlight", "index", "index_many", "lookups", "search", "snippet"]
