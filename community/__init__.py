"""The office and its people: profile, municipalities with figures, planning areas, contacts, pages, news, documents."""
