"""What a secret may look like where it must not be: key material as it is and in text, and the midstates that are as good
as the key, all cut to pieces, so that a part of it is found, too."""
import base64
import hashlib
import math


class Sha2:
    """One compression of SHA-256 or SHA-512 (FIPS 180-4), by the letter: hashlib shows no midstate."""

    def __init__(self, word_bits, rounds, sigmas):
        self.bits, self.rounds, self.sigmas = word_bits, rounds, sigmas
        self.mask = (1 << word_bits) - 1
        self.block_bytes = 16 * word_bits // 8
        primes = [n for n in range(2, 500) if all(n % d for d in range(2, n))]
        self.k = [self.root(p, 3) for p in primes[:rounds]]
        self.initial = [self.root(p, 2) for p in primes[:8]]
        self.initial_short = [self.root(p, 2) for p in primes[8:16]]    # of SHA-384; SHA-224 has their lower halves

    def root(self, prime, degree):
        """The first bits of the fraction of a prime's root."""
        scaled = prime << (degree * self.bits)
        low, high = 0, 1 << (self.bits + 5)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if middle ** degree <= scaled else (low, middle)
        return low & self.mask

    def rotate(self, x, n):
        return (x >> n | x << (self.bits - n)) & self.mask

    def sigma(self, x, row):
        a, b, c, is_shift = row
        return self.rotate(x, a) ^ self.rotate(x, b) ^ (x >> c if is_shift else self.rotate(x, c))

    def compress(self, state, block):
        size = self.bits // 8
        w = [int.from_bytes(block[i:i + size], "big") for i in range(0, self.block_bytes, size)]
        for t in range(16, self.rounds):
            w.append((self.sigma(w[t - 2], self.sigmas[3]) + w[t - 7] + self.sigma(w[t - 15], self.sigmas[2])
                      + w[t - 16]) & self.mask)
        a, b, c, d, e, f, g, h = state
        for t in range(self.rounds):
            first = h + self.sigma(e, self.sigmas[1]) + ((e & f) ^ (~e & g)) + self.k[t] + w[t]
            second = self.sigma(a, self.sigmas[0]) + ((a & b) ^ (a & c) ^ (b & c))
            a, b, c, d, e, f, g, h = (first + second) & self.mask, a, b, c, (d + first) & self.mask, e, f, g
        return [(x + y) & self.mask for x, y in zip(state, (a, b, c, d, e, f, g, h))]


SHA256 = Sha2(32, 64, ((2, 13, 22, False), (6, 11, 25, False), (7, 18, 3, True), (17, 19, 10, True)))
SHA512 = Sha2(64, 80, ((28, 34, 39, False), (14, 18, 41, False), (1, 8, 7, True), (19, 61, 6, True)))
FAMILIES = {
    "sha224": (SHA256, [x & SHA256.mask for x in SHA512.initial_short]),
    "sha256": (SHA256, SHA256.initial),
    "sha384": (SHA512, SHA512.initial_short),
    "sha512": (SHA512, SHA512.initial),
}


def check_midstates():
    """The compression is hashlib's: an empty message's one block gives the known digest."""
    for name, (family, initial) in FAMILIES.items():
        block = b"\x80".ljust(family.block_bytes, b"\0")
        size = family.bits // 8
        digest = b"".join(x.to_bytes(size, "big") for x in family.compress(initial, block))
        assert digest.startswith(hashlib.new(name).digest()), name


def midstates(material):
    """{name: [words, bytes of a word]} of HMAC under each hash."""
    found = {}
    for name, (family, initial) in FAMILIES.items():
        key = material if len(material) <= family.block_bytes else hashlib.new(name, material).digest()
        key = key.ljust(family.block_bytes, b"\0")
        for pad_name, pad in (("inner", 0x36), ("outer", 0x5c)):
            state = family.compress(initial, bytes(byte ^ pad for byte in key))
            found[f"{name}-{pad_name}"] = state, family.bits // 8
    return found


def pieces(data, size):
    """Every `size` bytes of it, one after the other; the last may overlap the one before."""
    if len(data) <= size:
        return [data]
    return [data[min(i, len(data) - size):][:size] for i in range(0, len(data), size)]


def of(material, most_pieces=None):
    """[(name, bytes)] of everything that must not show. The material must be random: 8 bytes of it are its own."""
    check_midstates()
    forms = {
        "raw": pieces(material, 8),
        "hex": pieces(material.hex().encode(), 16),
        "HEX": pieces(material.hex().upper().encode(), 16),
        "base64": pieces(base64.b64encode(material).rstrip(b"="), 12),
        "base64url": pieces(base64.urlsafe_b64encode(material).rstrip(b"="), 12),
        "ipad": pieces(bytes(byte ^ 0x36 for byte in material), 8),
        "opad": pieces(bytes(byte ^ 0x5C for byte in material), 8),
    }
    for name, (words, size) in midstates(material).items():
        for order in ("little", "big"):
            forms[f"{name}-{order}"] = pieces(b"".join(word.to_bytes(size, order) for word in words), 16)
    return [(f"{name}.{i}", piece) for name, parts in forms.items() for i, piece in enumerate(parts[:most_pieces])]


def found_in(data, needles):
    """The names of those needles that are in some bytes."""
    return [name for name, needle in needles if needle in data]
