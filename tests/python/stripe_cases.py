"""Subscriptions as Stripe bills them, with MRR by hand, as Fivetran and as Airbyte write them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

Row = dict[str, Any]


def price(id_: str, amount: Any, interval: str = "month", count: int = 1, **other: Any) -> Row:
    """A price of Stripe's."""
    return {
        "id": id_,
        "unit_amount": amount,
        "currency": "usd",
        "recurring_interval": interval,
        "recurring_interval_count": count,
        "recurring_usage_type": "licensed",
        "billing_scheme": "per_unit",
        "product_id": f"product_of_{id_}",
        **other,
    }


PRICES = [
    price("monthly", 4900),
    price("yearly", 120000, "year"),
    price("quarterly", 30000, "month", 3),
    price("weekly", 700, "week"),
    price("fortnightly", 1400, "day", 14),
    price("daily", 100, "day", 10),
    price("seat", 1500),
    price("fraction", "", unit_amount_decimal="33.335"),
    price("pack_of_ten", 1000, transform_quantity_divide_by=10, transform_quantity_round="up"),
    price("dear", 9900),
    price("yen", 5000, currency="jpy"),
    price("dinar", 12500, currency="kwd"),
    price("metered", 5, recurring_usage_type="metered"),
    price("tiered", "", billing_scheme="tiered", tiers_mode="graduated"),
]

COUPONS = [
    {"id": "fifth_off", "percent_off": 20, "duration": "forever"},
    {"id": "tenth_off", "percent_off": 10, "duration": "forever"},
    {"id": "all_off", "percent_off": 100, "duration": "forever"},
    {"id": "half_off_once", "percent_off": 50, "duration": "once"},
    {"id": "five_off", "amount_off": 500, "currency": "usd", "duration": "forever"},
    {"id": "five_euros_off", "amount_off": 500, "currency": "eur", "duration": "forever"},
    {"id": "more_than_it_costs", "amount_off": 9999, "currency": "usd", "duration": "forever"},
    {
        "id": "ten_off_thrice",
        "amount_off": 1000,
        "currency": "usd",
        "duration": "repeating",
        "duration_in_months": 3,
    },
]

