"""CTIM, the paper's matcher, written anew from its description: RepVGG for crops, keywords to a map as large, a cosine.

Source: Guan et al., "FindVehicle and VehicleFinder", arXiv 2304.10893. Its code has no licence and was not looked at.
Known are: a RepVGG-like image encoder, a text encoder over keywords, maps of 73,728 numbers compared by cosine, and
training on crops with keywords of type, colour and orientation that match or do not. Where that is silent, the plainest
thing was chosen:

- pictures of 192 x 192 pixels and the widths of RepVGG-A0 up to stride 16, then 512 channels: 512 x 12 x 12 = 73,728,
  and about the paper's time per crop; the last block ends in a ReLU like all others;
- keywords are canonical words, the orientation one of four quadrants, each with an embedding learned from scratch;
  the three are joined, and one hidden layer and a linear one make the map. The paper trains its text encoder on the
  sentences of FindVehicle first, which teaches to read free words; here no word is free;
- the log-odds of a match are a learned factor times the cosine above a learned margin.
"""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from benchmarks.plain_encoder import LAYERS, OUTPUTS
from vehiclefinder.train.pairs import KEYWORDS

EMBEDDING, HIDDEN = 64, 128
SCALE = 16.0
"""Factor of the cosine that training starts from."""


class RepBlock(nn.Module):
    """The block of Ding et al.'s RepVGG: 3 x 3, 1 x 1 and identity, each with batch norm, summed, then ReLU.

    *Shape:* (n, width_in, h, w) -> (n, width, h / stride, w / stride), for even h and w.
    """

    def __init__(self, *, width_in: int, width: int, stride: int) -> None:
        super().__init__()
        self.wide = nn.Conv2d(width_in, width, 3, stride, padding=1, bias=False)
        self.wide_norm = nn.BatchNorm2d(width)
        self.point = nn.Conv2d(width_in, width, 1, stride, bias=False)
        self.point_norm = nn.BatchNorm2d(width)
        self.identity_norm = nn.BatchNorm2d(width) if width == width_in and stride == 1 else None

    def forward(self, x: Tensor) -> Tensor:
        """Map features to features."""
        y: Tensor = self.wide_norm(self.wide(x)) + self.point_norm(self.point(x))
        return F.relu(y if self.identity_norm is None else y + self.identity_norm(x))

    @torch.no_grad()
    def fused(self) -> nn.Conv2d:
        """Return the one 3 x 3 convolution that this block equals before its ReLU once training is over."""
        point = F.pad(self.point.weight, (1, 1, 1, 1))
        parts = [_scaled(self.wide.weight, self.wide_norm), _scaled(point, self.point_norm)]
        if self.identity_norm is not None:
            centre = F.pad(torch.eye(len(point))[:, :, None, None], (1, 1, 1, 1))
            parts.append(_scaled(centre, self.identity_norm))
        plain = nn.Conv2d(self.wide.in_channels, len(point), 3, self.wide.stride[0], padding=1)
        kernel, bias = (torch.stack(part).sum(0) for part in zip(*parts, strict=True))
        plain.load_state_dict({"weight": kernel, "bias": bias})
        return plain


def _scaled(kernel: Tensor, norm: nn.BatchNorm2d) -> tuple[Tensor, Tensor]:
    """Return kernel and bias of a convolution followed by batch norm."""
    if norm.running_mean is None or norm.running_var is None:
        raise ValueError("expected a batch norm with running statistics, got one without")
    factor = norm.weight / (norm.running_var + norm.eps).sqrt()
    return kernel * factor[:, None, None, None], norm.bias - norm.running_mean * factor


class ImageEncoder(nn.Module):
    """Pictures to maps. *Shape:* float (n, 3, 192, 192), RGB in 0..255 -> (n, 512, 12, 12)."""

    def __init__(self) -> None:
        super().__init__()
        widths = [3] + [width for width, _ in LAYERS]
        self.blocks = nn.Sequential(
            *[
                RepBlock(width_in=before, width=width, stride=stride)
                for before, (width, stride) in zip(widths, LAYERS, strict=False)
            ]
        )

    def forward(self, pixels: Tensor) -> Tensor:
        """Embed pictures."""
        maps: Tensor = self.blocks(pixels / 127.5 - 1.0)
        return maps


class TextEncoder(nn.Module):
    """Keywords to maps. *Shape:* int64 (m, 3), positions in ``KEYWORDS`` -> (m, 73,728)."""

    def __init__(self) -> None:
        super().__init__()
        self.words = nn.ModuleList(nn.Embedding(len(words), EMBEDDING) for words in KEYWORDS.values())
        self.hidden = nn.Linear(len(KEYWORDS) * EMBEDDING, HIDDEN)
        self.map = nn.Linear(HIDDEN, OUTPUTS)

    def forward(self, keywords: Tensor) -> Tensor:
        """Embed triples of keywords."""
        joined = torch.cat([table(column) for table, column in zip(self.words, keywords.T, strict=True)], dim=1)
        maps: Tensor = self.map(F.relu(self.hidden(joined)))
        return maps


class Ctim(nn.Module):
    """Both encoders, and how a cosine becomes the log-odds of a match.

    *Shape:* float (n, 3, 192, 192), int64 (m, 3) -> (n, m).
    """

    def __init__(self) -> None:
        super().__init__()
        self.image, self.text = ImageEncoder(), TextEncoder()
        self.log_scale = nn.Parameter(torch.tensor(math.log(SCALE)))
        self.margin = nn.Parameter(torch.tensor(0.0))

    def forward(self, pixels: Tensor, keywords: Tensor) -> Tensor:
        """Return the log-odds that each picture matches each triple of keywords."""
        return self.compare(self.image(pixels), self.text(keywords))

    def compare(self, pictures: Tensor, words: Tensor) -> Tensor:
        """Return the same from maps. *Shape:* (n, 512, 12, 12), (m, 73,728) -> (n, m)."""
        cosines = F.normalize(pictures.flatten(1), dim=1) @ F.normalize(words, dim=1).T
        return self.log_scale.exp() * (cosines - self.margin)


class FusedEncoder(nn.Module):
    """What is run: plain convolutions. *Shape:* uint8 (n, 192, 192, 3), RGB -> float (n, 73,728)."""

    def __init__(self, encoder: ImageEncoder) -> None:
        super().__init__()
        blocks = [block for block in encoder.blocks if isinstance(block, RepBlock)]
        self.layers = nn.ModuleList(block.fused() for block in blocks)

    def forward(self, pixels: Tensor) -> Tensor:
        """Embed pictures."""
        x = pixels.permute(0, 3, 1, 2).float() / 127.5 - 1.0
        for layer in self.layers:
            x = F.relu(layer(x))
        return x.flatten(1)
