"""What cards of the sample office say besides the register: free places, days with other hours, a shelter. Made up."""

from datetime import date, time, timedelta
from typing import Any

from django.utils import timezone

from community.models import Municipality
from services_catalog.booklet import booklet_of, look_again
from services_catalog.enums import CapacityUnit, ContactKind, Payment, PrintSize, ServiceForm, ServiceKind
from services_catalog.models import (
    Capacity,
    HoursException,
    OfferedForm,
    OpeningHours,
    Place,
    Provider,
    Service,
    ServiceContact,
    ServiceType,
    TargetGroup,
)

CRISIS = ("§ 57", "§ 60", "§ 60a")  # shelters, crisis help, intervention centres
STATEMENTS = (  # free places, words, days since it was said, days for which it holds
    (3, "", 9, 30),
    (0, "čeká se asi dva měsíce", 4, 30),
    (None, "pořadník vede sociální pracovnice, zavolejte", 12, 30),
    (5, "", 75, 30),  # has expired: nobody may see it
)


def load_cards() -> None:
    """Free places in every state, exceptions, public holidays, money, and a shelter with a secret address."""
    Service.objects.filter(service_type__paragraph__in=CRISIS).update(is_crisis=True, has_quick_exit=True)
    today = timezone.localdate()
    services = list(Service.objects.filter(kind=ServiceKind.REGISTERED, is_crisis=False).prefetch_related("forms"))
    for service, (number, words, ago, days) in zip(services[::6], STATEMENTS, strict=False):
        service.free_places, service.waiting_list_note = number, words
        service.free_places_stated_on = today - timedelta(days=ago)
        service.free_places_expire_on = today - timedelta(days=ago) + timedelta(days=days)
        service.languages, service.is_barrier_free = "čeština, slovenština, znakový jazyk po domluvě", True
        service.financed_by = "Dotace kraje, příspěvky obcí, úhrady klientů."
        service.is_in_regional_network, service.network_note = True, "základní síť Litoměřicka"
        service.save()
        _exceptions(service, today)
    _shelter()


def _exceptions(service: Service, today: date) -> None:
    service.forms.filter(is_nonstop=False).update(is_closed_on_holidays=True)
    closing = today + timedelta(days=20)
    HoursException.objects.create(
        service=service, starts_on=closing, ends_on=closing + timedelta(days=4), note="školení pracovníků"
    )
    HoursException.objects.create(
        service=service,
        starts_on=closing + timedelta(days=7),
        ends_on=closing + timedelta(days=7),
        opens=time(8),
        closes=time(11),
    )


def _shelter() -> None:
    """A shelter for victims of violence: it must be found by those who need it and its address by nobody."""
    provider = Provider.objects.create(name="Ukázkový spolek Přístav", slug="ukazkovy-spolek-pristav")
    service = Service.objects.create(
        provider=provider,
        name="Bydlení v bezpečí Přístav",
        slug="bydleni-v-bezpeci-pristav",
        service_type=ServiceType.objects.filter(paragraph="§ 57").first(),
        summary="Přijmeme vás i děti, kdykoli ve dne i v noci. Nemusíte mít doklady ani peníze. Adresu se nikdo nedozví.",
        for_whom="Pro ty, komu doma někdo ubližuje: bije, vyhrožuje, bere peníze nebo hlídá každý krok. S dětmi i bez nich.",
        how_to_apply="Zavolejte. Pracovnice vás vyslechne a domluví, jak se k nám v bezpečí dostanete.",
        documents_needed="Nic. Hodí se léky a doklady dětí, ale přijďte i bez nich.",
        payment=Payment.PAID,
        price_note="První týden nic, potom nejvýš 180 Kč za den, podle příjmu i méně",
        serves_whole_territory=True,
        is_crisis=True,
        has_quick_exit=True,
        free_places=1,
        free_places_stated_on=timezone.localdate() - timedelta(days=2),
        free_places_expire_on=timezone.localdate() + timedelta(days=12),
        waiting_list_note="volejte i při plném stavu, najdeme jiné místo",
        source="vymyšlená služba pro ukázku",
    )
    groups = TargetGroup.objects.filter(name__in=["oběti domácího násilí", "rodiny s dítětem/dětmi"])
    service.target_groups.set(groups)
    ServiceContact.objects.create(service=service, kind=ContactKind.PHONE, value="416000777", note="ve dne i v noci")
    stays = OfferedForm.objects.create(service=service, form=ServiceForm.RESIDENTIAL, is_nonstop=True)
    Capacity.objects.create(offered_form=stays, number=12, unit=CapacityUnit.BED)
    advice = OfferedForm.objects.create(service=service, form=ServiceForm.OUTPATIENT, is_closed_on_holidays=True)
    OpeningHours.objects.bulk_create(
        OpeningHours(offered_form=advice, weekday=day, opens=time(9), closes=time(15)) for day in range(4)
    )
    town: Any = Municipality.objects.filter(name="Litoměřice").first()
    Place.objects.create(
        service=service, name="Dům Přístav", street="Ukázková 1", municipality=town, is_address_hidden=True
    )
    Place.objects.create(
        service=service,
        name="Poradna Přístav",
        street="Vzorová 12",
        postal_code="41201",
        municipality=town,
        phone="416000778",
        note="zastávka Vzorová, vchod ze dvora bez schodů",
        position=2,
    )


def order_booklets() -> None:
    """Both sizes, made in the background after the sample office is loaded."""
    for size in PrintSize:
        look_again(booklet_of(size))
