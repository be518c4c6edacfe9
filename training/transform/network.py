"""The transform network: Johnson et al. 2016's plan, narrow, with a scale and a shift per style (Dumoulin et al. 2017).

Differs from Johnson et al.: no convolution has to write the full resolution (the first one strides, the last one paints 2x2
squares; that was a third of the time); up-sampling by nearest neighbour instead of transposed convolutions; some of the
residual blocks work at an eighth of the resolution, where a kernel sees further for less and strokes can be
large; a part of the photo's own logits is added to the result's, so that the network paints a difference.
"""
import torch
import torch.nn.functional as F
from torch import nn

from normalise import Normalisation
from padding import reflect

DOWN, MIDDLE, UP = 16, 48, 24             # channels at a half and a quarter of the resolution, and back
BLOCKS = [32] * 4                         # residual blocks at a quarter: channels between their two convolutions
AFTER = 2                                 # residual blocks before the branch at an eighth
BRANCHES = [(80, [32] * 3)]               # at an eighth (and, were there a second one, within it at a sixteenth): channels, as BLOCKS
AFTER_COARSE = 1                          # residual blocks of a branch before the next one within it
FIRST = 6                                 # side of the first kernel, pixels: what a 3x3 kernel sees of the photo at half its size
SKIP, CLAMP = 0.3, 0.02                   # part of the photo's logits in the result; where the logits are cut off
MEAN, DEVIATION = 0.45, 0.225


class Unit(nn.Module):
    """Reflection-padded convolution, normalisation with the style's scale and shift, ReLU (or not)."""

    def __init__(self, before, width, norm, side=3, stride=1, relu=True):
        super().__init__()
        self.c = nn.Conv2d(before, width, side, stride)
        self.n = Normalisation(width, norm, relu)

    def forward(self, x, style):
        return self.n(convolve(x, self.c), style.take(self.n.width), style.take(self.n.width))


class Cursor:
    """Hands out style vectors [B, S] piece by piece: for each normalisation in order its scales, then its shifts."""

    def __init__(self, vectors):
        self.vectors, self.offset = vectors, 0

    def take(self, width):
        self.offset += width
        return self.vectors[:, self.offset - width:self.offset]


def convolve(x, convolution):
    weight = convolution.weight.to(x.dtype).contiguous(memory_format=torch.channels_last)
    return F.conv2d(reflect(x, (weight.shape[-1] - 1) // 2), weight, convolution.bias.to(x.dtype), convolution.stride)


class Coarse(nn.Module):
    """Adds to x what residual blocks find at half its resolution, with the next branch among them."""

    def __init__(self, around, branches, unit):
        super().__init__()
        (width, blocks), *further = branches
        self.d = unit(around, width, stride=2)
        self.r = residuals(width, blocks, unit)
        self.coarse = Coarse(width, further, unit) if further else None
        self.u = unit(width, around, relu=False)

    def forward(self, x, style):
        y = within(self.d(x, style), style, self.r, self.coarse, AFTER_COARSE)
        return x + F.interpolate(self.u(y, style), scale_factor=2, mode="nearest")

    def normalisations(self):
        return [("d", self.d), *names_within(self.r, self.coarse, AFTER_COARSE), ("u", self.u)]


def within(x, style, blocks, coarse, after):
    """Residual blocks, and a branch after so many of them."""
    for block in blocks[:after]:
        x = residual(x, block, style)
    x = coarse(x, style) if coarse else x
    for block in blocks[after:]:
        x = residual(x, block, style)
    return x


def names_within(blocks, coarse, after):
    """[(name, unit)] in the order of `within`."""
    halves = [(f"r.{i}.{j}", half) for i, block in enumerate(blocks) for j, half in enumerate(block)]
    inner = [(f"coarse.{name}", unit) for name, unit in coarse.normalisations()] if coarse else []
    return [*halves[:2 * after], *inner, *halves[2 * after:]]


def residuals(width, blocks, unit):
    """blocks: of each, the channels between its two convolutions."""
    return nn.ModuleList(nn.ModuleList([unit(width, inner), unit(inner, width, relu=False)]) for inner in blocks)


def residual(x, block, style):
    first, second = block
    return x + second(first(x, style), style)


class Transform(nn.Module):
    """x: [B, 3, H, W], float32, RGB in [0, 1], H and W multiples of 8 (with a second branch, of 16); vectors: [B, S] -> the same shape as x, in (0, 1).

    dtype: of the convolutions; statistics, weights and the result stay float32.
    """

    def __init__(self, norm="instance", down=DOWN, middle=MIDDLE, up=UP, blocks=BLOCKS, branches=BRANCHES):
        super().__init__()
        self.norm, self.dtype = norm, torch.float32
        unit = lambda before, width, **more: Unit(before, width, norm, **more)
        self.d1, self.d2 = unit(3, down, side=FIRST, stride=2), unit(down, middle, stride=2)
        self.r = residuals(middle, blocks, unit)
        self.coarse = Coarse(middle, branches, unit) if branches else None
        self.u1 = unit(middle, up)
        self.o = nn.Conv2d(up, 12, 3)
        with torch.no_grad():  # all four pixels of a square start alike: no checkerboard from the start (Aitken et al. 2017)
            self.o.weight.copy_(0.3 * self.o.weight[::4].repeat_interleave(4, 0))
            self.o.bias.zero_()

    def normalisations(self):
        """[(name, width)] in the order of the style vector, which is the order in which they come."""
        units = [("d1", self.d1), ("d2", self.d2), *names_within(self.r, self.coarse, AFTER), ("u1", self.u1)]
        return [(f"{name}.n", unit.n.width) for name, unit in units]

    def forward(self, x, vectors):
        return self.stream_and_picture(x, vectors)[1]

    def stream_and_picture(self, x, vectors):
        """What flows into the way up, [B, N, H / 4, W / 4], and the result."""
        style = Cursor(vectors)
        y = ((x - MEAN) / DEVIATION).to(self.dtype).contiguous(memory_format=torch.channels_last)
        y = self.d2(self.d1(y, style), style)
        stream = within(y, style, self.r, self.coarse, AFTER)
        y = self.u1(F.interpolate(stream, scale_factor=2, mode="nearest"), style)
        painted = F.pixel_shuffle(convolve(y, self.o).float(), 2)
        return stream, torch.sigmoid(painted + SKIP * torch.logit(x, CLAMP))
