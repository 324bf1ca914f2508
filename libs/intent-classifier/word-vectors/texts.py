"""The words of a text, about as ../src/normal-form.ts finds them."""

import re


def normal(text):
    return " ".join(re.findall(r"[a-z0-9']+", text.lower().replace("’", "'")))


CONTRACTIONS = [  # as in ../src/normal-form.ts
    (r"\bwon'?t\b", "will not"),
    (r"\bcan'?t\b|\bcannot\b", "can not"),
    (r"\b(do|does|did|is|are|was|were|would|could|should|has|have|had)n'?t\b", r"\1 not"),
    (r"\bi'?m\b", "i am"),
    (r"'d\b", " would"),
    (r"'ll\b", " will"),
    (r"'re\b", " are"),
    (r"'ve\b", " have"),
    (r"\b(what|where|who|how|when|that|there|it|let)'?s\b", r"\1 is"),
    (r"'s\b", ""),
]


def as_tokens(text):
    for pattern, words in CONTRACTIONS:
        text = re.sub(pattern, words, text)
    return " ".join(re.findall("[a-z0-9]+", text))
