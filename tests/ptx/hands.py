"""Records as many programs write them, with every escape that a format knows, and some that are broken.

An application writes its records in one way; these change it from one to the next, so that the kernels' rarer paths run.
"""
import base64

NAMES = ["Id", "KeyId", "MacAlgorithm", "Message", "Mac"]
LONG_NAMES = ["the_number_of_the_record", "the_name_of_its_key", "MacAlgorithm", "the_message_of_it", "the_mac_of_the_message"]
COLUMNS = ["id", "key-id", "mac-algorithm", "message", "mac"]
LETTERS = {"\b": "b", "\f": "f", "\n": "n", "\r": "r", "\t": "t", "\v": "v"}
PRINTABLE = "".join(map(chr, range(0x20, 0x7f)))


def any_text(random_, size):
    """A text of that many characters, in some of which hardly anything needs an escape, and in others much."""
    alphabet = random_.choice(["abc ,;", PRINTABLE, PRINTABLE + '"\\/\b\f\n\r\t\v' * 2, 'ab"\\\n\t', '"\\'])
    text = "".join(random_.choices(alphabet, k=size))
    return text + "\u00e9\U0001d11e" if random_.random() < 0.02 else text


def encoded(form, data, random_):
    """A text that encodes the bytes."""
    if form == "hex":
        text = random_.choice([str.lower, str.upper, str.swapcase])(data.hex()[:9].upper() + data.hex()[9:])
        return random_.choice(["", "", "0x", "\\x"]) + text
    if form == "base64":
        return base64.b64encode(data).decode()
    if form == "base64url":
        text = base64.urlsafe_b64encode(data).decode()
        return random_.choice([text, text.rstrip("=")])
    return data.decode(errors="surrogateescape")


def damaged(text, random_):
    """A text that mostly encodes other bytes, or none."""
    place = random_.randrange(len(text) + 1)
    return random_.choice([text[:place] + random_.choice("!~") + text[place:], text + "A", "!" + text[2:],
                           text[:-1] if text[-1:] not in ("", "=") else "?", text + "=" * 80, text + "=" * 300])


# Each layout writes a record, of a cell for each of NAMES, None where it has none. A plain one needs nothing that a device
# leaves to the host's reader; a broken one cannot be read, or hardly.
class Json:
    options = ["--input-format", "jsonl"]    # a file of one broken line is no JSON Lines by its look
    blank_lines = ["\n", " \n", "\t \r\n"]

    def __init__(self, names=None):
        self.names = names or NAMES
        if names:
            self.options = [*Json.options, "--columns", ",".join(f"{column}={name}" for column, name in zip(COLUMNS, names))]

    def string(self, text, random_, rate, kind):

        def character(c):
            if random_.random() < rate and c == "/":
                return "\\/"
            if c in LETTERS and c != "\v" and (kind == "plain" or random_.random() < 0.9):
                return "\\" + LETTERS[c]
            if c in '"\\' and random_.random() > rate:
                return "\\" + c
            if c < " " or c in '"\\' or random_.random() < rate:
                units = c.encode("utf-16-be")
                digits = random_.choice(["{:04x}", "{:04X}"])
                return "".join("\\u" + digits.format(int.from_bytes(units[i:i + 2], "big")) for i in range(0, len(units), 2))
            return c
        return '"' + "".join(map(character, text)) + '"'

    def record(self, cells, random_, kind):
        rate = lambda name: random_.choice([0, 0, 0.02, 0.3] if kind != "plain" else [0, 0.02] if name in self.names[3:] else [0])
        blank = lambda: random_.choice(["", "", " ", "\t", " \r "]) if spaced else ""
        spaced = random_.random() < 0.5
        members = [(name, text if name == self.names[0] and text.isdigit() else self.string(text, random_, rate(name), kind))
                   for name, text in zip(self.names, cells) if text is not None]
        more = [("Mess", "-12"), ("", "0"), ("MacAlgorithm and more", '"x\\n"'), ("a_member_of_no_meaning_at_all", '"?"')]
        if kind != "plain":
            more += [("n", "1.5"), ("m\\u0061c", '"1"'), ("more", "{}")]
        members += random_.choices(more, k=random_.choice([0, 0, 1, 3]))
        if random_.random() < 0.5:
            random_.shuffle(members)
        if kind == "broken":
            name = random_.choice(self.names[3:])
            members = random_.choice([
                members[:2] + [("Id", "007")], members + [(self.names[4], '"AA"')], [], [("Id", "-")],
                [(n, "17" if n == name else text) for n, text in members], [m for m in members if m[0] != name]])
        made = ("," + blank()).join(f'{blank()}"{name}"{blank()}:{blank()}{text}{blank()}' for name, text in members)
        made = blank() + "{" + made + blank() + "}" + blank()
        if kind == "broken" and random_.random() < 0.3:
            made = random_.choice([made + "x", made.rstrip(" \t\r")[:-1], made.replace('"', "", 1), made[1:],
                                   made.rstrip(" \t\r")[:-1] + ",}", made.replace(":", "", 1), made + "\\", "{"])
        return made + random_.choice(["\n", "\n", "\r\n", "\n \t\n"])

    def header(self):
        return ""


