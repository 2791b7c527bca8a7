"""Matching by splink: the Fellegi-Sunter model, learned without labels, on DuckDB in memory.

Records come from whichever engine holds the warehouse; here they are all alike. The same records
give the same probabilities to the sixth decimal: one thread, records in the order of their ids, a
fixed seed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import splink.comparison_level_library as levels
import splink.comparison_library as comparisons
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from identity.refusals import MatchingError
from identity.settings import Compared, Keys, Settings

ID = "record_id"
ALL_PAIRS = "1=1"
SAMPLED_PAIRS = 2_000_000
"""Pairs by which it is learned how often traits agree among different people."""
DIGITS = 6

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Evidence:
    """What one trait says of a pair, in bits: above 0 it speaks for one person."""

    trait: str
    level: str
    weight: float

    @property
    def words(self) -> str:
        """The same in words."""
        return f"{self.trait}: {self.level} ({self.weight:+.1f})"


@dataclass(frozen=True)
class Match:
    """Two records that may be one person."""

    left: str
    right: str
    probability: float
    weight: float
    found_by: str
    evidence: tuple[Evidence, ...]

    @property
    def because(self) -> str:
        """What speaks for and against it, in words, the strongest first."""
        return "; ".join(one.words for one in self.evidence)


@dataclass
class Outcome:
    """What matching found."""

    records: int
    compared_pairs: int
    matches: list[Match]
    parameters: dict[str, Any]
    remarks: list[str] = field(default_factory=list)
    """What could not be learned or compared, a sentence each."""


def match_records(
    records: pa.Table, settings: Settings, tell: Tell = lambda _: None, keep_from: float = 0.0
) -> Outcome:
    """Compare records with an id and traits; pairs from a probability on."""
    matcher = Matcher(records, settings)
    tell("Learning how often traits agree")
    if matcher.pairs_to_compare:
        matcher.learn()
    tell(f"Comparing {matcher.pairs_to_compare:,} pairs")
    return matcher.matches(keep_from)


class Matcher:
    """Records in a database of their own, and the model of them."""

    def __init__(self, records: pa.Table, settings: Settings) -> None:
        self.settings = settings
        self.remarks: list[str] = []
        self.connection = duckdb.connect(":memory:", config={"threads": 1})
        self.connection.register("given", records)
        self.connection.execute(f"create table records as select * from given order by {ID}")
        self.records = records.num_rows
        self.known = self._known_traits()
        self.keys, self.pairs_to_compare = self._keys_in_bounds()
        self.compared = [one for one in settings.compare if _column(one) in self.known]
        every_pair = self.records * (self.records - 1) / 2
        self.database = DuckDBAPI(self.connection)
        self.linker = Linker(
            self.database.register(self.connection.table("records")),
            SettingsCreator(
                link_type="dedupe_only",
                unique_id_column_name=ID,
                comparisons=[comparison(one) for one in self.compared],
                blocking_rules_to_generate_predictions=[_rule(key) for key in self.keys],
                probability_two_random_records_match=min(
                    1 / settings.share_of_certain / every_pair, 0.5
                ),
                retain_intermediate_calculation_columns=True,
            ),
            log_level=logging.CRITICAL,
        )

    def _known_traits(self) -> set[str]:
        """Traits that two records have at least: what nobody brings can't be compared."""
        compared = {_column(one) for one in self.settings.compare}
        used = set(compared)
        for keys in (self.settings.block_on, self.settings.certain, self.settings.learn_from):
            used |= {trait for key in keys for trait in key}
        counts = ", ".join(f'count("{trait}") as "{trait}"' for trait in sorted(used))
        row = self.connection.sql(f"select {counts} from records").to_arrow_table().to_pylist()[0]
        known = {trait for trait, count in row.items() if count >= 2}
        if len(known & compared) < 2:
            raise MatchingError(
                "Fewer than two of the traits that are to be compared are known of two records at "
                "least; nothing can be told from one trait. Bring e-mail addresses or names."
            )
        return known

    def _usable(self, keys: Keys) -> Keys:
        """Keys whose traits are all known."""
        return tuple(key for key in keys if set(key) <= self.known)

    def _keys_in_bounds(self) -> tuple[Keys, int]:
        """By which keys pairs are found, and how many pairs at most they find."""
        every = self.records * (self.records - 1) // 2
        if every <= self.settings.max_pairs:
            return ((),), every
        chosen: list[tuple[str, ...]] = []
        total = 0
        for key in self._usable(self.settings.block_on):
            pairs = self._pairs_of(key)
            if total + pairs > self.settings.max_pairs:
                self.remarks.append(
                    f"Pairs that agree in {_words(key)} were left out: {pairs:,} more, above "
                    f"max_pairs ({self.settings.max_pairs:,})."
                )
                continue
            if pairs:
                chosen.append(key)
                total += pairs
        if not chosen and not self.remarks:
            self.remarks.append("No two users agree in any of block_on: nothing was compared.")
        return tuple(chosen), total

    def _pairs_of(self, key: Sequence[str]) -> int:
        """How many pairs agree in a key."""
        columns = ", ".join(f'"{trait}"' for trait in key)
        known = " and ".join(f'"{trait}" is not null' for trait in key)
        ((count,),) = self.connection.execute(
            "select coalesce(sum(size * (size - 1) // 2), 0) from (select count(*) as size "
            f"from records where {known} group by {columns})"
        ).fetchall()
        return int(count)

    def learn(self) -> None:
        """Learn without labels: how rare matches are, and how often traits agree in and out."""
        training = self.linker.training
        certain = [key for key in self._usable(self.settings.certain) if self._pairs_of(key)]
        if certain:
            try:
                training.estimate_probability_two_random_records_match(
                    [_rule(key) for key in certain], recall=self.settings.share_of_certain
                )
            except ValueError:
                raise MatchingError(
                    "identity_matching in vars.yml: the pairs that agree in one of `certain` would "
                    "be more than all there are, if they were only a share of "
                    f"{self.settings.share_of_certain:g} of the matches. Name traits there that "
                    "fewer people share."
                ) from None
        else:
            self.remarks.append(
                "No two users agree in any of certain: matches are taken to be as rare as if "
                "two did."
            )
        training.estimate_u_using_random_sampling(max_pairs=SAMPLED_PAIRS, seed=self.settings.seed)
        self._count_values()
        for key in self._usable(self.settings.learn_from):
            pairs = self._pairs_of(key)
            if not pairs:
                self.remarks.append(f"Nothing was learned from {_words(key)}: no two agree in it.")
                continue
            bound = self.settings.max_pairs if pairs > self.settings.max_pairs else None
            kept = self.linker._settings_obj.core_model_settings.copy()
            try:
                training.estimate_parameters_using_expectation_maximisation(
                    _rule(key), max_pairs=bound
                )
            except Exception as error:  # splink has no class of its own for each of these
                # what it leaves then lacks the traits that it was about to learn without
                self.linker._settings_obj.core_model_settings = kept
                reason = " ".join(str(error).split())
                self.remarks.append(
                    f"Too few pairs agree in {_words(key)} to learn from them: {reason}"
                )

    def _count_values(self) -> None:
        """How probable it is that somebody else has a value: its frequency beyond the pair itself.

        Where the pair is all there is to see of a value, it is as probable as values that one
        person has are among others: 2 × values seen twice ÷ values seen once, of all that is seen
        (Good and Turing's estimate).
        """
        frequent = {
            level._tf_adjustment_input_column_name
            for _, level in self._levels()
            if level._has_tf_adjustments
        }
        for trait in sorted(frequent):
            name = f"frequencies_{trait}"
            self.connection.execute(
                f'''
                create table {name} as
                with counted as (
                    select "{trait}", count(*) as size
                    from records
                    where "{trait}" is not null
                    group by "{trait}"
                ),
                total as (
                    select
                        sum(size) as known,
                        greatest(count(*) filter (where size = 1), 1) as once,
                        greatest(count(*) filter (where size = 2), 1) as twice
                    from counted
                )
                select
                    "{trait}",
                    (least(2 * twice / once, 2) + greatest(size - 2, 0)) / known as "tf_{trait}"
                from counted
                cross join total
                '''
            )
            self.linker.table_management.register_term_frequency_lookup(
                self.database.register(self.connection.table(name)), trait
            )

    def matches(self, keep_from: float) -> Outcome:
        """The pairs from a probability on, the most probable first."""
        if not self.pairs_to_compare:
            return Outcome(self.records, 0, [], self._parameters(), self.remarks)
        found = self.linker.inference.predict(
            threshold_match_probability=keep_from or None
        ).as_duckdbpyrelation()
        labels = self._labels()
        matches = [self._match(row, labels) for row in found.to_arrow_table().to_pylist()]
        matches.sort(key=lambda one: (-one.probability, one.left, one.right))
        return Outcome(
            self.records, self.pairs_to_compare, matches, self._parameters(), self.remarks
        )

    def probabilities(self) -> pa.Table:
        """All pairs that were compared: left, right and probability."""
        found = self.linker.inference.predict().as_duckdbpyrelation()
        return found.project(
            f"least({ID}_l, {ID}_r) as left_id, greatest({ID}_l, {ID}_r) as right_id, "
            "match_probability as probability"
        ).to_arrow_table()

    def _match(self, row: dict[str, Any], labels: dict[tuple[str, int], str]) -> Match:
        """A row of splink's as a match."""
        said = [
            Evidence(
                one.trait,
                labels[one.trait, row[f"gamma_{one.trait}"]],
                round(row[f"mw_{one.trait}"] + (row.get(f"mw_tf_adj_{one.trait}") or 0.0), 2),
            )
            for one in self.compared
            if row[f"gamma_{one.trait}"] >= 0
        ]
        said.sort(key=lambda one: (-abs(one.weight), one.trait))
        key = self.keys[int(row["match_key"])]
        left, right = sorted((row[f"{ID}_l"], row[f"{ID}_r"]))
        return Match(
            left,
            right,
            round(row["match_probability"], DIGITS),
            round(row["match_weight"], 2),
            ", ".join(key) if key else "all pairs",
            tuple(said),
        )

    def _levels(self) -> list[tuple[str, Any]]:
        """Traits with each of their levels, the one for missing values left out."""
        return [
            (one.trait, level)
            for one, said in zip(self.compared, self.linker._settings_obj.comparisons, strict=True)
            for level in said.comparison_levels
            if not level.is_null_level
        ]

    def _labels(self) -> dict[tuple[str, int], str]:
        """The levels in words, by trait and number."""
        return {
            (trait, level.comparison_vector_value): level.label_for_charts
            for trait, level in self._levels()
        }

    def _parameters(self) -> dict[str, Any]:
        """What was learned: the prior, and how often each level occurs."""
        learned: dict[str, Any] = {}
        for trait, level in self._levels():
            learned.setdefault(trait, {})[level.label_for_charts] = {
                "m": _rounded(level.m_probability),
                "u": _rounded(level.u_probability),
            }
        prior = self.linker._settings_obj._probability_two_random_records_match
        return {"prior": float(f"{prior:.6g}"), "traits": learned}


