"""An alignment as people read it: both documents, who answers whom, and the two gaps; and its JSON contract."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from dongxi.analysis.modes import MODES
from dongxi.analysis.plan.align import Alignment, Proposal, Reasons, Statement
from dongxi.data import read_csv

SCHEMA = "dongxi.alignment/1"
LIKELIHOODS = ((0.8, "很可能对应"), (0.6, "较可能对应"), (0.0, "须斟酌"))
_LEAST_TELLING_MEANING = 0.3
_TASK_PARTS = ("task_words", "national_title", "local_title")
_LEAST_TASK_CONTRIBUTION = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One of the two documents. `home`: codes of the provinces whose document it is; `numbers`: clause id to 二（一）1.

    `wording` says what a statement's text is: "original", or "paraphrase" for the facts that come with Dongxi.
    """

    title: str
    document_number: str | None
    home: tuple[str, ...]
    wording: str
    statements: tuple[Statement, ...]
    numbers: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two documents and their alignment."""

    national: Paper
    local: Paper
    alignment: Alignment


def likelihood(score: float) -> str:
    """The score in words."""
    return next(words for least, words in LIKELIHOODS if score >= least)


def because(reasons: Reasons, national: Statement, local: Statement) -> str:
    """The reasons in one line, only those that raised the score."""
    said = [_PLACES[reasons.place].format(regions="、".join(_names(national.regions & (local.regions | local.named))))]
    if reasons.shared_words:
        said.append(f"共有词语：{'、'.join(reasons.shared_words)}")
    if sum(reasons.contributions.get(part, 0.0) for part in _TASK_PARTS) >= _LEAST_TASK_CONTRIBUTION:
        said.append(f"所在任务用词相近（{max(reasons.evidence.get(part, 0.0) for part in _TASK_PARTS):.2f}）")
    if reasons.contributions.get("modes"):
        said.append(f"合作模式相同：{'、'.join(MODES[code] for code in reasons.shared_modes)}")
    if reasons.contributions.get("parties"):
        said.append(f"同一参与方：{'、'.join(reasons.shared_parties)}")
    if reasons.evidence.get("meaning", 0.0) >= _LEAST_TELLING_MEANING:
        said.append(f"语义相近（{reasons.evidence['meaning']:.2f}）")
    return "；".join(said)


_PLACES = {
    "own": "同属{regions}",
    "open": "面向各省（自治区、直辖市）的任务",
    "partner": "国家任务将本地列为合作方，条款写明{regions}",
    "partner_unnamed": "国家任务将本地列为合作方，条款未写明受援省区",
    "unsaid": "条款未写明所属省份",
}


def to_json(comparison: Comparison) -> dict[str, Any]:
    """The contract of docs/reference/alignment.md."""
    national, local, alignment = comparison.national, comparison.local, comparison.alignment
    statements = {one.id: one for one in local.statements}
    elsewhere = set(alignment.elsewhere)
    answers: dict[str, list[Proposal]] = {}
    for proposal in alignment.proposals:
        answers.setdefault(proposal.national, []).append(proposal)
    return {
        "schema": SCHEMA,
        "engine": alignment.engine,
        "national": _paper(national),
        "local": _paper(local),
        "commitments": [
            {
                **_statement(one, national),
                "elsewhere": one.id in elsewhere,
                "answers": [_answer(each, statements[each.local], local) for each in answers.get(one.id, ())],
            }
            for one in national.statements
        ],
        "unanswered": list(alignment.unanswered),
        "rootless": [_statement(statements[each], local) for each in alignment.rootless],
    }


def _paper(paper: Paper) -> dict[str, Any]:
    return {
        "title": paper.title,
        "document_number": paper.document_number,
        "home": list(paper.home),
        "wording": paper.wording,
        "commitments": len(paper.statements),
    }


def _statement(one: Statement, paper: Paper) -> dict[str, Any]:
    return {
        "id": one.id,
        "task": one.task,
        "number": paper.numbers.get(one.task, ""),
        "title": one.title,
        "text": one.text,
        "span": list(one.span) if one.span else None,
    }


def _answer(proposal: Proposal, one: Statement, paper: Paper) -> dict[str, Any]:
    return {**_statement(one, paper), "score": proposal.score, "reasons": asdict(proposal.reasons)}


def _names(codes: frozenset[str]) -> list[str]:
    names = {row["code"]: row["name"] for row in read_csv("regions") if row["level"] == "province"}
    return [names[code] for code in sorted(codes)]
