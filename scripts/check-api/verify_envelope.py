"""Verifies an evidence bundle's envelope with securesystemslib, which shares no code with Gantry, and that no changed byte passes."""

import copy
import json
import sys
from base64 import b64decode, b64encode

from cryptography.hazmat.primitives.serialization import load_pem_public_key
from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import VerificationError
from securesystemslib.signer import SSlibKey


def passes(envelope: dict, pem: str) -> bool:
    key_id = envelope["signatures"][0]["keyid"]
    key = SSlibKey.from_crypto(load_pem_public_key(pem.encode()), keyid=key_id)
    try:
        return bool(Envelope.from_dict(copy.deepcopy(envelope)).verify([key], 1))
    except VerificationError:
        return False


def changed(text: str, at: int) -> str:
    data = bytearray(b64decode(text))
    data[at] ^= 1
    return b64encode(bytes(data)).decode()


def main() -> None:
    bundle, keys = json.load(sys.stdin)
    envelope, pem = bundle["envelope"], bundle["public_key_pem"]
    # The signature's last byte is of its last number; its first ones are DER's, which a parser refuses before any curve is asked.
    forgeries = {
        **{f"byte {at} of the payload": {**envelope, "payload": changed(envelope["payload"], at)} for at in (0, 100, -1)},
        "the type": {**envelope, "payloadType": "application/vnd.in-toto+jsoN"},
        "the signature": {
            **envelope,
            "signatures": [{**envelope["signatures"][0], "sig": changed(envelope["signatures"][0]["sig"], -1)}],
        },
    }
    if pem not in [key["public_key_pem"] for key in keys]:
        sys.exit("The bundle's key is none of those that /gantry/public-keys answers.")
    if not passes(envelope, pem):
        sys.exit("securesystemslib does not accept the signature of the envelope.")
    for name, forged in forgeries.items():
        if passes(forged, pem):
            sys.exit(f"securesystemslib accepts the envelope with {name} changed.")
    print(f"securesystemslib: the envelope is good, and {len(forgeries)} changed ones are not.")


main()
