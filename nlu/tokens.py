"""Rasa tokenizer for Chinese on spaCy: one token a character, a Latin word or a number each one token."""

from __future__ import annotations

import re
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from spacy.tokens import Doc

from nlu.facts import pipeline
from nlu.script import Plain, plain

PLAIN, DOC = "plain", "doc"
_RUN = re.compile(r"[A-Za-z]+(?:'[a-z]+)?|\d+|\S")


def reading(text: str) -> tuple[Plain, Doc]:
    """The plain form of a text and its spaCy document."""
    form = plain(text)
    return form, pipeline()(form.text)


def lemma(word: str) -> str:
    """Numbers are told apart by their length only: a telephone number is one whatever its digits."""
    if not word.isdigit():
        return word.lower()
    if len(word) == 11 and word.startswith("1"):
        return "nphone"
    return "nfew" if len(word) < 3 else "nsome" if len(word) < 6 else "nmany"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class ChineseTokenizer(Tokenizer):
    """Characters as tokens; n-grams over them are what the classifier learns from."""

    @staticmethod
    def supported_languages() -> list[str]:
        return ["zh"]

    @staticmethod
    def required_packages() -> list[str]:
        return ["spacy", "opencc"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_"}

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Tokens with their place in the original text."""
        form, doc = reading(message.get(attribute))
        if attribute == TEXT:
            message.set(PLAIN, form)
            message.set(DOC, doc)
        tokens = []
        for run in _RUN.finditer(doc._.plain):
            start, end = form.origin(*run.span())
            tokens.append(Token(run.group(), start, end, lemma=lemma(run.group())))
        return tokens
