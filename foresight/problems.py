"""Bad input, told in one sentence."""


def extracted(message: str) -> str:
    """Mark a constant sentence for the message catalogue without translating it."""
    return message


class Problem(ValueError):
    """Input that cannot be used; the sentence names the value and what is allowed.

    Parameters
    ----------
    sentence : str
        A constant English sentence with ``{named}`` placeholders. It is also the message identifier
        under which the interface finds the Russian and the Kazakh sentence.
    **values
        What the placeholders stand for.
    """

    def __init__(self, sentence: str, **values: object) -> None:
        self.sentence = sentence
        self.values = values
        super().__init__(sentence.format(**values))

    def __reduce__(self) -> tuple:
        return _restore, (type(self), self.sentence, self.values)


class TooFew(Problem):
    """Nothing is wrong: fewer people than may be shown have answered so far."""


def _restore(kind: type[Problem], sentence: str, values: dict) -> Problem:
    return kind(sentence, **values)