class Csv:
    blank_lines = ["\n", "\r\n", " \t\n"]

    def __init__(self, delimiter=",", has_header=True):
        self.delimiter = delimiter
        self.has_header = has_header
        self.options = ["--input-format", "csv", "--delimiter", delimiter] + ([] if has_header else numbered())

    def cell(self, text, random_, quotes):
        if text is None:
            return ""
        needs = text == "" or text[0] == '"' or any(c in text for c in self.delimiter + "\r\n")
        return '"' + text.replace('"', '""') + '"' if needs or random_.random() < quotes else text

    def record(self, cells, random_, kind):
        quotes = random_.choice([0, 0, 0.5, 1])
        made = [self.cell(text, random_, quotes) for text in cells]
        if kind == "broken":
            made = random_.choice([made[:-1], [*made, "x"], [*made[:3], '"' + made[2] + '"x', made[4]], [*made[:4], ""]])
        return self.delimiter.join(made) + random_.choice(["\n", "\n", "\r\n", "\n\n" if self.has_header else "\n"])

    def header(self):
        return self.delimiter.join(NAMES) + "\n" if self.has_header else ""


class Escaped:
    """COPY's text, MySQL's outfiles and batches."""

    def __init__(self, kind):
        self.kind = kind
        self.blank_lines = ["\\.\n"] if kind == "pgcopy" else []
        self.options = ["--input-format", kind] + ([] if kind == "mysql-batch" else numbered())

    def character(self, c, follows, random_, rate):
        if self.kind == "pgcopy":
            if c in "\n\t\r" or (c in LETTERS and random_.random() < 0.8):
                return "\\" + LETTERS[c]
            if random_.random() < rate and ord(c) < 0x80:
                octal = f"{ord(c):03o}" if follows in "01234567" else f"{ord(c):o}"
                return "\\" + random_.choice([octal, octal, f"x{ord(c):02X}", f"x{ord(c):02x}"] +
                                             ([] if c.isalnum() or c < " " else [c]))
            return "\\" + c if c == "\\" else c
        if c in "\n\t":
            return "\\" + (c if self.kind == "mysql-outfile" and random_.random() < 0.5 else LETTERS[c])
        if c in "\0\x1a\b\r" and random_.random() < 0.8:
            return "\\" + {"\0": "0", "\x1a": "Z", "\b": "b", "\r": "r"}[c]
        return "\\" + c if c in "\\\0" or (random_.random() < rate and c in '",;-_') else c

    def cell(self, text, random_, rates=(0, 0, 0.05, 0.5)):
        if text is None:
            return "NULL" if self.kind == "mysql-batch" else "\\N"
        rate = random_.choice(rates)
        return "".join(self.character(c, text[i + 1:i + 2] or "x", random_, rate) for i, c in enumerate(text))

    def record(self, cells, random_, kind):
        made = [self.cell(text, random_) for text in cells]
        if kind == "plain":
            made = [*cells[:3], made[3], self.cell(cells[4], random_, [0, 0.05])]
        if kind == "broken":
            made = random_.choice([made[:-1], [*made, "x"], [*made[:4], self.cell(None, random_)],
                                   [*made[:3], self.cell(None, random_), made[4]],
                                   [*made[:4], "\\" if self.kind != "mysql-outfile" else ""]])
        return "\t".join(made) + ("\n" if self.kind != "pgcopy" else random_.choice(["\n", "\n", "\r\n", "\n\\.\n"]))

    def header(self):
        return "\t".join(NAMES) + "\n" if self.kind == "mysql-batch" else ""