# Per subscription: what stands in its row, its items (price, units, what else), its coupons, and
# what MRR it has at the end of which days, by hand.
CASES: dict[str, tuple[Row, list[tuple], list[str], dict[str, str]]] = {
    "monthly": ({}, [("monthly", 1)], [], {"2024-01-09": "0", "2024-01-10": "49"}),
    "yearly": ({}, [("yearly", 1)], [], {"2024-12-31": "100"}),
    "quarterly": ({}, [("quarterly", 1)], [], {"2024-12-31": "100"}),
    # 7 × 365.25 ÷ 84 = 30.4375
    "weekly": ({}, [("weekly", 1)], [], {"2024-12-31": "30.44"}),
    "fortnightly": ({}, [("fortnightly", 1)], [], {"2024-12-31": "30.44"}),
    # 1 every 10 days: 365.25 ÷ 12 ÷ 10 = 3.04375
    "daily": ({}, [("daily", 1)], [], {"2024-12-31": "3.04"}),
    "plan": ({}, [("old_plan", 1)], [], {"2024-12-31": "20"}),
    "quantity": ({}, [("seat", 7)], [], {"2024-12-31": "105"}),
    # 3 × 33.335 cents are 100.005 cents, billed as 100
    "fraction": ({}, [("fraction", 3)], [], {"2024-12-31": "1"}),
    "pack": ({}, [("pack_of_ten", 25)], [], {"2024-12-31": "30"}),
    "several": (
        {},
        [("monthly", 1), ("seat", 2), ("metered", ""), ("tiered", 8)],
        [],
        {"2024-12-31": "79"},
    ),
    "several_intervals": ({}, [("monthly", 1), ("yearly", 1)], [], {"2024-12-31": "149"}),
    "metered_alone": ({}, [("metered", "")], [], {"2024-12-31": "0"}),
    "seat_added": (
        {},
        [("monthly", 1, {"created": "2024-01-10"}), ("seat", 1, {"created": "2024-08-01"})],
        [],
        {"2024-07-31": "49", "2024-08-01": "64"},
    ),
    "replaced": (
        {},
        [("dear", 1, {"created": "2024-05-01"})],
        [],
        {"2024-01-10": "99", "2024-12-31": "99"},
    ),
    "yen": ({}, [("yen", 1)], [], {"2024-12-31": "5000"}),
    "dinar": ({}, [("dinar", 1)], [], {"2024-12-31": "12.5"}),
    "percent": ({}, [("monthly", 1)], ["fifth_off"], {"2024-12-31": "39.20"}),
    "amount": ({}, [("monthly", 1)], ["five_off"], {"2024-12-31": "44"}),
    "amount_in_euros": ({}, [("monthly", 1)], ["five_euros_off"], {"2024-12-31": "49"}),
    "amount_above": ({}, [("monthly", 1)], ["more_than_it_costs"], {"2024-12-31": "0"}),
    "free": ({}, [("monthly", 1)], ["all_off", "tenth_off"], {"2024-12-31": "0"}),
    "once": ({}, [("monthly", 1)], ["half_off_once"], {"2024-01-10": "49", "2024-12-31": "49"}),
    "repeating": (
        {},
        [("monthly", 1)],
        ["ten_off_thrice"],
        {"2024-01-10": "39", "2024-04-09": "39", "2024-04-10": "49"},
    ),
    # 49 × 0.8 × 0.9 = 35.28
    "stacked": (
        {},
        [("monthly", 1)],
        ["fifth_off", "tenth_off", "five_off"],
        {"2024-12-31": "30.28"},
    ),
    "yearly_percent": ({}, [("yearly", 1)], ["fifth_off"], {"2024-12-31": "80"}),
    "to_be_cancelled": (
        {"cancel_at_period_end": True, "canceled_at": "2024-06-15"},
        [("monthly", 1)],
        [],
        {"2024-06-15": "49", "2024-12-31": "49"},
    ),
    "cancelled": (
        {"status": "canceled", "canceled_at": "2024-05-15", "ended_at": "2024-06-10"},
        [("monthly", 1)],
        [],
        {"2024-05-14": "49", "2024-06-09": "49", "2024-06-10": "0", "2024-12-31": "0"},
    ),
    "reactivated_before": (
        {"status": "canceled", "canceled_at": "2024-03-01", "ended_at": "2024-03-01"},
        [("monthly", 1)],
        [],
        {"2024-02-29": "49", "2024-03-01": "0"},
    ),
    "reactivated_after": (
        {"created": "2024-05-01"},
        [("monthly", 1)],
        [],
        {"2024-04-30": "0", "2024-05-01": "49"},
    ),
    "backdated": (
        {"created": "2024-03-01", "start_date": "2024-02-01"},
        [("monthly", 1)],
        [],
        {"2024-01-31": "0", "2024-02-01": "49"},
    ),
    "trial_over": (
        {"trial_end": "2024-02-01"},
        [("monthly", 1)],
        [],
        {"2024-01-31": "0", "2024-02-01": "49"},
    ),
    "in_trial": (
        {"status": "trialing", "trial_end": "2025-01-05"},
        [("monthly", 1)],
        [],
        {"2024-12-31": "0"},
    ),
    "left_in_trial": (
        {
            "status": "canceled",
            "trial_end": "2024-02-01",
            "canceled_at": "2024-01-20",
            "ended_at": "2024-01-20",
        },
        [("monthly", 1)],
        [],
        {"2024-01-15": "0", "2024-01-25": "0", "2024-02-05": "0"},
    ),
    "paused_after_trial": (
        {"status": "paused", "trial_end": "2024-02-01"},
        [("monthly", 1)],
        [],
        {"2024-01-31": "0", "2024-02-01": "0"},
    ),
    "incomplete": ({"status": "incomplete"}, [("monthly", 1)], [], {"2024-12-31": "0"}),
    "expired": ({"status": "incomplete_expired"}, [("monthly", 1)], [], {"2024-12-31": "0"}),
    # Its invoices: January left unpaid, October paid, November not. 30 days of grace from then.
    "past_due": (
        {"status": "past_due", "current_period_start": "2024-12-10"},
        [("monthly", 1)],
        [],
        {"2024-10-31": "49", "2024-12-09": "49", "2024-12-10": "0"},
    ),
    "unpaid_without_invoice": (
        {"status": "unpaid", "current_period_start": "2024-11-20"},
        [("monthly", 1)],
        [],
        {"2024-12-19": "49", "2024-12-20": "0"},
    ),
    # The loader kept the item's history: the price went up in July.
    "dearer": (
        {},
        [
            ("monthly", 1, {"_fivetran_start": "2024-01-10", "_fivetran_end": "2024-07-01"}),
            ("dear", 1, {"_fivetran_start": "2024-07-01", "_fivetran_end": "9999-12-31"}),
        ],
        [],
        {"2024-01-10": "49", "2024-06-30": "49", "2024-07-01": "99"},
    ),
    # And that of the subscription: paused in spring.
    "paused_in_spring": (
        {},
        [("monthly", 1)],
        [],
        {"2024-02-29": "49", "2024-03-01": "0", "2024-05-31": "0", "2024-06-01": "49"},
    ),
    "own_before_customers": ({}, [("monthly", 1)], ["fifth_off"], {"2024-12-31": "39.20"}),
    "customers_discount": ({}, [("monthly", 1)], [], {"2024-12-31": "44.10"}),
}
# What nobody can put a price on waits in quarantine.
UNPRICED = {
    "unknown_price": ([("no_such_price", 1)], []),
    "half_known": ([("monthly", 1), ("no_such_price", 1)], []),
    "no_items": ([], []),
    "unknown_coupon": ([("monthly", 1)], ["no_such_coupon"]),
}
HISTORY = [
    ("active", "2024-01-10", "2024-03-01"),
    ("paused", "2024-03-01", "2024-06-01"),
    ("active", "2024-06-01", "9999-12-31"),
]


