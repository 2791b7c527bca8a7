"""People behind the users: names in their e-mail addresses, and some who signed up more than once.

Drawn after everything else and from random numbers of its own, so that nothing else changes: only
`email` and, for a second id of somebody, `device` are written into the table of users.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from simulation.config import Config

SECOND_IDS = 0.04
"""Share of users who are somebody's second id."""
CHANGED_COMPANY = 0.4
"""Share of the second ids that are in another account than the first."""
PERSONAL_ADDRESS = 0.06
"""Share of all others who signed up with an address of their own."""
SAME_DEVICE = 0.8

FIRST_NAMES = (
    *("anna", "james", "maria", "li", "mohammed", "sofia", "david", "emma", "priya", "john"),
    *("lena", "daniel", "aisha", "carlos", "julia", "wei", "fatima", "lucas", "chloe", "ravi"),
    *("sara", "thomas", "yuki", "peter", "nina", "omar", "laura", "ivan", "grace", "diego"),
    *("elena", "mark", "hana", "paul", "zoe", "amara", "simon", "ines", "kofi", "martha"),
    *("oscar", "vera", "tariq", "alice", "jonas", "mei", "rosa", "felix", "leila", "hugo"),
    *("karin", "samuel", "anika", "bruno", "nadia", "tom", "olga", "arjun", "ruth", "matteo"),
)
COMMON_LAST_NAMES = (
    *("smith", "garcia", "mueller", "chen", "khan", "silva", "patel", "jones", "kim", "martin"),
    *("schmidt", "rossi", "nguyen", "brown", "ivanova", "okafor", "tanaka", "dubois", "lopez"),
    *("andersen", "weber", "singh", "taylor", "ali", "novak", "moreau", "santos", "wilson"),
)
COMMON_LAST_NAME = 0.1
"""Share of people with one of these; all others have a rarer name, put together of three parts."""
LAST_NAME_PARTS = (
    (
        *("al", "ber", "cor", "dal", "el", "fen", "gar", "hol", "is", "jor", "kel", "lin", "mar"),
        *("nor", "or", "pet", "quin", "ros", "sal", "tor", "ul", "val", "wes", "yar", "zan"),
        *("bro", "cas", "dre", "fal", "gre", "hel", "kar", "lam", "mon", "ned", "pal", "vos"),
    ),
    ("a", "de", "di", "e", "el", "en", "er", "i", "in", "ka", "o", "ta"),
    (
        *("berg", "by", "ckx", "dor", "feld", "gren", "hart", "kov", "lund", "man", "mann"),
        *("mond", "nari", "nez", "quist", "rath", "rini", "sen", "ski", "son", "stein"),
        *("strom", "ton", "vic", "well"),
    ),
)
FORMATS = ("first.last", "flast", "first_last", "firstlast", "first.l")
FORMAT_SHARE = (0.5, 0.2, 0.1, 0.1, 0.1)
FREE_MAIL = ("freemail.example", "postbox.example", "inbox.example")


@dataclass(frozen=True)
class SecondIds:
    """Users who are somebody's second id, and whose; places in the table of users."""

    second: np.ndarray
    first: np.ndarray


def write_people(config: Config, accounts: pa.Table, users: pa.Table) -> tuple[pa.Table, pa.Table]:
    """The users with names in their addresses, and the truth: which ids are one person."""
    rng = config.rng("people")
    rows = users.num_rows
    account_ids = users["account_id"].to_pylist()
    domains = dict(
        zip(accounts["account_id"].to_pylist(), accounts["domain"].to_pylist(), strict=True)
    )
    names = np.column_stack([_drawn(rng, FIRST_NAMES, rows), _last_names(rng, rows)])
    found = _second_ids(rng, users)
    names[found.second] = names[found.first]
    own_address = rng.random(rows) < PERSONAL_ADDRESS
    formats = dict(zip(domains, rng.choice(FORMATS, len(domains), p=FORMAT_SHARE), strict=True))
    years = rng.integers(70, 100, rows)
    free_mail = rng.choice(FREE_MAIL, rows)

    how = np.full(rows, "", dtype=object)
    how[found.second] = _ways(rng, found, account_ids)
    taken: set[str] = set()
    emails = []
    for place, account_id in enumerate(account_ids):
        first, last = names[place]
        domain = domains[account_id] or "unknown.example"
        style = formats[account_id]
        if how[place] == "other format":
            style = "flast" if style == "first.last" else "first.last"
        elif how[place] == "misspelled":
            cut = 1 + int(years[place]) % (len(last) - 1)
            last = last[:cut] + last[cut + 1 :]
        name = _written(style, first, last)
        if how[place] == "tag":
            name = f"{name}+{years[place]}"
        elif how[place] == "own address" or (not how[place] and own_address[place]):
            name, domain = f"{_written('first.last', first, last)}{years[place]}", free_mail[place]
        emails.append(_unused(name, domain, taken))
    devices = np.array(users["device"].to_pylist(), dtype=object)
    same_device = rng.random(len(found.second)) < SAME_DEVICE
    devices[found.second[same_device]] = devices[found.first[same_device]]
    for column, values in (("email", emails), ("device", devices.tolist())):
        place = users.column_names.index(column)
        users = users.set_column(place, column, pa.array(values, pa.string()))
    return users, _truth(users, found, how)