class Line:
    blank_lines = []
    TEMPLATE = "<<{Id}: by [{KeyId}], {MacAlgorithm}, --- {Message} -- mac={Mac}; >>"

    def __init__(self):
        self.options = ["--line", self.TEMPLATE]

    def record(self, cells, random_, kind):
        made = self.TEMPLATE
        if kind == "broken":
            literal = random_.choice(["<<", ": by [", "], ", ", --- ", " -- mac=", "; >>"])
            made = made.replace(literal, random_.choice([literal[:-1], literal[1:], "", literal.lower() + "!"]), 1)
        for name, text in zip(NAMES, cells):
            made = made.replace("{" + name + "}", text or "")
        if kind == "broken":
            return made[random_.choice([0, 0, 7, -3, -20]):] + "\n"
        return made + random_.choice(["\n", "\r\n", "\n\n"])

    def header(self):
        return ""


def numbered():
    return ["--no-header", "--columns", ",".join(f"{column}={i}" for i, column in enumerate(COLUMNS, 1))]


class Hand:
    """Writes records in one layout, message and MAC in the given forms; some records name no key and no algorithm."""

    def __init__(self, layout, message, mac, *options):
        self.layout = layout
        self.forms = (message, mac)
        self.options = ["--message-encoding", message, "--mac-encoding", mac, "--key-id", "key-64", "--mac-algorithm",
                        "HMAC_SHA_256", *layout.options, *options]
        self.name = " ".join([getattr(layout, "kind", type(layout).__name__), *map(str, self.forms), *options])

    def plain_lines(self, records, random_, keys):
        """A plain record for each."""
        for r in records:
            if self.forms[0] == "text":
                r.message = "".join(random_.choices(PRINTABLE + "\b\f\n\r\t", k=1 + len(r.message) % 1024)).encode()
            r.message = r.message[:1024] or b"-"
            r.key = keys[r.key_id]
            yield self.layout.record([r.id, r.key_id, r.algorithm, encoded(self.forms[0], r.message, random_),
                                      encoded(self.forms[1], r.mac(), random_)], random_, "plain")

    def lines(self, records, random_, keys):
        """A record for each; of those that are broken is_valid becomes None, for they may be read or not."""
        for r in records:
            if self.forms[0] == "text":
                r.message = any_text(random_, len(r.message)).encode()
            if random_.random() < 0.1:
                r.key_id, r.algorithm = "key-64", "HMAC_SHA_256"
            r.key = keys[r.key_id]
            names = [r.key_id, r.algorithm]
            if names == ["key-64", "HMAC_SHA_256"] and not isinstance(self.layout, Line) and random_.random() < 0.7:
                names = [None, None]
            cells = [random_.choice([r.id, str(random_.randrange(10 ** random_.randrange(1, 20))), 'a "row"', "x" * 70]),
                     *names, encoded(self.forms[0], r.message, random_), encoded(self.forms[1], r.mac(), random_)]
            kind = random_.choices(["any", "broken"], [9, 1])[0]
            if kind == "any" and random_.random() < 0.15:
                place = random_.choice([1, 2, 3, 4])
                if cells[place] is not None:
                    cells[place] = damaged(cells[place], random_)
                    r.is_valid = None
            if kind == "broken" or ("kms" in self.options and not 0 < len(r.message) <= 4096):
                r.is_valid = None
            yield self.layout.record(cells, random_, kind)


HANDS = [
    Hand(Json(), "text", "hex"),
    Hand(Json(), "base64", "base64", "--limits", "kms"),
    Hand(Json(LONG_NAMES), "base64url", "base64url"),
    Hand(Json(), "hex", "base64url"),
    Hand(Line(), "base64", "hex"),
    Hand(Line(), "hex", "base64"),
    Hand(Csv(), "text", "hex"),
    Hand(Csv(), "base64", "base64"),
    Hand(Csv(";"), "base64url", "base64url"),
    Hand(Csv(has_header=False), "hex", "text"),
    Hand(Escaped("pgcopy"), "text", "text"),
    Hand(Escaped("pgcopy"), "base64", "base64url"),
    Hand(Escaped("pgcopy"), "base64url", "base64"),
    Hand(Escaped("pgcopy"), "hex", "hex"),
    Hand(Escaped("mysql-outfile"), "text", "text"),
    Hand(Escaped("mysql-batch"), "text", "hex"),
]


def small_tables(random_, count):
    """Tables of quotes and line feeds, so short that all that a text can end with is there."""
    pieces = ["a", '"', '""', ",", "\n", "\r\n", "b c", ',"x', 'y",', ',"z\n"\n', '\n"p""q",']
    for _ in range(count):
        text = "".join(random_.choices(pieces, k=random_.choice([0, 1, 3, 100])))
        yield text + "".join(random_.choices('"\n,a', k=random_.randrange(1, 4)))
