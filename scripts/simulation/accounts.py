"""Accounts and users: who signs up, when, through which channel, and what drives them."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from simulation import catalogue as cat
from simulation import contract
from simulation.config import (
    DAY,
    HOUR,
    MINUTE,
    NEVER,
    SECOND,
    Bools,
    Config,
    Floats,
    Ints,
    choose,
    split_in_pairs,
    spread_evenly,
)

TRIAL, DIRECT, FREE_FOREVER = range(3)
ENTRIES = ("trial", "sales", "free")
TRIAL_DAYS = 14

CONTROL_CONVERSION = 0.06
TREATED_CONVERSION = 0.092
TIME_TO_DASHBOARD = 0.62
"""What onboarding by persona does: the playbook's figures."""
CONVERSION_OF_KIND = np.array([0.075, 0.060, 0.110, 0.035, 0.008])
CONVERSION_LIFT_OF_KIND = np.array([0.028, 0.042, 0.030, 0.022, 0.034])


@dataclass
class Accounts:
    """One value per account, in the order of sign-up."""

    signed_up_at: Ints
    kind: Ints
    entry: Ints
    channel: Ints
    country: Ints
    currency: Ints
    employees: Ints
    tier: Ints
    variant: Ints
    team_size: Floats
    """How many people would use the product if all went well."""
    activity: Floats
    """Usage relative to the average."""
    error_rate: Floats
    slowness: Floats
    support_rate: Floats
    """Tickets a month while active."""
    satisfaction: Floats
    in_onboarding_experiment: Bools
    is_treated: Bools
    conversion_if_control: Floats
    conversion_if_treated: Floats
    converts: Bools
    """Whether a trial ends in a paid subscription."""
    stall_step: Ints
    """The onboarding step that is never reached; 0 = none."""
    reached_at: Ints
    """Account × step (0 = sign-up, 1 .. 5): when the step is reached, or NEVER."""

    def __len__(self) -> int:
        return len(self.signed_up_at)


def season_of_days(config: Config) -> Floats:
    """How busy each day is compared with an ordinary working day."""
    days = np.datetime64(config.start, "D") + np.arange(config.days)
    months = days.astype("datetime64[M]").astype(int) % 12
    by_month = np.array([1.1, 1.05, 1.05, 1.0, 1.0, 0.97, 0.85, 0.8, 1.1, 1.08, 1.05, 0.75])
    weekday = (days.astype("datetime64[D]").astype(int) + 3) % 7
    by_weekday = np.array([1.0, 1.08, 1.08, 1.04, 0.9, 0.28, 0.24])
    return by_month[months] * by_weekday[weekday]


def working_hours(rng: np.random.Generator, rows: int, utc_offset: Ints) -> Ints:
    """Microseconds after midnight UTC, most of them in the local working day."""
    by_hour = np.array([1, 1, 1, 1, 1, 2, 4, 9, 18, 24, 25, 22, 15, 19, 24, 24, 21, 15, 9, 7, 6, 5])
    weights = np.append(by_hour, [4, 2])
    edges = np.cumsum(weights) / weights.sum()
    hour = np.searchsorted(edges, rng.random(rows))
    within = rng.integers(0, HOUR, rows)
    return ((hour - utc_offset) % 24) * HOUR + within


