"""Categories as models see them: the frequent ones by name, the others as one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from training.frame import Columns, Frame, is_number

FEWEST_ROWS = 20
"""A category with fewer rows is one of the others."""
MOST_CATEGORIES = 30
OTHERS = "\0others"


@dataclass(frozen=True)
class Encoding:
    """The categories of each text feature that are told apart."""

    categories: dict[str, tuple[str, ...]]

    @classmethod
    def of(cls, frame: Frame) -> Encoding:
        """The encoding that a frame's rows suggest."""
        return cls(
            {
                name: tuple(
                    sorted(
                        category
                        for category, rows in Counter(values).most_common(MOST_CATEGORIES + 1)
                        if category is not None and rows >= FEWEST_ROWS
                    )
                )
                for name, values in frame.columns.items()
                if not is_number(values)
            }
        )

    def encode(self, columns: Columns) -> Columns:
        """The columns with every rare category called the same."""
        encoded = dict(columns)
        for name in columns.keys() & self.categories.keys():
            kept = self.categories[name]
            known = {None, *kept}
            encoded[name] = np.array(
                [value if value in known else OTHERS for value in columns[name]], dtype=object
            )
        return encoded
