"""Invented Danish names and phrases. Keys with leading zeros and letters beyond ASCII are here on purpose."""

PEOPLE = (
    "Søren Prøvedal",
    "Åse Prøvegård",
    "Jørgen Testholm",
    "Mette Ærøprøve",
    "Bjørn Testå",
    "Käthe Opdigt",
    "Lærke Prøvelund",
    "Øjvind Testrup",
    "Hanne Prøvebæk",
    "Frøydis Opdigtsen",
    "Niels Åprøve",
    "Vibeke Vikartest",
)
TRADES = ("Boligforening", "Bageri", "Autoværksted", "Børnehave", "Lægehus", "Gård", "Kro", "Ejerforening")
PLACES = ("Ådalen", "Søndermark", "Ærøvej", "Nørreskov", "Østbakke", "Møllehøj")
STREETS = ("Opdigtet Allé", "Prøvevej", "Testgårdsvej", "Påfundsstræde")
TOWNS = (("0001", "Prøvekøbing"), ("0002", "Testrup Ås"), ("0003", "Opdigtsø"))
JOBS = (
    "Renovering af badeværelse",
    "Udskiftning af eltavle",
    "Varmepumpe og gulvvarme",
    "Ladestander i gård",
    "Stigstrenge, opgang B",
    "Køkken: vand og el",
    "Nødbelysning",
    "Fjernvarmeunit",
)
REMARKS = (
    "",
    "",
    "",
    "Skiftet blandingsbatteri på 2. sal",
    "Trukket kabel til ny tavle, mangler måling",
    "Tætnet afløb, kunden ikke hjemme",
    "Målt efter og mærket op (æ, ø, å)",
    "Aftalt ekstraarbejde med formanden",
)
GOODS = (
    ('Kuglehane 1/2"', "stk."),
    ("PEX-rør 15 mm", "m"),
    ("Installationskabel 3G1,5", "m"),
    ("HPFI-relæ 40 A", "stk."),
    ("Blandingsbatteri, krom", "stk."),
    ("Afløbsrør Ø110", "m"),
    ("Dåse til væg, dobbelt", "stk."),
    ("Gulvvarmestreng 10 W/m", "m"),
)


def person(index: int) -> str:
    """Return the name of the person with this number from 0; from the thirteenth on first and last names mix."""
    first = PEOPLE[index % len(PEOPLE)].split()[0]
    last = PEOPLE[(index + index // len(PEOPLE)) % len(PEOPLE)].split()[1]
    return f"{first} {last}"
