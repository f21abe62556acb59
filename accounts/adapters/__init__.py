"""How django-allauth behaves here: words, mails, limits, where a person goes, who may come from the office's sign-in."""
