"""Carry a journey by program: `begin` it, and once the visit was `finish` it. docs/api.md says how to start it."""

import json
import os
import sys
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from urllib.request import Request, urlopen
from zoneinfo import ZoneInfo

NOW = datetime.now(ZoneInfo("America/Chicago"))
TOLD = json.loads(Path(__file__).with_name("second_opinion.json").read_text(encoding="utf-8"))


def ask(method, path, body=None, **headers):
    data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
    said = {"Authorization": f"Bearer {os.environ['TOKEN']}", "Idempotency-Key": str(uuid.uuid4())}
    said |= {"Content-Type": "application/json"} | {
        name.replace("_", "-"): text for name, text in headers.items()
    }
    with urlopen(Request(os.environ["HOUSE"] + path, data, said, method=method)) as answer:
        return json.load(answer) | {"etag": answer.headers["ETag"]}


def change(method, path, body, of=None):
    return ask(method, path, body, If_Match=ask("GET", of or path)["etag"])


def say(path, verb, **more):
    return change("POST", f"{path}changes/", {"verb": verb, **more}, of=path)


def rows(path):
    return ask("GET", path)["results"]


def begin(story):
    here = f"/api/v1/journeys/{ask('POST', '/api/v1/journeys/', TOLD['request'])['id']}/"
    say(here, "answer_safe_to_wait", safe_to_wait_until=f"{NOW + timedelta(days=120):%F}")
    say(step(here, "tell-doctor"), "done")
    say(here, "record_insurer_call")
    say(here, "advance")
    for number, record in enumerate(r for r in rows(f"{here}records/") if r["is_question"]):
        say(f"{here}records/{record['id']}/", "does_not_exist" if number else "exists")
    needed = [r for r in rows(f"{here}records/") if r["need"] == "required" and r["state"] == "needed"]
    home, elsewhere = (
        [f"{here}records/{r['id']}/" for r in needed if r["is_at_home"] is x] for x in (True, False)
    )
    name = 'attachment; filename="My story.pdf"'
    ask("POST", f"{home[0]}documents/", story, Content_Disposition=name, Content_Type="application/pdf")
    say(elsewhere[0], "cant_get", why="The office has closed.")
    say(elsewhere[1], "ask")
    for record in [elsewhere[1], *[f"{here}records/{r['id']}/" for r in needed]]:
        if ask("GET", record)["state"] in ("needed", "asked"):
            say(record, "receive")
    say(here, "advance")
    doctor = ask("POST", f"{here}specialists/", TOLD["doctor"])["id"]
    say(f"{here}specialists/{doctor}/", "chosen")
    starts = (NOW + timedelta(days=8)).replace(hour=10, minute=30, second=0, microsecond=0).isoformat()
    ask("POST", f"{here}appointments/", {**TOLD["visit"], "specialist": doctor, "starts_at": starts})
    offered = rows(f"{here}question-bank/")
    ask("POST", f"{here}question-bank/", {"keys": [offered[number]["key"] for number in (0, 3, 6)]})
    say(f"{here}questions/{ask('POST', f'{here}questions/', TOLD['question'])['id']}/", "move_up")
    return here


def finish(here):
    visit = rows(f"{here}appointments/")[0]
    held = say(f"{here}appointments/{visit['id']}/", "held")
    own = next(q for q in rows(f"{here}questions/") if q["text"] == TOLD["question"]["text"])
    change("PATCH", f"{here}questions/{own['id']}/", {"answer": "Yes, after twelve weeks."})
    say(here, "advance")
    seen = {"given_on": held["held_on"], "appointment": held["id"]}
    opinions = [ask("POST", f"{here}opinions/", body) for body in (TOLD["first"], TOLD["second"] | seen)]
    asked = {row["key"]: row["id"] for row in rows(f"{here}comparison-rows/")}
    for opinion, said in zip(opinions, TOLD["findings"], strict=True):
        cells = [{"row": asked[key], **cell} for key, cell in said.items()]
        change("PUT", f"{here}opinions/{opinion['id']}/findings/", {"findings": cells})
    ask("POST", f"{here}comparison-rows/{asked['risks']}/questions/", {"opinion": opinions[0]["id"]})
    for key, rating in TOLD["ratings"].items():
        change("PATCH", f"{here}comparison-rows/{asked[key]}/", {"rating": rating})
    say(step(here, "ask-about-differences"), "done")
    say(here, "decline_third_opinion")
    say(here, "advance")
    ask("POST", f"{here}decision/", {**TOLD["decision"], "opinion": opinions[1]["id"]})
    for listener in TOLD["tellings"]:
        ask("POST", f"{here}tellings/", listener)
    say(step(here, "cancel-duplicates"), "done")
    return say(here, "close", outcome="plan_changed")


def step(here, key):
    return next(f"{here}steps/{one['id']}/" for one in rows(f"{here}steps/") if one["key"] == key)


if __name__ == "__main__":
    print(begin(Path(sys.argv[2]).read_bytes()) if sys.argv[1] == "begin" else finish(sys.argv[2])["status"])
