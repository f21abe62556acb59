"""People for tests."""

import factory
from django.contrib.auth.models import Group
from factory.django import DjangoModelFactory

from accounts.models import User

PASSWORD = "correct horse battery"


class UserFactory(DjangoModelFactory):
    """A person who may sign in by PASSWORD; `roles=(Role.EDITOR,)` gives them roles, none by default."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda number: f"osoba{number}@example.cz")
    full_name = factory.Sequence(lambda number: f"Osoba {number}")
    password = factory.django.Password(PASSWORD)

    @factory.post_generation
    def roles(self, create, extracted, **kwargs):
        """Groups of the roles."""
        self.groups.set(Group.objects.filter(name__in=extracted or ()))
