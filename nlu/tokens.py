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
# Masks in the place of what was blotted out, faces by name, and faces that a shop's program writes as #E-s.
_RUN = re.compile(
    r"#E-\w*(?:\[[^\[\]\s\d]{1,8}\])?|\[[^\[\]\s\d]{1,8}\]|<[^<>\s\d]{1,12}>|[A-Za-z]+(?:'[a-z]+)?|\d+|\S"
)
MASK, NUMBER, FACE, ANGRY, HAPPY = "nmask", "nmany", "nface", "nangry", "nhappy"
_FACES = {
    **dict.fromkeys("😡😠🤬😤👿💢🖕👎😒🙄😾😞😩😫😭☹", ANGRY),
    **dict.fromkeys("😊😄😁😃🙂😀👍🌹❤😘🤝😍🥰☺💐👌", HAPPY),
}
_ANGRY_WORDS, _HAPPY_WORDS = re.compile("[怒骂吐鄙衰哭疯狂汗炸弱]"), re.compile("[笑爱玫花强谢拳赞握抱拥心]")
_NUMBER_WORDS = re.compile("数字|电话|号|金额|手机|单")


def reading(text: str) -> tuple[Plain, Doc]:
    """The plain form of a text and its spaCy document."""
    form = plain(text)
    return form, pipeline()(form.text)


def lemma(word: str) -> str:
    """Numbers are told apart by their length only: a telephone number is one whatever its digits."""
    if not word.isdigit():
        return _unspoken(word) or word.lower()
    if len(word) == 11 and word.startswith("1"):
        return "nphone"
    return "nfew" if len(word) < 3 else "nsome" if len(word) < 6 else "nmany"


def _unspoken(word: str) -> str:
    """What stands for a mask or a face; nothing for a word."""
    if word[0] not in "#[<" or len(word) == 1:
        return _FACES.get(word, "")
    if word.startswith("#") or not _NUMBER_WORDS.search(word):
        feeling = ANGRY if _ANGRY_WORDS.search(word) else HAPPY if _HAPPY_WORDS.search(word) else ""
        return feeling or (FACE if word.startswith("#") else MASK)
    return NUMBER


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
