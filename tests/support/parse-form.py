#!/usr/bin/python3
"""Multipart parsers that are not ours: those of Python's standard library.

Reads a line of JSON a form, {"contentType":…,"body":base64}, and answers each with a line
{"email":{"names":[…],"value":hex of the field "password"},"cgi":{…}}, or {"error":…} in their places.
cgi left the library with Python 3.13 and is missing from the answer there.
"""

import base64
import io
import json
import sys
import warnings
from email.parser import BytesParser
from email.policy import HTTP

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    try:
        import cgi
    except ImportError:
        cgi = None


def parse_with_email(content_type, body):
    head = b"Content-Type: " + content_type.encode("ascii") + b"\r\n\r\n"
    message = BytesParser(policy=HTTP).parsebytes(head + body)
    if message.defects:
        raise ValueError(repr(message.defects))
    parts = list(message.iter_parts())
    names = [part.get_param("name", header="content-disposition") for part in parts]
    value = parts[names.index("password")].get_payload(decode=True)
    return names, value


def parse_with_cgi(content_type, body):
    form = cgi.FieldStorage(
        fp=io.BytesIO(body),
        headers={"content-type": content_type, "content-length": str(len(body))},
        environ={"REQUEST_METHOD": "PUT"},
        keep_blank_values=True,
        errors="strict",
    )
    return [field.name for field in form.list], form["password"].value.encode("utf-8")


def answer(parse, form):
    try:
        names, value = parse(form["contentType"], base64.b64decode(form["body"]))
        return {"names": names, "value": value.hex()}
    except Exception as error:  # whatever it is, the test wants to read it
        return {"error": repr(error)}


for line in sys.stdin:
    form = json.loads(line)
    answers = {"email": answer(parse_with_email, form)}
    if cgi:
        answers["cgi"] = answer(parse_with_cgi, form)
    print(json.dumps(answers), flush=True)
