"""The tagger: hashed features of each word, dilated convolutions over the sentence, one BIO layer per label."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from ner.features import BUCKETS
from ner.grouping import Attach
from ner.labels import LABELS

OUTPUTS = ("tags", "negated", "attach", "context")


@dataclass(frozen=True, slots=True)
class TaggerSettings:
    """Sizes of the tagger.

    :param embedding: Numbers per hashed feature.
    :param width: Channels of the convolutions.
    :param dilations: One convolution of kernel 3 each; their sum is how far a word sees to each side.
    :param dropout: Share of channels that training blanks.
    """

    embedding: int = 64
    width: int = 96
    dilations: tuple[int, ...] = (1, 2, 4, 8, 16, 1)
    dropout: float = 0.2


class Tagger(nn.Module):
    """Scores every token of a sentence."""

    def __init__(self, settings: TaggerSettings) -> None:
        super().__init__()
        self.settings = settings
        self.table = nn.Embedding(BUCKETS, settings.embedding, padding_idx=0)
        nn.init.normal_(self.table.weight, std=0.1)
        with torch.no_grad():
            self.table.weight[0] = 0
        self.enter = nn.Linear(settings.embedding, settings.width)
        self.blocks = nn.ModuleList(
            nn.Conv1d(settings.width, settings.width, 3, padding=d, dilation=d) for d in settings.dilations
        )
        self.dropout = nn.Dropout(settings.dropout)
        self.leave = nn.Linear(settings.width, 3 * len(LABELS) + len(Attach) + 2)

    def forward(self, features: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Score a batch of sentences.

        *Shape:* int (batch, tokens, features), 0 where there is none → tags (batch, tokens, labels, 3), negated
        (batch, tokens), attach (batch, tokens, 5), context (batch, tokens); all logits.
        """
        words = self.table(features).sum(dim=2)
        return self.score(words)

    def score(self, words: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Score sentences of embedded words, (batch, tokens, embedding)."""
        x = self.dropout(torch.relu(self.enter(words))).transpose(1, 2)
        for block in self.blocks:
            x = x + self.dropout(torch.relu(block(x)))
        scores = self.leave(x.transpose(1, 2))
        tags, attach, negated, context = scores.split([3 * len(LABELS), len(Attach), 1, 1], dim=2)
        return tags.unflatten(2, (len(LABELS), 3)), negated.squeeze(2), attach, context.squeeze(2)


def loss(outputs: tuple[Tensor, Tensor, Tensor, Tensor], truth: dict[str, Tensor]) -> Tensor:
    """Return the loss of a batch.

    :param outputs: What :class:`Tagger` returns.
    :param truth: ``tags`` int (batch, tokens, labels); ``negated``, ``attach``, ``context`` int (batch, tokens); -1
        where nothing is to be learned.
    """
    tags, negated, attach, context = outputs
    spans = nn.functional.cross_entropy(tags.flatten(0, 2), truth["tags"].flatten(), ignore_index=-1) * len(LABELS)
    hangs = nn.functional.cross_entropy(attach.flatten(0, 1), truth["attach"].flatten(), ignore_index=-1)
    return spans + 0.3 * (hangs + _binary(negated, truth["negated"]) + _binary(context, truth["context"]))


def _binary(logits: Tensor, truth: Tensor) -> Tensor:
    known = truth >= 0
    return nn.functional.binary_cross_entropy_with_logits(logits[known], truth[known].float())
