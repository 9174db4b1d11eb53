"""Evaluation: weights, scores, robustness, efficiency, effect, structure. One method, one file.

Every method takes keywords, returns a frozen `Result` (numbers, assumptions, a reading in Chinese and English) and
refuses in words (`CannotEvaluate`). A missing value is never a zero: NaN is refused unless a rule for it is named. What
each method assumes and when not to use it: docs/reference/evaluation-methods.md.
"""
