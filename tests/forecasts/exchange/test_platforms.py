"""What platforms write: each format with the traps of its own."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from tests.forecasts.exchange.reading_files import about, counted, probabilities, read, reasons

from brierbook.errors import InputError
from brierbook.forecasts.exchange import inputs

FATEBOOK = (
    "Question title,Multiple choice option,Forecast created by,Forecast (scale = 0-1),"
    "Forecast created at,Question created by,Question created at,Question resolve by,Resolution,"
    "Resolved at,Your Brier score for this question,Your relative Brier score for this question,"
    "Question notes,Question shared with,Question shared publicly,Question comments,Question tags\n"
)


def fatebook(*rows: str) -> dict[str, str | bytes]:
    return {"fatebook-forecasts.csv": FATEBOOK + "\n".join(rows)}


def test_fatebook_has_no_ids_and_no_zone(tmp_path: Path) -> None:
    made, again = "2026-05-02 08:01:9", "2026-06-02 08:01:9"
    row = '"Will the ash tree stand?",,"{who}",{p},{made},"ada",{made},2026-09-01 00:00:0,{out},,,,"a; b"'
    data = read(
        tmp_path,
        fatebook(
            row.format(who="ada", p=0.8, made=made, out='"YES",2026-08-02 10:00:1,,'),
            row.format(who="bo", p=0.1, made=made, out='"YES",2026-08-02 10:00:1,,'),
            row.format(who="ada", p=0.3, made=again, out=",,,"),
        ),
        me="ada",
    )
    assert [each["id"] for each in data["propositions"]] == [
        f"Will the ash tree stand? | {made}",
        f"Will the ash tree stand? | {again}",
    ]
    assert data["propositions"][0]["deadline"] == "2026-09-01T00:00:00Z"  # an instant, no day
    assert data["forecasts"][0]["made_at"] == "2026-05-02T08:01:09Z"
    assert [each["at"] for each in data["left_out"]] == ["fatebook-forecasts.csv#2"]
    assert data["resolutions"][0]["known_at"] == "2026-08-02T10:00:01Z"


def test_options_of_fatebook_are_questions_of_one_event(tmp_path: Path) -> None:
    row = '"Who sings?","{option}","ada",{p},2026-05-02 08:01:9,"ada",2026-05-02 08:00:0,2026-09-01 00:00:0,{out},,,,,'
    data = read(
        tmp_path,
        fatebook(
            row.format(option="Lark", p=0.6, out='"YES",2026-08-02 10:00:1,,'),
            row.format(option="Wren; or Robin", p=0.6, out='"NO",2026-08-02 10:00:1,,'),
        ),
    )
    assert [each["text"] for each in data["propositions"]] == [
        "Who sings? — Lark",
        "Who sings? — Wren; or Robin",
    ]
    assert len({each["group"] for each in data["propositions"]}) == 1
    assert [each["outcome"] for each in data["resolutions"]] == ["yes", "no"]


def prediction(**changes: Any) -> dict[str, Any]:
    return {
        "id": 7,
        "created_at": "2026-02-10T09:00:00.000Z",
        "deadline": "2026-06-01T10:00:00.000Z",
        "description": "#regatta",
        "description_with_group": "#regatta",
        "outcome": None,
        "last_judgement_at": None,
        "prediction_group_id": None,
        "version": 1,
        "withdrawn": False,
        "updated_at": "2026-02-10T09:00:00.000Z",
        "responses": [],
    } | changes


def response(number: int, confidence: int | None, day: str, label: str = "ada") -> dict[str, Any]:
    return {
        "id": number,
        "confidence": confidence,
        "created_at": f"{day}T09:00:00.500Z",
        "user_id": 12,
        "user_label": label,
        "comment": "why not",
    }


def predictionbook(*predictions: dict[str, Any]) -> dict[str, str | bytes]:
    text = json.dumps({"user": {"email": "a@b.c"}, "predictions": predictions})
    return {"my_predictions.json": text}


def test_predictionbook_keeps_every_response_and_judges_late_ones(tmp_path: Path) -> None:
    data = read(
        tmp_path,
        predictionbook(
            prediction(
                outcome=False,
                last_judgement_at="2026-05-20T09:00:00.000Z",
                responses=[
                    response(1, 60, "2026-02-11"),
                    response(2, None, "2026-02-12"),
                    response(3, 0, "2026-05-21"),
                    response(4, 5, "2026-06-01", "\u200b"),
                ],
            ),
            prediction(
                id=8, deadline="9999-01-01T00:00:00.000Z", responses=[response(5, 50, "2026-03-01")]
            ),
            prediction(id=9, last_judgement_at="2026-05-20T09:00:00.000Z"),
        ),
    )
    assert [each["standing"] for each in data["forecasts"]] == [
        "counts",
        "hindsight",
        "hindsight",
        "counts",
    ]
    assert data["forecasts"][2]["forecaster"] == "user 12"
    assert probabilities(data) == ["0.6", "0", "0.05", "0.5"]
    assert data["propositions"][0]["text"] == "#regatta"
    assert data["propositions"][1]["deadline"] is None
    assert [each["outcome"] for each in data["resolutions"]] == ["no", "ambiguous"]
    assert "a@b.c" not in json.dumps(data)


def test_iqisa_joins_two_files(tmp_path: Path) -> None:
    day = "2025-03-01 08:00:00+00:00"
    head = "question_id,user_id,team_id,probability,answer_option,timestamp,outcome\n"
    data = read(
        tmp_path,
        {
            "public.csv": f"{head}5,ada,0,0.8,1,{day},1.0\n5,bo,0,0.4,0,{day},1.0\n6,bo,0,0.4,1,{day},\n",
            "questions.csv": f"question_id,q_title,open_time,close_time,resolve_time,outcome\n5,Frost?,{day},2025-05-01 08:00:00+00:00,2025-05-02 08:00:00+00:00,-1.0\n",
        },
    )
    assert probabilities(data) == ["0.8", "0.6"]
    assert list(reasons(data)) == ["3"]
    assert data["resolutions"][0]["outcome"] == "ambiguous"


def metaculus_files() -> dict[str, str | bytes]:
    head = (
        "Question ID,Question Title,Post ID,Question Type,MC Options (All),Lower Bound,"
        "Upper Bound,Continuous Range,Label,Open Time,Scheduled Close Time,Actual Close Time,"
        "Resolution,Resolution Known Time\n"
    )
    times = "2026-01-02 00:00:00+00:00,2026-06-01 00:00:00+00:00"
    questions = [
        f"1,Will it hold?,11,binary,,,,,,{times},2026-04-01 00:00:00+00:00,no,2026-04-02 00:00:00+00:00",
        f'2,Who leads?,12,multiple_choice,"[""O\'Neil"", \'Kim\', \'Other\']",,,,,{times},,,',
        f'3,How many?,13,numeric,,0.0,4.0,"[0.0, 1.0, 2.0, 3.0, 4.0]",,{times},,above_upper_bound,2026-06-02 00:00:00+00:00',
        f'4,How many goals?,14,discrete,,-0.5,2.5,"[0.0, 9.0]",,{times},,2.0,2026-06-02 00:00:00+00:00',
    ]
    columns = (
        "Question ID,Forecaster ID,Forecaster Username,Is Bot,Start Time,End Time,"
        "Probability Yes,Probability Yes Per Category,Continuous CDF\n"
    )
    forecasts = [
        "1,5,ada,False,2026-02-01 08:00:00.9+00:00,2026-03-01 08:00:00+00:00,0.4,,",
        "1,5,ada,False,2026-04-01 00:00:00+00:00,,0.01,,",
        "1,,recency_weighted,,2026-02-01 08:00:00+00:00,,0.37,,",
        '2,6,bot,True,2026-02-01 08:00:00+00:00,,,"[0.7, None, 0.3]",',
        '3,5,ada,False,2026-02-01 08:00:00+00:00,,,,"[0.0, 0.2, 0.2, 0.6, 0.9]"',
        '4,5,ada,False,2026-02-01 08:00:00+00:00,,,,"[0.0, 0.25, 0.5, 1.0]"',
    ]
    return {
        "Will it hold_/question_data.csv": head + "\n".join(questions),
        "Will it hold_/forecast_data.csv": columns + "\n".join(forecasts),
        "Will it hold_/README.md": "Metadata",
    }


def check_metaculus(data: dict[str, Any]) -> None:
    by_line = {each["at"].partition("#")[2]: each for each in data["forecasts"]}
    assert [each["standing"] for each in data["forecasts"]][:3] == ["counts", "hindsight", "counts"]
    assert by_line["1"]["made_at"] == "2026-02-01T08:00:00.9Z"
    assert by_line["4"]["options"] == {"O'Neil": "0.7", "Other": "0.3"}
    assert by_line["5"]["quantiles"] == {"0.2": "1", "0.6": "3", "0.9": "4"}
    assert by_line["6"]["quantiles"] == {"0.25": "0.5", "0.5": "1.5"}
    outcomes = {each["proposition"]: each for each in data["resolutions"]}
    assert outcomes["1"]["decided_at"] == "2026-04-01T00:00:00Z"
    assert outcomes["3"]["outcome"] == "above"
    assert outcomes["4"]["outcome"] == "2"
    assert counted(data)["withdrawn"] == 1


def test_metaculus_in_a_folder(tmp_path: Path) -> None:
    check_metaculus(read(tmp_path, metaculus_files()))


def test_metaculus_in_an_archive(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in metaculus_files().items():
            archive.writestr(name.rpartition("/")[2], content)
    check_metaculus(read(tmp_path, {"export.zip": out.getvalue()}))


def test_metaculus_questions_of_the_api(tmp_path: Path) -> None:
    line = {
        "post": {
            "id": 1,
            "title": "Of roofs",
            "status": "resolved",
            "published_at": "2026-01-02T00:00:00Z",
        },
        "question": {
            "id": 2,
            "title": "Will the roof hold?",
            "forecast_type": "binary",
            "status": "resolved",
            "scheduled_resolve_time": "2026-06-01T00:00:00Z",
            "resolution": None,
        },
    }
    said = line | {"question": line["question"] | {"id": 3, "resolution": "yes"}}
    data = read(tmp_path, {"questions.jsonl": "\n".join(map(json.dumps, (line, said, line)))})
    assert [each["text"] for each in data["propositions"]] == ["Will the roof hold?"] * 2
    assert [each["proposition"] for each in data["resolutions"]] == ["3"]
    assert len(data["dropped"]) == 1
    assert counted(data)["resolved, no resolution"] == 2


def bet(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "id": f"b{number}",
        "contractId": "m1",
        "userUsername": "ada",
        "userId": "u1",
        "createdTime": 1770000000000 + number,
        "amount": 10,
        "outcome": "YES",
        "probBefore": 0.5,
        "probAfter": 0.5 + number / 100,
        "isFilled": True,
        "fills": [{}],
    } | changes


def test_a_bet_of_manifold_is_the_price_after_it(tmp_path: Path) -> None:
    markets = [
        {
            "id": "m1",
            "question": "Will it fly? 90%",
            "outcomeType": "BINARY",
            "createdTime": 1769000000000,
            "isResolved": True,
            "resolution": "MKT",
            "resolutionProbability": 0.3,
            "resolutionTime": 1780000000000,
        },
        {"id": "m2", "question": "How high?", "outcomeType": "PSEUDO_NUMERIC"},
    ]
    bets = [
        bet(1, outcome="NO"),
        bet(2, isRedemption=True),
        bet(3, isAnte=True),
        bet(4, amount=0, isFilled=False, fills=[]),
        bet(5, amount=-3),
        bet(6, isFilled=False, isCancelled=True),
        bet(7, contractId="m2"),
        bet(8, contractId="m9"),
        bet(9, userUsername="bo"),
    ]
    files: dict[str, str | bytes] = {
        "markets.json": json.dumps(markets),
        "bets.json": json.dumps(bets),
    }
    data = read(tmp_path, files, me="ada")
    assert probabilities(data) == ["0.51", "0.56"]
    assert len(data["left_out"]) == 5
    assert len(data["rejected"]) == 3
    [outcome] = data["resolutions"]
    assert (outcome["outcome"], outcome["value"]) == ("partial", "0.3")


def test_cultivate_knows_what_came_late_and_divides_thirds(tmp_path: Path) -> None:
    def prediction_set(
        number: int, question: int, shares: dict[int, str], *, late: bool = False
    ) -> dict[str, Any]:
        return {
            "id": number,
            "membership_id": 4,
            "question_id": question,
            "created_at": "2026-02-01T00:00:00.000Z",
            "rationale": "",
            "predictions": [
                {
                    "answer_id": answer,
                    "forecasted_probability": p,
                    "made_after_correctness_known": late,
                }
                for answer, p in shares.items()
            ],
        }

    answers = [
        {"id": 33, "name": "More than 9"},
        {"id": 34, "name": "Between 5 and 9"},
        {"id": 35, "name": "Less than 5"},
    ]
    questions = [
        {
            "id": 1,
            "name": "Will it thaw?",
            "type": "Forecast::Binary::Question",
            "answers": [{"id": 20, "name": "Yes"}],
            "ends_at": "2026-06-01T04:00:00.000Z",
        },
        {
            "id": 2,
            "name": "How many?",
            "type": "Forecast::Question",
            "use_ordinal_scoring": True,
            "answers": answers,
            "ends_at": "2026-06-01T04:00:00.000Z",
        },
    ]
    sets = [
        prediction_set(1, 1, {20: "0.5"}, late=True),
        prediction_set(2, 2, {33: "0.3333", 34: "0.3333", 35: "0.3333"}),
        prediction_set(3, 2, {33: "0.3333", 34: "0.3333"}),
    ]
    data = read(
        tmp_path,
        {
            "questions.json": json.dumps({"questions": questions}),
            "sets.json": json.dumps({"prediction_sets": sets}),
        },
    )
    assert data["propositions"][1]["options"] == ["Less than 5", "Between 5 and 9", "More than 9"]
    assert data["forecasts"][0]["standing"] == "hindsight"
    assert data["forecasts"][1]["sum"] == "0.9999"
    assert list(reasons(data)) == ["/prediction_sets/2"]


def test_forecastbench_has_a_proposition_for_each_horizon(tmp_path: Path) -> None:
    questions = [
        {
            "id": "A",
            "source": "fred",
            "question": "Up by {resolution_date} from {forecast_due_date}?",
            "resolution_dates": ["2026-03-01", "2026-04-01"],
            "freeze_datetime_value": "3",
        },
        {
            "id": "A",
            "source": "manifold",
            "question": "Will it end?",
            "resolution_dates": "N/A",
            "market_info_close_datetime": "2026-12-01T00:00:00+00:00",
        },
        {
            "id": ["A", "B"],
            "source": "fred",
            "question": "Both?",
            "resolution_dates": ["2026-03-01"],
        },
    ]
    outcomes = [
        {
            "id": "A",
            "source": "fred",
            "resolution_date": "2026-03-01",
            "resolved_to": 1.0,
            "resolved": True,
        },
        {
            "id": "A",
            "source": "manifold",
            "resolution_date": "2026-03-01",
            "resolved_to": 0.4,
            "resolved": False,
        },
    ]
    answers = [
        {"id": "A", "source": "fred", "forecast": 0.3, "resolution_date": "2026-03-01"},
        {"id": "A", "source": "fred", "forecast": 0.3, "resolution_date": "2026-05-01"},
        {"id": "A", "source": "manifold", "forecast": 0.9, "resolution_date": None},
        {
            "id": ["A", "B"],
            "source": "fred",
            "forecast": 0.2,
            "resolution_date": "2026-03-01",
            "direction": [1, -1],
        },
    ]
    due = {"forecast_due_date": "2026-02-01", "question_set": "2026-02-01-llm.json"}
    data = read(
        tmp_path,
        {
            "set.json": json.dumps(due | {"questions": questions}),
            "resolutions.json": json.dumps(due | {"resolutions": outcomes}),
            "model.json": json.dumps(
                due | {"organization": "Lab", "model": "m 1", "forecasts": answers}
            ),
        },
    )
    assert {each["id"] for each in data["propositions"]} == {
        "fred/A/2026-03-01",
        "fred/A/2026-04-01",
        "manifold/A",
        "fred/A+B/1,-1/2026-03-01",
    }
    assert data["propositions"][0]["text"] == "Up by 2026-03-01 from 2026-02-01?"
    assert [each["outcome"] for each in data["resolutions"]] == ["yes"]
    assert {each["forecaster"] for each in data["forecasts"]} == {"Lab / m 1"}
    assert list(reasons(data)) == ["/forecasts/1"]


def test_hubverse_puts_a_task_together(tmp_path: Path) -> None:
    head = "origin_date,horizon,location,target,output_type,output_type_id,value\n"
    rows = [
        *(
            f"2026-02-02,7,05,cases,quantile,{level},{value}"
            for level, value in ((0.1, 1), (0.5, 4), (0.9, 9))
        ),
        "2026-02-02,7,05,cases,median,NA,4",
        *(
            f"2026-02-02,7,5,cases,quantile,{level},{value}"
            for level, value in ((0.1, 9), (0.9, 1))
        ),
        "2026-02-02,7,US,cases,mean,NA,4",
    ]
    data = read(
        tmp_path,
        {
            "model-output/team-m/2026-02-02-team-m.csv": head + "\n".join(rows),
            "target-data/seen.csv": "date,location,value,target\n2026-02-09,05,3,cases\n2026-02-09,US,3,cases\n",
        },
    )
    [forecast] = data["forecasts"]
    assert forecast["quantiles"] == {"0.1": "1", "0.5": "4", "0.9": "9"}
    assert forecast["forecaster"] == "team-m"
    assert len(forecast["at"]) == 4
    assert [each["outcome"] for each in data["resolutions"]] == ["3"]
    assert len(data["rejected"]) == 3
    assert len(data["left_out"]) == 1


def test_a_forecast_ledger_keeps_exact_texts(tmp_path: Path) -> None:
    revision = {
        "id": "r1",
        "title": "Will it rise?",
        "expected_resolution_at": "2026-06-01T12:00:00+03:00",
        "outcome_space": {"kind": "binary"},
        "domain": {"kind": "binary"},
    }
    forecast = {
        "question_revision_id": "r1",
        "forecasted_at": "2026-02-01T10:00:00+02:00",
        "representations": [
            {"kind": "probability", "outcome": True, "probability": "0.100000000000000001"}
        ],
    }
    ledger = {
        "schema_version": "2.2.0",
        "forecaster": {"id": "ada", "name": "Ada L."},
        "questions": [
            {
                "id": "q1",
                "current_revision_id": "r1",
                "revisions": [revision],
                "forecasts": [
                    forecast | {"id": "f1"},
                    forecast | {"id": "f2", "visibility": "sealed"},
                ],
                "resolution": {"status": "not_applicable", "recorded_at": "2026-05-01T00:00:00Z"},
            }
        ],
    }
    data = read(tmp_path, {"ledger.json": json.dumps(ledger)})
    assert probabilities(data) == ["0.100000000000000001"]
    assert data["forecasts"][0]["made_at"] == "2026-02-01T08:00:00Z"
    assert [each["outcome"] for each in data["resolutions"]] == ["void"]
    assert list(reasons(data)) == ["/questions/0/forecasts/1"]


def test_a_log_of_an_agent(tmp_path: Path) -> None:
    def event(kind: str, number: int, **data: Any) -> str:
        return json.dumps(
            {
                "seq": number,
                "actor": "owl",
                "event_type": kind,
                "event_data": data,
                "timestamp": f"2026-02-0{number}T07:00:00.064849+00:00",
            }
        )

    lines = [
        event("predict", 1, id="p1", claim="Rain @ 90% #x", prob=0.6, by="2026-03-01T00:00:00Z"),
        event("predict", 2, id="p1", claim="Rain @ 90% #x", prob=0.7, by="2026-03-01T00:00:00Z"),
        event("resolve", 3, id="p1", outcome=0),
        event("resolve", 4, id="p1", outcome=1),
        event("beat", 5, ok=True),
        event("predict", 6, id="p2", claim="Snow", prob=62.1),
        event("resolve", 7, id="p9", outcome=1),
        "not json",
    ]
    data = read(tmp_path, {"owl.jsonl": "\n".join(lines)})
    assert data["propositions"][0]["text"] == "Rain @ 90% #x"
    assert probabilities(data) == ["0.6", "0.7"]
    assert [each["outcome"] for each in data["resolutions"]] == ["no", "yes"]
    assert sorted(reasons(data)) == ["6", "7", "8"]
    assert len(data["left_out"]) == 1


def test_a_contest_in_a_wide_table(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "answers.csv": "Age,@1.Willitrain,@2.Willitsnow\n40,60,0.5\n50,,101\n",
        "questions.csv": "question_number,question,probability,resolution\n1,1. Will it rain?,0.4,YES\n2,2. Will it snow?,0.1,\n",
    }
    with pytest.raises(InputError, match="--made-at"):
        read(tmp_path, files)
    data = read(tmp_path, files, made_at="2026-01-15", deadline="2026-12-31")
    assert probabilities(data) == ["0.6", "0.005"]
    assert [each["text"] for each in data["propositions"]] == ["Will it rain?", "Will it snow?"]
    assert list(reasons(data)) == ["2/@2.Willitsnow"]


def test_front_matter_of_one_person(tmp_path: Path) -> None:
    page = "---\nstatement: {text}\nconfidence: {p}\ndeadline: 2026-06-01T00:00:00.000Z\ncreated: 2026-02-01T09:00:00.000Z\nstatus: {status}\n---\ntext\n"
    files: dict[str, str | bytes] = {
        "notes/rain.md": page.format(text="It rains", p=70, status="correct"),
        "notes/snow.md": page.format(text="It snows", p=0.75, status="incorrect"),
        "notes/wind.md": page.format(text="It blows", p=20, status="incorrect"),
        "notes/README.md": "# No matter",
    }
    data = read(tmp_path, files)
    assert probabilities(data) == ["0.7", "0.2"]
    assert list(data["rejected"][0]["at"].split("/")) == ["notes", "snow.md"]
    assert [each["outcome"] for each in data["resolutions"]] == ["yes", "no"]


def test_scenarios_of_magoo(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        ".forecasts/vote.forecast": "---\nscenario: vote\nend_date: 2026-06-01\ntype: choice\noptions:\n  yes: .3\n  no: .7\noutcome: no\n---\n--- more\n",
        ".forecasts/jar.forecast": "---\nscenario: jar\nend_date: 2026-06-01\ntype: interval\nconfidence: .8\nmin: 10\nmax: 1_000\noutcome: 50\n---\n",
        ".forecasts/pert.forecast": "---\nscenario: pert\nend_date: 2026-06-01\ntype: pert\nmin: 1\n---\n",
    }
    data = read(tmp_path, files, made_at="2026-01-15")
    assert [each.get("p") for each in data["forecasts"]] == [None, "0.3"]
    assert data["forecasts"][0]["quantiles"] == {"0.1": "10", "0.9": "1000"}
    assert [each["outcome"] for each in data["resolutions"]] == ["50", "no"]
    assert len(data["rejected"]) == 1


LIST = """# Guesses

