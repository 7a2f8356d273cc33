"""Judges mail that is not ours to judge: reads JSON from standard input, writes JSON.

dkim: {"record": text, "mails": [base64]} -> [true or false]
mime: {"mails": [base64]} -> [{"headers", "subject", "from", "to", "parts", "defects"}]
"""

import base64
import json
import sys
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import getaddresses


def verified(asked):
    import dkim

    record = asked["record"].encode()
    return [dkim.verify(base64.b64decode(mail), dnsfunc=lambda name, timeout=5: record) for mail in asked["mails"]]


def people(raw):
    """Pairs of name and address. The newer policy keeps the blank between two encoded words of a name, which RFC 2047 6.2 drops."""
    lines = [value.replace("\r\n", "").replace("\n", "") for value in raw]
    return [[str(make_header(decode_header(name))), address] for name, address in getaddresses(lines)]


def parsed(mail):
    octets = base64.b64decode(mail)
    message = message_from_bytes(octets, policy=policy.default)
    raw = message_from_bytes(octets, policy=policy.compat32)
    return {
        "headers": [name for name, _ in message.items()],
        "subject": str(message["subject"]),
        "from": people(raw.get_all("from", [])),
        "to": people(raw.get_all("to", [])),
        "replyTo": people(raw.get_all("reply-to", [])),
        "parts": [
            [part.get_content_type(), part.get_content()] for part in message.walk() if not part.is_multipart()
        ],
        "defects": [type(one).__name__ for part in message.walk() for one in part.defects]
        + [type(one).__name__ for _, value in message.items() for one in value.defects],
    }


asked = json.load(sys.stdin)
answer = verified(asked) if sys.argv[1] == "dkim" else [parsed(mail) for mail in asked["mails"]]
json.dump(answer, sys.stdout)