TOLD = ("dearer", "paused_in_spring")
"""Cases of which the loader kept the history, as Airbyte doesn't."""


def stripe_tables() -> dict[str, list[Row]]:
    """The cases as Stripe's tables."""
    subscriptions, items, discounts, history = [], [], [], []
    cases = {name: case[:3] for name, case in CASES.items()}
    cases |= {name: ({}, *case) for name, case in UNPRICED.items()}
    for name, (own, item_list, coupons) in cases.items():
        customer = "cus_" + name.removesuffix("_before").removesuffix("_after")
        row = {"id": name, "customer_id": customer, "status": "active", "created": "2024-01-10"}
        row |= own
        subscriptions.append(row)
        for number, (item_price, units, *other) in enumerate(item_list):
            item = {"id": f"{name}_{number}", "subscription_id": name, "plan_id": item_price}
            items.append({**item, "quantity": units, **(other[0] if other else {})})
        discounts += [
            {"id": f"{name}_{coupon}", "subscription_id": name, "coupon_id": coupon}
            | {"start": row["created"]}
            for coupon in coupons
        ]
        if name == "paused_in_spring":
            history = [
                {**row, "status": status, "_fivetran_start": since, "_fivetran_end": until}
                for status, since, until in HISTORY
            ]
    customers = sorted({row["customer_id"] for row in subscriptions})
    return {
        "customer": [
            {"id": customer, "created": "2024-01-02 03:04:05", "name": customer.upper()}
            | {"address_country": "NZ"}
            | {"metadata": '{"account_id": "acme"}' if customer == "cus_monthly" else ""}
            for customer in customers
        ],
        "subscription": subscriptions,
        "subscription_history": history,
        "subscription_item": items,
        "price": PRICES,
        "plan": [{"id": "old_plan", "amount": 2000, "currency": "usd", "interval": "month"}],
        "coupon": COUPONS,
        "subscription_discount": discounts,
        "discount": [
            # the same discount once more, one that came with an invoice, two of customers
            discounts[0],
            {"id": "di_1", "coupon_id": "all_off", "subscription_id": "monthly"}
            | {"invoice_id": "in_1"},
            {"id": "di_2", "coupon_id": "tenth_off", "customer_id": "cus_own_before_customers"},
            {"id": "di_3", "coupon_id": "tenth_off", "customer_id": "cus_customers_discount"},
        ],
        "invoice": [
            {"id": "in_1", "customer_id": "cus_monthly", "subscription_id": "monthly"}
            | {"status": "paid", "amount_due": 4900, "amount_paid": 4900, "currency": "usd"}
            | {"created": "2024-01-10", "is_deleted": False},
            {"id": "in_2", "customer_id": "cus_yen", "subscription_id": "yen", "status": "open"}
            | {"amount_due": 5000, "amount_paid": 0, "currency": "jpy", "created": "2024-01-10"},
            {"id": "in_3", "customer_id": "cus_monthly", "status": "draft", "currency": "usd"}
            | {"amount_due": 1, "created": "2024-02-10", "is_deleted": True},
            *(
                {"id": f"in_{day}", "customer_id": "cus_past_due", "subscription_id": "past_due"}
                | {"status": status, "amount_due": 4900, "currency": "usd", "created": day}
                for status, day in (
                    ("uncollectible", "2024-01-10"),
                    ("paid", "2024-10-10"),
                    ("open", "2024-11-10"),
                    ("open", "2024-12-10"),
                )
            ),
        ],
        "charge": [
            {"id": f"ch_{number}", "customer_id": "cus_monthly", "invoice_id": "in_1"}
            | {"amount": 4900, "currency": "usd", "created": f"2024-01-1{number} 12:00:00"}
            | other
            for number, other in enumerate(
                [
                    {"status": "failed", "failure_code": "card_declined"},
                    {"status": "succeeded", "refunded": False, "amount_refunded": 900},
                    {"status": "pending"},
                    {"status": "succeeded", "refunded": True, "amount_refunded": 4900},
                ]
            )
        ],
    }


