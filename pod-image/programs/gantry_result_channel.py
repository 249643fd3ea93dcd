"""How a program of the pod hands its result to the supervisor, as give-result.ts does; the name is one that no app has for a module."""

import json
import os
import stat

ERROR_DESCRIPTOR = 2
RESULT_DESCRIPTOR = 3
# As give-result.ts has it: a container passes no third descriptor on.
RESULT_MARK = b"\x01gantry-result "


def give_result(result):
    data = json.dumps(result).encode("utf-8")
    try:
        has_channel = stat.S_ISSOCK(os.fstat(RESULT_DESCRIPTOR).st_mode)
    except OSError:
        has_channel = False
    descriptor = RESULT_DESCRIPTOR
    if not has_channel:
        descriptor, data = ERROR_DESCRIPTOR, RESULT_MARK + data + b"\n"
    while data:
        data = data[os.write(descriptor, data) :]