def _column(one: Compared) -> str:
    """The column without which a trait isn't known."""
    return {"address": "email_name", "company": "account_id"}.get(one.spelling, one.trait)


def comparison(one: Compared) -> Any:
    """How two values of a trait are compared, the nearest level first."""
    if one.spelling == "date":
        return comparisons.DateOfBirthComparison(one.trait, input_is_string=True)
    if one.spelling == "email":
        return comparisons.EmailComparison(one.trait)
    return comparisons.CustomComparison(LEVELS[one.spelling](one), output_column_name=one.trait)


def _exact_levels(one: Compared) -> list[Any]:
    """The same, the rarer the more it says, or not."""
    return [
        levels.NullLevel(one.trait),
        levels.ExactMatchLevel(one.trait).configure(
            tf_adjustment_column=one.trait, label_for_charts="the same"
        ),
        levels.ElseLevel().configure(label_for_charts="different"),
    ]


def _text_levels(one: Compared) -> list[Any]:
    """The same, or spelled alike."""
    near = [
        levels.JaroWinklerLevel(one.trait, limit).configure(label_for_charts=words)
        for limit, words in ((0.92, "nearly the same"), (0.88, "alike"), (0.7, "somewhat alike"))
    ]
    same, other = _exact_levels(one)[1:]
    return [levels.NullLevel(one.trait), same, *near, other]


