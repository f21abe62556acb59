"""Messages about accessibility in the sample office: one waits, one is answered, one looks like spam."""

from typing import Any

from community import obstacles
from community.models import Obstacle
from kpss_portal.spam_guard import Verdict


def load_obstacles(by: Any) -> None:
    """Made up; nobody gets a letter of them."""
    waiting = Obstacle(
        page="Zápis z 12. 6. (sken)",
        text="Zápis je naskenovaný, odečítač obrazovky v něm nic nenajde. Pošlete mi prosím text.",
        name="Eliška Smyšlená",
        email="eliska.smyslena@litomericko.example",
    )
    obstacles.store(waiting, Verdict.FINE)
    spam = Obstacle(text="Levné půjčky bez registru, pište na uvedenou adresu.")
    obstacles.store(spam, Verdict.QUARANTINE)
    answered = obstacles.store(
        Obstacle(page="/katalog/mapa/", text="Na telefonu se mi mapa nedá posunout klávesnicí."), Verdict.FINE
    )
    obstacles.answer(answered, "Pod mapou je úplný seznam míst s adresami; odkaz na něj je teď hned nad mapou.", by=by)
