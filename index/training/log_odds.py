"""Learns the few weights of a yes-or-no decision."""

from collections.abc import Sequence

import numpy as np


def fit_log_odds(features: Sequence[Sequence[float]], labels: Sequence[bool]) -> tuple[float, ...]:
    """Fit a logistic regression with a unit ridge on features of unit spread.

    Returns:
        A weight for each feature as it comes, and the intercept last.
    """
    from sklearn.linear_model import LogisticRegression

    table = np.asarray(features, np.float64)
    spread = table.std(axis=0) + 1e-9
    model = LogisticRegression(C=1.0, max_iter=2000).fit(table / spread, np.asarray(labels, bool))
    return (*(model.coef_[0] / spread).tolist(), float(model.intercept_[0]))
