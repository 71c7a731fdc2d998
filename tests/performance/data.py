"""Invented people, their provider, and the provider's honest reply; the same for the same seed. A
process of its own, so that what it holds does not count as anybody's memory.

    data.py dump PEOPLE SEED > dump.csv
    data.py profile > contoso.toml
    data.py reply ROSTER.csv SEED [--faulty] > reply.csv
"""

import csv
import random
import sys
from itertools import pairwise

GIVEN = "Ada Zoë Łukasz José Ingrid Bo Søren Anaïs Jürgen Xiao Cy Di Eve Finn Gus Hana Ivo".split()
FAMILY = "Berg O'Neil Müller Núñez Żak Ng Lindqvist Rossi Ek García Buche Conti Dorn Falk Grove Smith-Jones".split()

# Country, share of the people, published toll numbers, published toll-free number.
COUNTRIES = [
    ("US", 40, ["+12065550100", "+12125550100"], "+18005550100"),
    ("DE", 20, ["+4930901820", "+498912345678"], None),
    ("GB", 20, ["+442079460100"], "+448081570100"),
    ("FR", 15, ["+33155010100"], None),
    ("AU", 5, ["+61255500100"], None),
]
TOLL = {country: toll for country, _, toll, _ in COUNTRIES}
FREE = {country: free for country, _, _, free in COUNTRIES}
DIGITS = 8


def plain(name):
    """A name as it stands in an address."""
    return "".join(letter for letter in name.lower() if letter.isascii() and letter.isalpha()) or "x"


def dump(people, seed, out):
    choose = random.Random(seed)
    countries = [country for country, share, _, _ in COUNTRIES for _ in range(share)]
    rows = csv.writer(out)
    rows.writerow(
        ["SipAddress", "UserPrincipalName", "DisplayName", "UsageLocation", "Department", "Enabled"]
    )
    for number in range(people):
        given, family = choose.choice(GIVEN), choose.choice(FAMILY)
        key = f"{plain(given)}.{plain(family)}{number}@contoso.example"
        # Now and then a name is one that has to be quoted.
        name = f"{family}, {given}" if choose.random() < 0.05 else f"{given} {family}"
        rows.writerow(
            [f"sip:{key}", key, name, choose.choice(countries), f"Department {choose.randrange(200)}", "True"]
        )


def profile(out):
    out.write(
        f'name = "Contoso Conferencing"\ndomain = "acp.contoso.example"\n\n[conference_id]\ndigits = "{DIGITS}"\n'
    )
    for country, _, toll, free in COUNTRIES:
        numbers = [("toll", number) for number in toll] + [("toll-free", free)] * bool(free)
        for kind, number in numbers:
            out.write(f'\n[[numbers]]\nnumber = "{number}"\nkind = "{kind}"\ncountry = "{country}"\n')


def guessable(conference_id):
    """What the provider itself would not give out: one digit repeated, or a plain sequence."""
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(conference_id)}
    return len(steps) == 1


def reply(roster, seed, faulty, out):
    choose = random.Random(seed)
    with open(roster, newline="", encoding="utf-8-sig") as sent:
        people = sum(1 for _ in csv.reader(sent)) - 1
    drawn = (f"{number:0{DIGITS}}" for number in choose.sample(range(10**DIGITS), people + 100))
    ids = (number for number in drawn if not guessable(number))
    with open(roster, newline="", encoding="utf-8-sig") as sent:
        rows = csv.reader(sent)
        filled = csv.writer(out)
        headings = next(rows)
        country, toll, free, conference_id = map(
            headings.index, ["Country or region", "Toll number", "Toll-free numbers", "Conference ID"]
        )
        filled.writerow(headings)
        for row in rows:
            row[toll] = choose.choice(TOLL[row[country]])
            row[free] = FREE[row[country]] or ""
            row[conference_id] = next(ids)[1 if faulty else 0 :]
            filled.writerow(row)


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", newline="")
    match sys.argv[1:]:
        case ["dump", people, seed]:
            dump(int(people), int(seed), sys.stdout)
        case ["profile"]:
            profile(sys.stdout)
        case ["reply", roster, seed]:
            reply(roster, int(seed), False, sys.stdout)
        case ["reply", roster, seed, "--faulty"]:
            reply(roster, int(seed), True, sys.stdout)
        case _:
            sys.exit(__doc__)