def simulate_accounts(config: Config) -> Accounts:
    """Draw the accounts and all that is fixed at their sign-up."""
    rng = config.rng("accounts")
    rows = config.accounts
    growth = np.exp(1.5 * np.arange(config.days) / config.days)
    density = growth * season_of_days(config)
    edges = np.cumsum(density) / density.sum()
    places = (np.arange(rows) + rng.random(rows)) / rows
    day = np.minimum(np.searchsorted(edges, places), config.days - 1)

    kind = choose(rng, cat.KIND_SHARE, np.zeros(rows, np.int64))
    country = choose(rng, cat.COUNTRY_SHARE, np.zeros(rows, np.int64))
    signed_up_at = (
        config.start_at
        + day * DAY
        + working_hours(rng, rows, cat.COUNTRY_UTC_OFFSET[country]) // SECOND * SECOND
    )
    order = np.argsort(signed_up_at, kind="stable")
    signed_up_at, country = signed_up_at[order], country[order]

    employees = np.exp(rng.normal(3.4, 1.5, rows)).astype(np.int64) + 1
    tier = np.digitize(employees, [200, 1_000])
    entry_share = np.array([[0.56, 0.18, 0.26], [0.44, 0.42, 0.14], [0.30, 0.66, 0.04]])
    entry = choose(rng, entry_share, tier)
    team_size = np.maximum(
        cat.TEAM_SIZE[kind] * np.array([0.7, 2.0, 5.0])[tier] * np.exp(rng.normal(0, 0.6, rows)), 1
    )
    blemish = np.exp(rng.normal(0, 0.5, rows))
    support_rate = 0.55 * cat.SUPPORT[kind] * np.exp(rng.normal(0, 1.15, rows) - 0.66)
    satisfaction = (
        cat.SATISFACTION[kind] + rng.normal(0, 0.8, rows) - 0.25 * np.log(support_rate / 0.2)
    )
    variant_share = np.array([[0.88, 0.0, 0.06, 0.06], [0.48, 0.42, 0.05, 0.05]])
    is_early = (signed_up_at < config.start_at + 150 * DAY).astype(np.int64)

    # Enough time must be left after the last sign-up in the experiment for its trial to end.
    is_experiment = (entry == TRIAL) & (signed_up_at < config.end_at - 30 * DAY)
    is_treated = np.zeros(rows, dtype=bool)
    is_treated[is_experiment] = split_in_pairs(
        rng, kind[is_experiment], support_rate[is_experiment]
    )
    if_control, if_treated = conversion_chances(rng, kind, is_experiment)
    converts = np.zeros(rows, dtype=bool)
    for arm in (is_experiment & is_treated, is_experiment & ~is_treated):
        chance = np.where(is_treated, if_treated, if_control)[arm]
        converts[arm] = spread_evenly(rng, chance, kind[arm]) > 0

    stall_step = choose(rng, cat.STALL_SHARE, kind)
    # Treatment frees some of those who would have stalled; who converts has not stalled early.
    freed = is_treated & (rng.random(rows) < 0.25) & (stall_step > 0)
    stall_step = np.where(freed, 0, stall_step)
    stall_step = np.where(converts & (stall_step < 5), 0, stall_step)
    reached_at = onboarding_times(
        config, rng, signed_up_at, kind, stall_step, is_experiment & ~is_treated, is_treated
    )

    return Accounts(
        signed_up_at=signed_up_at,
        kind=kind,
        entry=entry,
        channel=choose(rng, cat.CHANNEL_SHARE, kind),
        country=country,
        currency=cat.COUNTRY_CURRENCY[country],
        employees=employees,
        tier=tier,
        variant=choose(rng, variant_share, is_early),
        team_size=team_size,
        activity=cat.ACTIVITY[kind]
        * np.exp(rng.normal(0, 0.7, rows))
        * np.array([1.0, 1.6, 2.8])[tier],
        error_rate=np.minimum(cat.ERROR_RATE[kind] * blemish, 0.4),
        slowness=cat.SLOWNESS[kind] * np.exp(rng.normal(0, 0.25, rows)),
        support_rate=support_rate,
        satisfaction=satisfaction,
        in_onboarding_experiment=is_experiment,
        is_treated=is_treated,
        conversion_if_control=if_control,
        conversion_if_treated=if_treated,
        converts=converts,
        stall_step=stall_step,
        reached_at=reached_at,
    )


