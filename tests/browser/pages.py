"""Pages that the crawler does not reach from the first page, or that should be looked at in a certain state.

The crawler (crawl.py) follows links from "/" and takes a few pages of each kind by itself. Add here what has no link:
a search without result, a form with errors, a refusal. Addresses are of the sample office.
"""

PUBLIC = [
    "/",
    "/katalog/?q=xyzzy",  # nothing found
    "/katalog/?q=senior&forma=field&strana=999",  # a page that is not there
    "/katalog/?situace=neznama&obec=%00&strana=abc",  # nonsense in the address
    "/katalog/sluzby/bydleni-v-bezpeci-pristav/",  # quick exit, free places, a secret place beside a known one
    "/katalog/sit/",
    "/katalog/muj-seznam/?sluzby=1-2-999999",  # chosen services, one of them gone
    "/katalog/muj-seznam/poslat/?sluzby=1-2",
    "/hledat/?q=pe%C4%8Dovatelsk%C3%A1",
    "/ucet/prihlaseni/",
    "/ucet/prihlaseni/heslem/",
    "/ucet/zapomenute-heslo/",
    "/ucet/zapomenute-heslo/odeslano/",
    "/ucet/nove-heslo/1-stary-odkaz/",
]
REFUSALS = {
    "/neni-tu/": 404,
    "/skupiny/neni-tu/": 404,
    "/ucast/neni-tu/": 404,
    "/katalog/sluzby/neni-tu/": 404,
    "/plany/neni-tu/": 404,
}
COORDINATOR = [
    "/admin/",
    "/admin/?otazka=neodpovedeli",  # one question of the calendar of duties
    "/ucet/",
    "/ucet/heslo/",
    "/ucet/dva-kroky/",
    "/ucet/dva-kroky/aplikace/",
    "/ucet/dva-kroky/klic/",
    "/admin/community/office/prohlaseni/",
    "/admin/vzornik/",
    "/admin/services_catalog/booklet/",
    "/admin/services_catalog/network/",
    "/admin/services_catalog/network/add/",
    "/admin/services_catalog/jointfinancing/",
    "/admin/working_groups/meeting/add/",
    "/admin/working_groups/group/statistika/",
    "/admin/plans/milestone/import/",
    "/admin/plans/planmaking/2/change/",
    "/moje/",
]