## By the end of 2027

- Prices rise above 3 %: 60 %
- **The lift** works: 85%
1. 95%: I learn to *swim*
- ~~We move: 40%~~
- [x] The roof is tight — 20%
- Snow 30-40%
- A draw 50/50
- No number here
- The bell rings: 90% → **WRONG**
- The gate opens: ~80% (N/A)
"""


def test_a_list_in_markdown(tmp_path: Path) -> None:
    data = read(tmp_path, {"guesses.md": LIST}, made_at="2027-01-02")
    texts = {each["text"]: each for each in data["propositions"]}
    assert list(texts) == [
        "Prices rise above 3 %",
        "The lift works",
        "I learn to swim",
        "We move",
        "The roof is tight",
        "A draw",
        "The bell rings",
        "The gate opens",
    ]
    assert probabilities(data) == ["0.6", "0.85", "0.95", "0.4", "0.2", "0.5", "0.9", "0.8"]
    assert texts["A draw"]["deadline_day"] == "2027-12-31[Europe/Kyiv]"
    assert {each["proposition"]: each["outcome"] for each in data["resolutions"]} == {
        "We move": "annulled",
        "The bell rings": "no",
        "The gate opens": "annulled",
    }
    assert len(data["rejected"]) == 2


def test_a_table_in_markdown_has_a_column_for_each_person(tmp_path: Path) -> None:
    page = (
        "---\ndate: 2026-02-03 10:00:00 +0100\n---\n\n|Question|Ada's Prediction|Bo|Outcome|\n|:--|--|--|--|\n"
        "|A \\| B merge|60%|0|NO|\n|Only Ada|7%|-||\n|Short|20%|30%\n\nA | in prose\n"
    )
    data = read(tmp_path, {"contest.md": page})
    assert [(each["forecaster"], each["p"]) for each in data["forecasts"]] == [
        ("Ada", "0.6"),
        ("Bo", "0"),
        ("Ada", "0.07"),
        ("Ada", "0.2"),
        ("Bo", "0.3"),
    ]
    assert data["propositions"][0]["text"] == "A | B merge"
    assert data["forecasts"][0]["made_at"] == "2026-02-03T09:00:00Z"
    assert [each["outcome"] for each in data["resolutions"]] == ["no"]
    assert about(data)["-, n/a and blank"] == "no forecast"


def test_files_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "MOST_BYTES", 2**20)
    with pytest.raises(InputError, match="more than 1 MB"):
        read(tmp_path, {"large.csv": b"x" * (2**20 + 1)})
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.csv", b"0" * (300 * 2**20))
    with pytest.raises(InputError, match="more than"):
        read(tmp_path, {"bomb.zip": out.getvalue()})


@pytest.mark.parametrize("content", [b"", b"{", b"[1,2", b"\x00\x01\x02", b"just a sentence\n"])
def test_what_is_of_no_format_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(InputError):
        read(tmp_path, {"what.dat": content})