def conversion_chances(
    rng: np.random.Generator, kind: Ints, is_experiment: Bools
) -> tuple[Floats, Floats]:
    """Chance of converting a trial without and with onboarding by persona, for each account.

    Scaled so that the means over the experiment are the playbook's 6 % and 9.2 %.
    """
    noise = np.exp(rng.normal(0, 0.35, len(kind)))
    if_control = cat_mean_one(CONVERSION_OF_KIND[kind] * noise, is_experiment) * CONTROL_CONVERSION
    lift_noise = np.exp(rng.normal(0, 0.25, len(kind)))
    lift = cat_mean_one(CONVERSION_LIFT_OF_KIND[kind] * lift_noise, is_experiment)
    if_treated = if_control + lift * (TREATED_CONVERSION - CONTROL_CONVERSION)
    return np.minimum(if_control, 0.9), np.minimum(if_treated, 0.95)


def cat_mean_one(values: Floats, where: Bools) -> Floats:
    """Values scaled to a mean of one over some rows."""
    return values / values[where].mean() if where.any() else values / values.mean()


def onboarding_times(
    config: Config,
    rng: np.random.Generator,
    signed_up_at: Ints,
    kind: Ints,
    stall_step: Ints,
    is_control: Bools,
    is_treated: Bools,
) -> Ints:
    """When each account reaches each step: account × (sign-up, step 1 .. 5)."""
    rows, steps = len(kind), len(cat.ONBOARDING)
    pace = cat.STEP_SPEED[kind] * np.where(is_treated, TIME_TO_DASHBOARD, 1.0)
    hours = cat.STEP_HOURS * pace[:, None] * np.exp(rng.normal(0, 0.7, (rows, steps)))
    reaches = (stall_step == 0) | (stall_step > 4)
    to_dashboard = np.log(hours[:, :4].sum(axis=1))
    arms = [to_dashboard[reaches & is_control], to_dashboard[reaches & is_treated]]
    if all(map(len, arms)):
        # Chance and who gets there aside, treatment takes 62 % of the time.
        gap = np.log(TIME_TO_DASHBOARD) - (arms[1].mean() - arms[0].mean())
        hours[is_treated] *= np.exp(gap)
    # Nobody who goes on waits so long that the waiting looks like a stall.
    hours = np.minimum(hours, cat.STALL_AFTER_DAYS * 24 * 0.7)
    reached = np.empty((rows, steps + 1), dtype=np.int64)
    reached[:, 0] = signed_up_at
    reached[:, 1:] = signed_up_at[:, None] + np.cumsum(hours * HOUR, axis=1).astype(np.int64)
    numbers = np.arange(steps + 1)
    never = (stall_step[:, None] > 0) & (numbers >= stall_step[:, None])
    return np.where(never | (reached >= config.end_at), NEVER, reached // SECOND * SECOND)


def stalled_now(config: Config, accounts: Accounts) -> Ints:
    """The step at which an account is stalled at the end of the history; 0 where it isn't (yet)."""
    reached = accounts.reached_at
    last = (reached != NEVER).sum(axis=1) - 1
    waited = config.end_at - reached[np.arange(len(accounts)), last]
    patience = np.append(cat.STALL_AFTER_DAYS, 0)[np.minimum(last, 4)] * DAY
    is_stalled = (accounts.stall_step > 0) & (last + 1 == accounts.stall_step)
    return np.where(is_stalled & (waited >= patience), accounts.stall_step, 0)


@dataclass
class Users:
    """One value per user, ordered by account and sign-up."""

    account: Ints
    signed_up_at: Ints
    role: Ints
    first_of_account: Ints
    """Per account: the number of its first user."""

    def __len__(self) -> int:
        return len(self.account)


def simulate_users(config: Config, accounts: Accounts) -> Users:
    """The people of each account: the first signs up with it, others after the first invitation."""
    rng = config.rng("users")
    invited_from = accounts.reached_at[:, 5]
    wanted = np.maximum(np.round(accounts.team_size * rng.uniform(0.6, 1.2, len(accounts))), 1)
    wanted = np.where(accounts.entry == FREE_FOREVER, np.minimum(wanted, 3), wanted)
    wanted = np.where(invited_from == NEVER, 1, np.minimum(wanted, 150)).astype(np.int64)
    account = np.repeat(np.arange(len(accounts)), wanted)
    first = np.cumsum(wanted) - wanted
    is_first = np.zeros(len(account), dtype=bool)
    is_first[first] = True
    delay = (rng.exponential(45, len(account)) * DAY).astype(np.int64) + 5 * MINUTE
    base = np.where(invited_from == NEVER, accounts.signed_up_at, invited_from)
    joined = np.where(is_first, accounts.signed_up_at[account], base[account] + delay)
    kept = joined < config.end_at
    account, joined, is_first = account[kept], joined[kept] // SECOND * SECOND, is_first[kept]
    order = np.lexsort((joined, account))
    account, joined, is_first = account[order], joined[order], is_first[order]
    others = np.array(
        [
            [0.06, 0.22, 0.52, 0.08, 0.04, 0.08],
            [0.06, 0.52, 0.08, 0.14, 0.06, 0.14],
            [0.10, 0.34, 0.16, 0.18, 0.08, 0.14],
            [0.10, 0.50, 0.20, 0.10, 0.02, 0.08],
            [0.05, 0.45, 0.05, 0.15, 0.10, 0.20],
        ]
    )
    role = np.where(is_first, 0, choose(rng, others, accounts.kind[account]))
    return Users(
        account=account,
        signed_up_at=joined,
        role=role,
        first_of_account=np.searchsorted(account, np.arange(len(accounts))),
    )


def accounts_table(
    config: Config, accounts: Accounts, renewal_at: Ints, is_paying: Bools
) -> pa.Table:
    """The raw table `accounts`."""
    rng = config.rng("accounts table")
    rows = len(accounts)
    number = np.arange(rows)
    first = (
        "Acme",
        "Nova",
        "Birch",
        "Quill",
        "Harbor",
        "Lumen",
        "Cobalt",
        "Maple",
        "Orbit",
        "Vela",
    )
    second = ("Labs", "Retail", "Systems", "Health", "Media", "Logistics", "Bank", "Works", "Foods")
    names = [f"{one} {two}" for one in first for two in second]
    which = rng.integers(0, len(names), rows)
    campaigns = [name for group in cat.CAMPAIGNS.values() for name in group]
    starts = dict(
        zip(cat.CAMPAIGNS, np.cumsum([0, *map(len, cat.CAMPAIGNS.values())]), strict=False)
    )
    offset = np.array([starts.get(channel, -1) for channel in cat.CHANNELS])[accounts.channel]
    sizes = np.array([len(cat.CAMPAIGNS.get(channel, "x")) for channel in cat.CHANNELS])
    campaign = offset + rng.integers(0, sizes[accounts.channel])
    stack = choose(
        rng,
        np.array(
            [
                [4, 4, 4, 1, 3, 0.2],
                [2, 2, 2, 2, 1, 4],
                [3, 4, 2, 2, 3, 1],
                [1, 2, 5, 1, 1, 2],
                [0.5, 1, 1, 1, 0.5, 6],
            ]
        ),
        accounts.kind,
    )
    is_partner = cat.CHANNELS.index("partner") == accounts.channel
    is_referred = (cat.CHANNELS.index("referral") == accounts.channel) & (number > 0)
    referrer = (rng.random(rows) * number).astype(np.int64)
    has_parent = (accounts.tier == 2) & (number > 10) & (rng.random(rows) < 0.12)
    parent = (rng.random(rows) * number).astype(np.int64)
    is_known = rng.random(rows) > 0.04
    names_column = [
        f"{names[w]} {n:d}" for w, n in zip(which.tolist(), number.tolist(), strict=True)
    ]
    return contract.table(
        "accounts",
        {
            "account_id": contract.ids("acc_", number),
            "created_at": created_text(accounts),
            "account_name": pa.array(names_column),
            "domain": pa.array([f"{x.lower().replace(' ', '-')}.example" for x in names_column]),
            "acquisition_channel": contract.pick(
                cat.CHANNELS, accounts.channel, rng.random(rows) > 0.015
            ),
            "acquisition_campaign": contract.pick(campaigns, campaign, offset >= 0),
            "industry": contract.pick(cat.INDUSTRIES, rng.integers(0, 7, rows), is_known),
            "employee_count": contract.whole(accounts.employees, rng.random(rows) > 0.05),
            "country": contract.pick(cat.COUNTRIES, accounts.country),
            "tech_stack": contract.pick(cat.TECH_STACKS, stack, rng.random(rows) > 0.15),
            "partner": contract.pick(cat.PARTNERS, rng.integers(0, 4, rows), is_partner),
            "contract_tier": contract.pick(cat.TIERS, accounts.tier),
            "renewal_date": contract.dates(renewal_at),
            "owner": contract.pick(
                cat.OWNERS,
                rng.integers(0, 5, rows),
                is_paying & ((accounts.tier > 0) | (rng.random(rows) < 0.3)),
            ),
            "referred_by_account_id": contract.ids("acc_", referrer, valid=is_referred),
            "parent_account_id": contract.ids("acc_", parent, valid=has_parent),
        },
    )


def created_text(accounts: Accounts) -> pa.Array:
    """Times of sign-up as a CRM exports them: most in UTC, some with the offset of the place."""
    is_local = (accounts.signed_up_at // SECOND) % 12 == 0
    hours = np.where(is_local, cat.COUNTRY_UTC_OFFSET[accounts.country], 0)
    shown = accounts.signed_up_at + hours * HOUR
    text = np.datetime_as_string(shown.astype("datetime64[us]"), unit="s").tolist()
    zone = [
        f"{hour:+03d}:00" if local else "Z" for hour, local in zip(hours, is_local, strict=True)
    ]
    return pa.array([stamp + offset for stamp, offset in zip(text, zone, strict=True)])


def users_table(config: Config, accounts: Accounts, users: Users) -> pa.Table:
    """The raw table `users`."""
    rng = config.rng("users table")
    rows = len(users)
    number = np.arange(rows)
    seniority = choose(
        rng,
        np.array(
            [
                [0.2, 0.4, 0.25, 0.12, 0.03],
                [0.45, 0.4, 0.15, 0, 0],
                [0.35, 0.45, 0.2, 0, 0],
                [0, 0.2, 0.5, 0.3, 0],
                [0, 0, 0, 0.5, 0.5],
                [0.5, 0.35, 0.1, 0.05, 0],
            ]
        ),
        users.role,
    )
    email = [
        f"user{n}@account{a}.example"
        for n, a in zip(number.tolist(), users.account.tolist(), strict=True)
    ]
    is_first = np.isin(number, users.first_of_account)
    sources = (*cat.CHANNELS, "invitation")
    source = np.where(is_first, accounts.channel[users.account], len(cat.CHANNELS))
    return contract.table(
        "users",
        {
            "user_id": contract.ids("usr_", number, 7),
            "account_id": contract.ids("acc_", users.account),
            "signed_up_at": contract.times(users.signed_up_at),
            "email": pa.array(email),
            "role": contract.pick(cat.ROLES, users.role),
            "seniority": contract.pick(cat.SENIORITIES, seniority, rng.random(rows) > 0.1),
            "country": contract.pick(cat.COUNTRIES, accounts.country[users.account]),
            "device": contract.pick(cat.DEVICES, choose(rng, cat.DEVICE_SHARE, number * 0)),
            "acquisition_source": contract.pick(sources, source),
            "consent_profiling": contract.flags(rng.random(rows) < 0.86, rng.random(rows) > 0.03),
            "consent_marketing": contract.flags(rng.random(rows) < 0.62, rng.random(rows) > 0.03),
        },
    )
