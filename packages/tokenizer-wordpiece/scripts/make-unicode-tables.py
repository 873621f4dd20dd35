"""Writes src/normalization/unicode-tables.ts: what Hugging Face's BERT normalizer does to every code point.

The tables come from the oracle itself, not from a Unicode release: the Rust crate mixes the general categories of
one Unicode version with the decompositions of another and the lower case of a third. Run with `tokenizers` 0.23.3, and with
a Node that knows a later Unicode than the crate:

    python scripts/make-unicode-tables.py
"""

import json
import pathlib
import subprocess
import unicodedata

import tokenizers
from tokenizers import AddedToken, Tokenizer, models, normalizers, pre_tokenizers

TARGET = pathlib.Path(__file__).parent.parent / "src" / "normalization" / "unicode-tables.ts"
CODE_POINTS = [c for c in range(0x110000) if not 0xD800 <= c < 0xE000]
LINE_WIDTH = 120
OVERLAY, ACUTE = "\u0334", "\u0301"  # combining classes 1 and 230: what moves past them is not a starter


def bert(**on):
    flags = dict(clean_text=False, handle_chinese_chars=False, strip_accents=False, lowercase=False)
    return normalizers.BertNormalizer(**{**flags, **on}).normalize_str


# A number is written without a separator: high digits from "]" on, then one low digit from "(" on. Neither range has a
# quote or a backslash.
LOW_DIGITS, HIGH_DIGITS = 52, 34


def digits(number):
    high, low = divmod(number, LOW_DIGITS)
    text = chr(ord("(") + low)
    while high:
        high, digit = divmod(high, HIGH_DIGITS)
        text = chr(ord("]") + digit) + text
    return text


def zigzag(number):
    """0, -1, 1, -2, 2, ... as 0, 1, 2, 3, 4, ..."""
    return 2 * number if number >= 0 else -2 * number - 1


def ranges(code_points):
    """`gap length gap length ...`, each gap counted from the end of the range before."""
    found = []
    for c in sorted(code_points):
        if found and found[-1][1] == c:
            found[-1][1] = c + 1
        else:
            found.append([c, c + 1])
    numbers, end = [], 0
    for start, stop in found:
        numbers += [start - end, stop - start]
        end = stop
    return "".join(map(digits, numbers))


def lower_case_rows(mapping):
    """`gap count step delta ...`: runs of code points, `step` apart, that all move by `delta`."""
    rows = []
    for c, target in sorted(mapping.items()):
        delta = target - c
        if rows:
            start, count, step, row_delta = rows[-1]
            gap = c - (start + (count - 1) * step)
            if delta == row_delta and (gap == step or (count == 1 and gap <= 2)):
                rows[-1] = (start, count + 1, gap, row_delta)
                continue
        rows.append((c, 1, 1, delta))
    numbers, end = [], 0
    for start, count, step, delta in rows:
        numbers += [start - end, count, step, zigzag(delta)]
        end = start + (count - 1) * step + 1
    return "".join(map(digits, numbers))


def is_non_starter(c, decompose):
    character = chr(c)
    swaps = (f"a{character}{OVERLAY}", f"a{ACUTE}{character}")
    return decompose(character) == character and any(decompose(text) != text for text in swaps)


def word_characters():
    """What an added token with `single_word` must not touch."""
    tokenizer = Tokenizer(models.WordPiece(vocab={"[UNK]": 0, "<m>": 1}, unk_token="[UNK]"))
    tokenizer.add_tokens([AddedToken("<m>", single_word=True, normalized=False)])
    encodings = tokenizer.encode_batch([f"{chr(c)}<m>" for c in CODE_POINTS])
    return {c for c, encoding in zip(CODE_POINTS, encodings) if 1 not in encoding.ids}


def word_characters_of_node():
    program = """
    const word = /[\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}]/u;
    const all = Array.from({ length: 0x110000 }, (_, c) => c).filter((c) => word.test(String.fromCodePoint(c)));
    console.log(JSON.stringify(all));
    """
    return set(json.loads(subprocess.run(["node", "-e", program], capture_output=True, check=True).stdout))


def main():
    words, later_words = word_characters(), word_characters_of_node()
    assert words <= later_words, "Node must know all the word characters that the crate knows"
    recent = {c for c in words if unicodedata.category(chr(c)) == "Cn"}
    clean, chinese, accents, lower = bert(clean_text=True), bert(handle_chinese_chars=True), bert(strip_accents=True), bert(lowercase=True)
    decompose, split = normalizers.NFD().normalize_str, pre_tokenizers.BertPreTokenizer().pre_tokenize_str
    pieces = {c: [word for word, _ in split(f"a{chr(c)}b")] for c in CODE_POINTS}
    lowered = {c: lower(chr(c)) for c in CODE_POINTS if lower(chr(c)) != chr(c)}
    assert [c for c, text in lowered.items() if len(text) > 1] == [0x130], "lowercase.ts knows one exception"
    tables = {
        "DROPPED": ("Removed by `clean_text`.", ranges(c for c in CODE_POINTS if clean(chr(c)) == "")),
        "WHITESPACE": ("Separates words.", ranges(c for c in CODE_POINTS if pieces[c] == ["a", "b"])),
        "PUNCTUATION": ("Always a word of its own.", ranges(c for c in CODE_POINTS if len(pieces[c]) == 3)),
        "CHINESE": ("Set apart by `handle_chinese_chars`.", ranges(c for c in CODE_POINTS if chinese(chr(c)) != chr(c))),
        "NONSPACING_MARKS": ("Removed by `strip_accents`.", ranges(c for c in CODE_POINTS if accents(chr(c)) == "" and decompose(chr(c)) == chr(c))),
        "DECOMPOSABLE": ("Have a canonical decomposition.", ranges(c for c in CODE_POINTS if decompose(chr(c)) != chr(c))),
        "NON_STARTERS": ("Reordered among themselves by NFD.", ranges(c for c in CODE_POINTS if is_non_starter(c, decompose))),
        "RECENT_WORDS": (f"Word characters that are not in Unicode {unicodedata.unidata_version}.", ranges(recent)),
        "LATER_WORDS": ("Word characters of a later Unicode, which are none here.", ranges(later_words - words)),
        "LOWER_CASE": ("Rows of `gap count step delta`, the delta as 0, -1, 1, -2, 2, ... are counted.", lower_case_rows({c: ord(t) for c, t in lowered.items() if len(t) == 1})),
    }
    lines = [
        "/**",
        f" * Generated by scripts/make-unicode-tables.py from tokenizers {tokenizers.__version__}. Do not edit.",
        " *",
        " * Ranges are `gap length gap length ...`, each gap counted from the end of the range before; see the script for digits.",
        " */",
    ]
    for name, (meaning, numbers) in tables.items():
        line = f"export const {name} = '{numbers}';"
        broken = [f"export const {name} =", f"  '{numbers}';"]  # As the formatter breaks what is too long.
        lines += ["", f"/** {meaning} */", *([line] if len(line) <= LINE_WIDTH else broken)]
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")


main()
