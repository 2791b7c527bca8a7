"""Topics of tickets, notes and survey comments: NMF over TF-IDF, as loadings of words.

A text's topics are found by least squares on the topics' words, cut at 0: that is a sum over the
words of the text, so SQL finds the same by a join. NMF's own way to place a new text is a search
and no sum; how often both name the same main topic is measured and kept with the topics.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_matrix
from sklearn.decomposition import NMF
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, TfidfTransformer

from training.frame import Floats, Ints
from training.refusals import RefusalError

TOPICS = 10
"""As many as fct_account_representations has columns for."""
FEWEST_TEXTS = 100
FEWEST_WORDS = 30
MOST_WORDS = 1000
FEWEST_ACCOUNTS = 3
"""A word that fewer accounts use may be a name or a secret: it is not learned."""
LARGEST_SHARE = 0.5
"""A word that stands in more of the texts says nothing about them."""
COURTESY = (
    "afternoon best dear evening good hello help hey hi kind morning please regards team thank "
    "thanks didnt doesnt dont im ive wont"
)
"""Words that open and close letters, and what contractions leave; they tell no topics apart."""
SEED = 1


@dataclass(frozen=True)
class Texts:
    """Counts of words by text; texts and accounts are numbered."""

    text_ids: Sequence[str]
    accounts: Ints
    words: Sequence[str]
    counts: csr_matrix
    """A row per text, a column per word."""


@dataclass(frozen=True)
class TopicModel:
    """What topics are made of."""

    words: tuple[str, ...]
    weights: Floats
    """By topic and word: how strongly the topic draws on the word."""
    loadings: Floats
    """By word and topic: what each time that the word occurs adds to the topic."""
    texts: int
    agreement: float
    """Share of later texts whose main topic is the one that NMF's own search finds."""
    explained: float
    """Share of the words' weights in later texts that the topics account for."""

    def shares(self, counts: csr_matrix) -> Floats:
        """The topics' shares in texts, given as counts of the model's words."""
        weights = np.clip(counts @ self.loadings, 0, None)
        totals = weights.sum(axis=1, keepdims=True)
        return np.divide(weights, totals, out=np.full_like(weights, np.nan), where=totals > 0)


def read_texts(table: pa.Table) -> Texts:
    """Texts from rows of text_id, account_id, word and times."""
    text_ids, rows = np.unique(table["text_id"].to_numpy().astype(str), return_inverse=True)
    words, columns = np.unique(table["word"].to_numpy().astype(str), return_inverse=True)
    accounts = np.zeros(len(text_ids), dtype=np.int64)
    accounts[rows] = np.unique(table["account_id"].to_numpy().astype(str), return_inverse=True)[1]
    times = table["times"].to_numpy().astype(float)
    counts = csr_matrix((times, (rows, columns)), shape=(len(text_ids), len(words)))
    return Texts(text_ids.tolist(), accounts, words.tolist(), counts)


def choose_words(texts: Texts) -> Ints:
    """The columns of the words that topics are made of, the most frequent ones."""
    present = texts.counts > 0
    frequency = np.asarray(present.sum(axis=0)).ravel()
    left_out = ENGLISH_STOP_WORDS | set(COURTESY.split())
    kept = []
    for column in np.lexsort((np.array(texts.words), -frequency)):
        word = texts.words[column]
        if (
            len(word) < 2
            or not word[0].isalpha()
            or word in left_out
            or frequency[column] > LARGEST_SHARE * len(texts.text_ids)
        ):
            continue
        accounts = texts.accounts[present[:, [column]].nonzero()[0]]
        if len(np.unique(accounts)) >= FEWEST_ACCOUNTS:
            kept.append(column)
        if len(kept) == MOST_WORDS:
            break
    return np.array(sorted(kept), dtype=np.int64)


def fit_topics(
    earlier: Texts, later: Texts, before: Mapping[int, Mapping[str, float]]
) -> TopicModel:
    """Fit topics on the earlier texts, measure them on the later ones, number them as before."""
    if len(earlier.text_ids) < FEWEST_TEXTS:
        raise RefusalError(
            f"too few texts: {len(earlier.text_ids)}, at least {FEWEST_TEXTS} are needed. Bring "
            "tickets with subjects or bodies, notes or survey comments, or wait for more."
        )
    columns = choose_words(earlier)
    if len(columns) < FEWEST_WORDS:
        raise RefusalError(
            f"too few words: {len(columns)} are used by {FEWEST_ACCOUNTS} accounts or more, at "
            f"least {FEWEST_WORDS} are needed."
        )
    words = tuple(earlier.words[column] for column in columns)
    counts = earlier.counts[:, columns]
    scale = TfidfTransformer().fit(counts)
    machine = NMF(TOPICS, init="nndsvda", max_iter=300, random_state=SEED)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        machine.fit(scale.transform(counts))
    lengths = np.linalg.norm(machine.components_, axis=1, keepdims=True)
    weights = machine.components_ / np.where(lengths > 0, lengths, 1)
    order = numbered_as_before(words, weights, before)
    weights = weights[order]
    loadings = scale.idf_[:, None] * np.linalg.pinv(weights)
    model = TopicModel(words, weights, loadings, len(earlier.text_ids), np.nan, np.nan)
    agreement, explained = _measure(model, later, scale, machine, order)
    return TopicModel(words, weights, loadings, len(earlier.text_ids), agreement, explained)


def numbered_as_before(
    words: Sequence[str], weights: Floats, before: Mapping[int, Mapping[str, float]]
) -> Ints:
    """The order of topics in which each stands where the most similar one stood before."""
    if not before:
        return np.argsort(-weights.max(axis=1), kind="stable")
    old = np.zeros((len(weights), len(words)))
    for topic, weight_of in before.items():
        if 1 <= topic <= len(old):
            old[topic - 1] = [weight_of.get(word, 0.0) for word in words]
    lengths = np.linalg.norm(old, axis=1, keepdims=True)
    similarity = (old / np.where(lengths > 0, lengths, 1)) @ weights.T
    return linear_sum_assignment(-similarity)[1]


def counts_of(words: Sequence[str], texts: Texts) -> csr_matrix:
    """The texts as counts of other words than their own."""
    places = {word: column for column, word in enumerate(texts.words)}
    known = [place for place, word in enumerate(words) if word in places]
    taken = texts.counts[:, [places[words[place]] for place in known]].tocoo()
    columns = np.array(known, dtype=np.int64)[taken.col] if known else taken.col
    return csr_matrix((taken.data, (taken.row, columns)), shape=(taken.shape[0], len(words)))


def _measure(
    model: TopicModel, later: Texts, scale: TfidfTransformer, machine: NMF, order: Ints
) -> tuple[float, float]:
    """How the sum over words compares with NMF's search, and how much topics account for."""
    if not later.text_ids:
        return float("nan"), float("nan")
    counts = counts_of(model.words, later)
    weighed = scale.transform(counts)
    shares = model.shares(counts)
    told = ~np.isnan(shares).any(axis=1)
    if not told.any():
        return float("nan"), float("nan")
    searched = machine.transform(weighed)[:, order]
    lengths = np.linalg.norm(machine.components_, axis=1)[order]
    agreement = np.mean((searched * lengths)[told].argmax(axis=1) == shares[told].argmax(axis=1))
    placed = np.clip(weighed @ np.linalg.pinv(model.weights), 0, None) @ model.weights
    dense = weighed.toarray()
    left = float(((dense - placed) ** 2).sum())
    return float(agreement), 1 - left / float((dense**2).sum())