def airbyte_tables() -> dict[str, list[Row]]:
    """The same cases as Airbyte's tables: Stripe's objects as JSON, times in seconds.

    Subscriptions whose history is told are left out: Airbyte keeps none.
    """
    tables = stripe_tables()
    prices, plans, coupons = (
        {row["id"]: row for row in tables[name]} for name in ("price", "plan", "coupon")
    )
    items = {row["id"]: as_item(row, prices, plans) for row in tables["subscription_item"]}
    of_customers = {
        row["customer_id"]: as_discount(row, coupons)
        for row in tables["discount"]
        if "customer_id" in row
    }
    subscriptions = []
    for row in tables["subscription"]:
        if row["id"] in TOLD:
            continue
        own = [item for item in items.values() if item["subscription"] == row["id"]]
        discounts = [
            as_discount(discount, coupons)
            for discount in tables["subscription_discount"]
            if discount["subscription_id"] == row["id"]
        ]
        # an older version of Stripe's interface has one discount, a newer one a list of them
        held = {"discount": discounts[0]} if len(discounts) == 1 else {"discounts": discounts}
        # where a list is long, its end stands in a table of its own
        listed = {"object": "list", "data": own[:1], "has_more": len(own) > 1}
        subscriptions.append(
            in_seconds(row) | {"customer": row["customer_id"], "items": listed} | held
        )
    # Airbyte may append: before its prices went down, one cost more
    earlier = next(row for row in subscriptions if row["id"] == "monthly")
    dear = {**items["monthly_0"], "price": as_price("dear", prices)}
    earlier = {**earlier, "items": {"data": [dear]}, "_airbyte_extracted_at": "2024-02-01"}
    unopened = {**earlier, "id": "unopened", "items": {"data": [items["monthly_0"]]}}
    charges = [
        in_seconds(row) | {"customer": row["customer_id"], "invoice": row["invoice_id"]}
        for row in tables["charge"]
    ]
    return {
        "customers": [
            in_seconds(row)
            | {"discount": of_customers.get(row["id"]), "address": {"country": "NZ"}}
            | {"metadata": json.loads(row["metadata"] or "{}")}
            for row in tables["customer"]
        ],
        "subscriptions": [
            *({**row, "_airbyte_extracted_at": "2024-03-01"} for row in subscriptions),
            earlier,
            unopened | {"discounts": ["di_unopened"]},
        ],
        "subscription_items": [in_seconds(item) for item in items.values()],
        "invoices": [
            in_seconds(row)
            | {"customer": row["customer_id"]}
            | {"subscription": row.get("subscription_id")}
            for row in tables["invoice"]
        ],
        "charges": charges,
    }


def as_item(row: Row, prices: dict[str, Row], plans: dict[str, Row]) -> Row:
    """An item with its price in it; prices of old are plans."""
    units = None if row["quantity"] == "" else row["quantity"]
    item = {"id": row["id"], "subscription": row["subscription_id"], "quantity": units}
    plan = plans.get(row["plan_id"])
    priced = {"plan": plan} if plan else {"price": as_price(row["plan_id"], prices)}
    return in_seconds(item | priced | {name: row[name] for name in row if name == "created"})


def as_price(name: str, prices: dict[str, Row]) -> Row:
    """A price with what recurs and what is divided in objects of their own."""
    row = prices.get(name, {})
    whole = {key: row.get(key) for key in ("unit_amount_decimal", "currency", "billing_scheme")}
    recurring = {
        key: row.get(f"recurring_{key}") for key in ("interval", "interval_count", "usage_type")
    }
    divided = {key: row.get(f"transform_quantity_{key}") for key in ("divide_by", "round")}
    return {
        **{"id": name, **whole, "product": row.get("product_id")},
        **{"unit_amount": None if row.get("unit_amount") == "" else row.get("unit_amount")},
        **{"tiers_mode": row.get("tiers_mode"), "recurring": recurring},
        "transform_quantity": divided if divided["divide_by"] else None,
    }


def as_discount(row: Row, coupons: dict[str, Row]) -> Row:
    """A discount with its coupon in it; of one that Stripe no longer has, the id alone."""
    coupon = coupons.get(row["coupon_id"])
    held = {"coupon": coupon} if coupon else {"source": {"coupon": row["coupon_id"]}}
    return (
        in_seconds({"id": row["id"], **({"start": row["start"]} if "start" in row else {})}) | held
    )


def in_seconds(row: Row) -> Row:
    """The row with each day or time that it holds in seconds."""
    times = ("created", "start_date", "start", "trial_end", "canceled_at", "ended_at")
    times += ("current_period_start",)
    return {
        name: int(datetime.fromisoformat(value).replace(tzinfo=UTC).timestamp())
        if name in times and isinstance(value, str)
        else value
        for name, value in row.items()
    }