def _name_levels(one: Compared) -> list[Any]:
    """As text; or it stands where the other part of the name should."""
    null, same, *rest = _text_levels(one)
    if not one.swapped_with:
        return [null, same, *rest]
    swapped = levels.CustomLevel(
        f'"{one.trait}_l" = "{one.swapped_with}_r" or "{one.trait}_r" = "{one.swapped_with}_l"',
        "first and last name swapped",
    )
    return [null, same, swapped, *rest]


def _address_levels(_: Compared) -> list[Any]:
    """E-mail addresses by the name in them: whoever changes company keeps it.

    How many matches reach a level is given: it is learned only from pairs that agree in names,
    where names are brought. Nothing else tells matches as surely as the address does.
    """
    short = (
        '"email_initial_name_l" = "email_initial_name_r" and ('
        '"email_initial_name_l" = "email_letters_l" or "email_initial_name_r" = "email_letters_r")'
    )
    return [
        levels.NullLevel("email_name"),
        _given("same address", 0.1, levels.ExactMatchLevel("email"), "email"),
        _given("same name in it", 0.25, levels.ExactMatchLevel("email_name"), "email_name"),
        _given("same letters", 0.25, levels.ExactMatchLevel("email_letters"), "email_letters"),
        _given("initial and last name", 0.2, levels.CustomLevel(short), "email_initial_name"),
        _given("nearly the same letters", 0.08, levels.CustomLevel(_near(0.95, 0.9))),
        _given("alike", 0.04, levels.CustomLevel(_near(0.88, 0.8))),
        _given("different", 0.08, levels.ElseLevel()),
    ]


