"""Bridges what happens between AWS's own services and does not happen in the emulator. Python loads this file by its name, before the emulator;
each bridge tells the emulator by the emulator's own hand, and what follows is the emulator's.

- PartiQL's INSERT writes a record into the table's stream.
- A task that stops is news on the default bus.
- An error of a function goes by its own name, which the state machine's retriers ask for.
- Records of a table's stream that a function names as failed come again, here with their whole batch.
- A stream whose records were not kept over a restart is read from its beginning again."""

import json
import re

import permissions  # noqa: F401
from ministack.services import dynamodb, ecs, eventbridge, lambda_svc

insert = dynamodb._partiql_insert
mark_stopped = ecs._mark_task_stopped
execute = lambda_svc._execute_function_warm
restore = lambda_svc.load_persisted_state


def insert_and_tell(table, parsed):
    answer = insert(table, parsed)
    if answer[0] == 200:
        item = parsed["item"]
        item = item["M"] if set(item) == {"M"} else item
        dynamodb._emit_stream_event(parsed["table"], "INSERT", None, item)
        lambda_svc._esm_wake.set()
    return answer


def stop_and_tell(task_arn, task, *rest, **named):
    answer = mark_stopped(task_arn, task, *rest, **named)
    detail = json.dumps({**task, "lastStatus": "STOPPED"}, default=str)
    entry = {"Source": "aws.ecs", "DetailType": "ECS Task State Change", "Detail": detail}
    eventbridge._put_events({"Entries": [entry]}, allow_aws_source=True)
    return answer


def execute_and_name(func, event, request_id):
    answer = execute(func, event, request_id)
    body = answer.get("body")
    if answer.get("error") and body["errorType"] == "Runtime.HandlerError":
        first = re.escape(body["errorMessage"].split("\n")[0])
        named = re.search(rf"^(\w+): {first}", answer.get("log", ""), re.MULTILINE)
        body["errorType"] = named.group(1) if named else "Error"
    return repeat_where_some_failed(event, answer)


def repeat_where_some_failed(event, answer):
    body = answer.get("body")
    records = event.get("Records") if isinstance(event, dict) else None
    is_stream = bool(records) and "dynamodb" in records[0]
    if not answer.get("error") and is_stream and isinstance(body, dict) and body.get("batchItemFailures"):
        return {**answer, "error": True, "body": {"errorType": "PartialBatch", "errorMessage": "some records come again"}}
    return answer


def restore_and_rewind(data):
    # Else readers wait behind as many new records as there were old ones.
    restore({**data, "dynamodb_stream_positions": {}} if data else data)


dynamodb._partiql_insert = insert_and_tell
ecs._mark_task_stopped = stop_and_tell
lambda_svc._execute_function_warm = execute_and_name
lambda_svc.load_persisted_state = restore_and_rewind