def _drawn(rng: np.random.Generator, names: tuple[str, ...], rows: int) -> np.ndarray:
    """Names, the first of them the most frequent ones, as in any country."""
    weights = 1 / (np.arange(len(names)) + 5)
    return rng.choice(np.array(names, dtype=object), rows, p=weights / weights.sum())


def _last_names(rng: np.random.Generator, rows: int) -> np.ndarray:
    """Last names: a few that many people bear, and many that few do."""
    common = _drawn(rng, COMMON_LAST_NAMES, rows)
    parts = [rng.choice(np.array(part, dtype=object), rows) for part in LAST_NAME_PARTS]
    return np.where(rng.random(rows) < COMMON_LAST_NAME, common, parts[0] + parts[1] + parts[2])


def _second_ids(rng: np.random.Generator, users: pa.Table) -> SecondIds:
    """Who is whose second id: somebody who signed up before, here or in the same country."""
    account = np.array(users["account_id"].to_pylist(), dtype=object)
    country = np.array(users["country"].to_pylist(), dtype=object)
    signed_up = users["signed_up_at"].to_numpy().astype(np.int64)
    is_second = rng.random(len(account)) < SECOND_IDS
    changed = rng.random(len(account)) < CHANGED_COMPANY
    luck = rng.random(len(account))
    firsts = np.flatnonzero(~is_second)
    pairs = []
    for second in np.flatnonzero(is_second):
        elsewhere = account[firsts] != account[second]
        near = elsewhere & (country[firsts] == country[second]) if changed[second] else ~elsewhere
        earlier = firsts[near & (signed_up[firsts] < signed_up[second])]
        if len(earlier):
            pairs.append((second, earlier[int(luck[second] * len(earlier))]))
    found = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return SecondIds(found[:, 0], found[:, 1])


def _ways(rng: np.random.Generator, found: SecondIds, account_ids: list[str]) -> list[str]:
    """How the address of each second id differs from the first one's."""
    moved = rng.choice(("company's", "own address"), len(found.second), p=(0.7, 0.3))
    stayed = rng.choice(
        ("tag", "other format", "own address", "misspelled"),
        len(found.second),
        p=(0.2, 0.3, 0.3, 0.2),
    )
    return [
        stayed[place] if account_ids[second] == account_ids[first] else moved[place]
        for place, (second, first) in enumerate(zip(found.second, found.first, strict=True))
    ]


def _written(style: str, first: str, last: str) -> str:
    """A name as a company writes it in addresses."""
    return {
        "first.last": f"{first}.{last}",
        "flast": f"{first[0]}{last}",
        "first_last": f"{first}_{last}",
        "firstlast": f"{first}{last}",
        "first.l": f"{first}.{last[0]}",
    }[style]


def _unused(name: str, domain: str, taken: set[str]) -> str:
    """An address that nobody has yet: a number tells people of one name apart."""
    email, number = f"{name}@{domain}", 2
    while email in taken:
        email, number = f"{name}{number}@{domain}", number + 1
    taken.add(email)
    return email


def _truth(users: pa.Table, found: SecondIds, how: np.ndarray) -> pa.Table:
    """One row per second id: whose it is, and how its address differs."""
    ids = users["user_id"]
    return pa.table(
        {
            "user_id": ids.take(pa.array(found.second)),
            "first_user_id": ids.take(pa.array(found.first)),
            "how": pa.array(how[found.second].tolist(), pa.string()),
        }
    )