def _near(letters: float, initial_name: float) -> str:
    """Addresses that are alike as a whole and in the last name: jane.d is not jane.f."""
    return (
        f'jaro_winkler_similarity("email_letters_l", "email_letters_r") >= {letters} and '
        'jaro_winkler_similarity("email_initial_name_l", "email_initial_name_r") >= '
        f"{initial_name}"
    )


def _company_levels(_: Compared) -> list[Any]:
    """The account, then a company that is the same by its domain or that of the address.

    The shares are where learning starts.
    """
    return [
        levels.NullLevel("account_id"),
        _given("same account", 0.5, levels.ExactMatchLevel("account_id"), "account_id"),
        _given("same company", 0.05, levels.ExactMatchLevel("company"), "company"),
        _given("same domain", 0.05, levels.ExactMatchLevel("email_domain"), "email_domain"),
        _given("different", 0.4, levels.ElseLevel()),
    ]


def _given(words: str, share: float, level: Any, frequent: str | None = None) -> Any:
    """A level that a share of the matches reaches; in a frequent value it says less."""
    level.configure(label_for_charts=words, m_probability=share)
    if frequent:
        level.configure(tf_adjustment_column=frequent, disable_tf_exact_match_detection=True)
    return level


LEVELS: dict[str, Callable[[Compared], list[Any]]] = {
    "address": _address_levels,
    "company": _company_levels,
    "exact": _exact_levels,
    "name": _name_levels,
    "text": _text_levels,
}


def _rule(key: Sequence[str]) -> Any:
    """Pairs that agree in each of some traits; all pairs where there are none."""
    return block_on(*key) if key else ALL_PAIRS


def _words(key: Sequence[str]) -> str:
    return " and ".join(key)


def _rounded(value: Any) -> float | None:
    """A probability; None for what was never seen, of which splink says so in words."""
    return float(f"{value:.6g}") if isinstance(value, float | int) else None


def clusters_of(matches: Sequence[Match], threshold: float) -> list[list[str]]:
    """Groups of records that pairs from a threshold on lead between, the largest first."""
    pairs = [(one.left, one.right) for one in matches if one.probability >= threshold]
    if not pairs:
        return []
    records, ends = np.unique(pairs, return_inverse=True)
    left, right = ends.reshape(-1, 2).T
    links = coo_array((np.ones(len(pairs)), (left, right)), shape=(len(records), len(records)))
    _, labels = connected_components(links, directed=False)
    order = np.argsort(labels, kind="stable")
    groups = np.split(records[order], np.flatnonzero(np.diff(labels[order])) + 1)
    return sorted((one.tolist() for one in groups), key=lambda group: (-len(group), group))
