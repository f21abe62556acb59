"""Surveys in the states that tests ask for."""

import pytest
from django.urls import reverse

from surveys.enums import QuestionKind as K
from tests.surveys.factories import QuestionFactory, SectionFactory, SurveyFactory, opened, shown_if


@pytest.fixture
def survey(db):
    """An open survey of two sections: 1 yes or no, 2 several when yes; 3 text, 4 number."""
    found = SurveyFactory(slug="anketa", title="Jak se vám žije?")
    first, second = SectionFactory(survey=found), SectionFactory(survey=found)
    one = QuestionFactory(section=first, text="Využíváte službu?")
    several = QuestionFactory(section=first, kind=K.SEVERAL, limit=2, choices=["úklid", "nákup", "oběd"])
    shown_if(several, one, 1)
    QuestionFactory(section=second, kind=K.LONG_TEXT, text="Co chybí?")
    QuestionFactory(section=second, kind=K.NUMBER, text="Kolik byste zaplatili?", unit="Kč")
    return opened(found)


@pytest.fixture
def no_patience(monkeypatch):
    """People in these tests are quick."""
    monkeypatch.setattr("surveys.forms.section.SectionForm.least_seconds", 0)


class Respondent:
    """Somebody with a browser and without scripts."""

    def __init__(self, client, survey):
        self.client, self.survey = client, survey

    def begin(self, **data):
        response = self.client.post(reverse("surveys:begin", args=[self.survey.slug]), data)
        if response.status_code == 302 and "/vyplnit/" in response["Location"]:
            self.key = response["Location"].split("/vyplnit/")[1].split("/")[0]
        return response

    def page(self, position, query=""):
        return self.client.get(self.address("section", position) + query)

    def address(self, name, *more):
        return reverse(f"surveys:{name}", args=[self.survey.slug, self.key, *more])

    def answer(self, position, query="", **data):
        page = self.page(position).content.decode()
        token = page.split('name="given_out" value="')[1].split('"')[0]
        return self.client.post(self.address("section", position) + query, {"given_out": token, **data})

    def check(self):
        return self.client.get(self.address("check"))

    def send(self):
        return self.client.post(self.address("check"))


@pytest.fixture
def respondent(client, survey, no_patience):
    return Respondent(client, survey)
