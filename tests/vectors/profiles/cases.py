"""What the scripts that add to made.json share: its rows, and the order that they are kept in."""
import base64
import importlib.metadata
import json
import pathlib


def version(package):
    return f"{package} {importlib.metadata.version(package)}"


def b64(data):
    return base64.b64encode(data).decode()


def row(profile, made_by, records, key, import_key=None, lines=None):
    """A row of made.json. `records` are objects; `lines`, where they are given, are the input's lines instead."""
    if lines is None:
        lines = [json.dumps(record, ensure_ascii=i % 2 == 0) for i, record in enumerate(records)]
    return {"profile": profile, "made_by": made_by,
            "keys": json.dumps({"Keys": [{"KeyId": "hook", "KeyMaterial": b64(key)}]}), "arguments": ["--key-id", "hook"],
            "input": "".join(line + "\n" for line in lines), "records": len(lines), "import": import_key}


def add(path, rows):
    """Puts the rows into made.json, in place of those of the same profiles."""
    path = pathlib.Path(path)
    profiles = {made["profile"] for made in rows}
    kept = [made for made in json.loads(path.read_text()) if made["profile"] not in profiles]
    path.write_text(json.dumps(kept + rows, indent=1) + "\n")
