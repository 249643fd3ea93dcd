"""Bridges how AWS judges a request where the emulator judges another way, and writes down what a role is refused, so that no refusal goes unseen
behind a retry.

- AWS is asked over TLS; the emulator is asked without, by programs of this machine.
- A statement of PartiQL is judged by what it does, and on its table.
- A task of ECS is judged by its definition or itself, and its cluster is a condition.
- A task's answer to Step Functions is judged on the machine that waits, of which there is one here.
- Items of a table are judged by their partitions as well.
- A secret is judged by what a template's reference to it gives, which here is its name.
- What the internet's bridge leads here was signed for the place that it was led from."""

import contextvars
import json
import os
import re

from ministack.core import iam_actions, iam_evaluator, sigv4
from ministack.services import stepfunctions

pin_origin = iam_evaluator.pin_request_origin
enforce = iam_evaluator.enforce
extract_action = iam_actions.extract_iam_action
extract_resource = iam_actions.extract_resource_arn
find_signature_failure = sigv4.header_signature_failure

insertion = re.compile(r'\s*INSERT\s+INTO\s+"([^"]+)"', re.IGNORECASE)
led_path = re.compile(r"/_aws/execute-api/[^/]+")
cluster_asked = contextvars.ContextVar("cluster_asked", default=None)
partition_asked = contextvars.ContextVar("partition_asked", default=None)


def pin_as_tls(source_ip, _secure_transport):
    pin_origin(source_ip, True)


def asked_of(body):
    try:
        asked = json.loads(body or b"{}")
    except ValueError:
        return {}
    return asked if isinstance(asked, dict) else {}


def inserted_table(asked):
    found = insertion.match(str(asked.get("Statement", "")))
    return found and found.group(1)


def action_of(service, method, path, headers, body, query_params):
    if service == "dynamodb" and inserted_table(asked_of(body)):
        return "dynamodb:PartiQLInsert"
    return extract_action(service, method, path, headers, body, query_params)


def resource_of(service, method, path, headers, body, query_params, region, account_id):
    asked = asked_of(body)
    cluster_asked.set(asked.get("cluster") if service == "ecs" else None)
    partition_asked.set(partition_of(asked) if service == "dynamodb" else None)
    known = known_resource(service, asked, f"{region}:{account_id}")
    return known or extract_resource(service, method, path, headers, body, query_params, region, account_id)


def partition_of(asked):
    item = asked.get("Key") or asked.get("Item") or {}
    values = asked.get("ExpressionAttributeValues") or {}
    named = re.match(r"\s*#?\w+\s*=\s*(:\w+)", asked.get("KeyConditionExpression") or "")
    found = item.get("pk") or (values.get(named.group(1)) if named else None)
    return found and found.get("S")


def known_resource(service, asked, place):
    if service == "dynamodb" and inserted_table(asked):
        return f"arn:aws:dynamodb:{place}:table/{inserted_table(asked)}"
    if service == "ecs":
        return asked.get("taskDefinition") or asked.get("task") or next(iter(asked.get("tasks") or []), None)
    if service == "states" and "taskToken" in asked:
        return next(iter(stepfunctions._state_machines))
    return secret_arn(asked.get("SecretId"), place) if service == "secretsmanager" else None


def secret_arn(name, place):
    """
    A secret may be asked for by its name; rights go by its ARN, which ends in six characters of AWS's own. What the emulator's CloudFormation
    made it names in policies by name, so that only names with a path, which are given at run time, become an ARN.
    """
    if name is None or name.startswith("arn:") or "/" not in name:
        return name
    return f"arn:aws:secretsmanager:{place}:secret:{name}-xxxxxx"


def enforce_and_note(access_key_id, iam_action, service, region, resource_arn="*", service_context=None):
    if cluster_asked.get():
        service_context = {**(service_context or {}), "ecs:cluster": cluster_asked.get()}
    if partition_asked.get():
        service_context = {**(service_context or {}), "dynamodb:LeadingKeys": partition_asked.get()}
    denied = enforce(access_key_id, iam_action, service, region, resource_arn, service_context)
    principal = getattr(denied, "principal_arn", "")
    if denied and ":user/" not in principal and os.environ.get("GANTRY_BRIDGE_DENIALS"):
        noted = {
            "action": iam_action,
            "resource": resource_arn,
            "principal": principal,
            "why": getattr(denied, "message", "") or getattr(denied, "decision", ""),
        }
        with open(os.environ["GANTRY_BRIDGE_DENIALS"], "a", encoding="utf-8") as notes:
            notes.write(json.dumps(noted) + "\n")
    return denied


def failure_where_signed(signature, secret, method, raw_path, query_params, headers, body, **named):
    place = headers.get("x-gantry-bridged-host")
    if place:
        headers = {**headers, "host": place}
        raw_path = led_path.sub("", raw_path, count=1)
    return find_signature_failure(signature, secret, method, raw_path, query_params, headers, body, **named)


iam_evaluator.pin_request_origin = pin_as_tls
iam_evaluator.enforce = enforce_and_note
iam_actions.extract_iam_action = action_of
iam_actions.extract_resource_arn = resource_of
sigv4.header_signature_failure = failure_where_signed
