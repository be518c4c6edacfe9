"""The transform network: Johnson et al. 2016's plan, narrow, with a scale and a shift per preset (Dumoulin et al. 2017).

Differs from Johnson et al.: input by space-to-depth and output by depth-to-space, so that no convolution runs at full
resolution (that was a third of the time); up-sampling by nearest neighbour instead of transposed convolutions; four residual
blocks; a part of the photo's own logits is added to the result's, so that the network paints a difference.
"""
import torch
import torch.nn.functional as F
from torch import nn

from normalise import Normalisation
from padding import reflect

DOWN, MIDDLE, UP, BLOCKS = 16, 64, 32, 4  # channels at a half and a quarter of the resolution, and back; residual blocks
SKIP, CLAMP = 0.3, 0.02                   # part of the photo's logits in the result; where the logits are cut off
MEAN, DEVIATION = 0.45, 0.225


class Unit(nn.Module):
    """Reflection-padded 3x3 convolution, normalisation with the preset's scale and shift, ReLU (or not)."""

    def __init__(self, before, width, presets, norm, stride=1, relu=True):
        super().__init__()
        self.c = nn.Conv2d(before, width, 3, stride)
        self.n = Normalisation(width, presets, norm, relu)

    def forward(self, x, preset):
        return self.n(convolve(x, self.c), preset)


def convolve(x, convolution):
    weight = convolution.weight.to(x.dtype).contiguous(memory_format=torch.channels_last)
    return F.conv2d(reflect(x), weight, convolution.bias.to(x.dtype), convolution.stride)


class Transform(nn.Module):
    """x: [B, 3, H, W], float32, RGB in [0, 1], H and W multiples of 4; preset: [B], int64 -> the same shape as x, in (0, 1).

    dtype: of the convolutions; statistics, weights and the result stay float32.
    """

    def __init__(self, presets, norm="instance", down=DOWN, middle=MIDDLE, up=UP, blocks=BLOCKS):
        super().__init__()
        self.presets, self.norm, self.dtype = list(presets), norm, torch.float32
        unit = lambda before, width, **more: Unit(before, width, len(self.presets), norm, **more)
        self.d1, self.d2 = unit(12, down), unit(down, middle, stride=2)
        self.r = nn.ModuleList(nn.ModuleList([unit(middle, middle), unit(middle, middle, relu=False)]) for _ in range(blocks))
        self.u1 = unit(middle, up)
        self.o = nn.Conv2d(up, 12, 3)
        with torch.no_grad():  # all four pixels of a square start alike: no checkerboard from the start (Aitken et al. 2017)
            self.o.weight.copy_(0.3 * self.o.weight[::4].repeat_interleave(4, 0))
            self.o.bias.zero_()

    def forward(self, x, preset):
        y = F.pixel_unshuffle((x - MEAN) / DEVIATION, 2).to(self.dtype).contiguous(memory_format=torch.channels_last)
        y = self.d2(self.d1(y, preset), preset)
        for first, second in self.r:
            y = y + second(first(y, preset), preset)
        y = self.u1(F.interpolate(y, scale_factor=2, mode="nearest"), preset)
        painted = F.pixel_shuffle(convolve(y, self.o).float(), 2)
        return torch.sigmoid(painted + SKIP * torch.logit(x, CLAMP))
