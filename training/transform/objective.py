"""What a result is trained towards: the photo's content, the painting's statistics at two distances, calm where the photo is calm."""
import os

import torch
import torch.nn.functional as F
from PIL import Image

import beside
from losses import statistics
from padding import reflect
from photos import tensor
from vgg import CONTENT_TAP, LAYOUT, STYLE_TAPS, Vgg

# The result is looked at from near and from far: at so many times its size, it has to meet the statistics of the painting at
# these longer sides, in pixels. So strokes come in two sizes, both about as large, in proportion, as the painting's in a
# result of 512 pixels.
VIEW, FAR_VIEW = 0.75, 0.5
NEAR, FAR = (384,), (192, 288)
DETAIL_TAP = "3_1"   # layout of eyes, mouths, windows: whatever colours and strokes they are made of
CHEQUERED = 5        # weight of regular patterns of two pixels, anywhere, beside fine texture where the photo is flat
CALM = 0.015         # contrast at which a place of the photo stops counting as flat, in pixel values [0, 1]
# What the style loss is relative to is at least so much of the squared mean: nearly flat features gave losses of 50 and more
# (packages/core/src/objective/richness.ts).
LEAST_NORM, LEAST_TRACE = 0.06, 0.2


class LossNetwork(Vgg):
    """The frozen loss network with convolutions in `dtype`; input as in Vgg."""

    def __init__(self, path, dtype):
        super().__init__(path)
        for name, buffer in self.named_buffers():
            if name != "mean":
                setattr(self, name, buffer.to(dtype))
        self.dtype = dtype

    def forward(self, x, last="5_1"):
        """Features up to the layer `last`."""
        x, features = ((x - self.mean) * self.scale).to(self.dtype).contiguous(memory_format=torch.channels_last), {}
        for name in LAYOUT[:LAYOUT.index(last) + 1]:
            if name == "P":
                x = self.pool(x, 2)
            else:
                x = features[name] = F.relu_(F.conv2d(reflect(x), getattr(self, f"weight{name}"), getattr(self, f"bias{name}")))
        return features


class Paintings:
    """Per tap, for all paintings: mean [P, 1, N], covariance [P, N, N], and the two norms that the style loss divides by."""

    @torch.no_grad()
    def __init__(self, network, images, sides):
        rows = {name: [] for name in STYLE_TAPS}
        for image in images:
            parts = {name: [] for name in STYLE_TAPS}
            for side in sides:
                for name, found in statistics_of(network, image, side).items():
                    parts[name].append(found)
            for name in STYLE_TAPS:
                rows[name].append([sum(s[i] for s in parts[name]) / len(sides) for i in (0, 1)])
        self.mean = {name: torch.cat([m for m, _ in rows[name]]).transpose(1, 2) for name in rows}
        self.covariance = {name: torch.cat([c for _, c in rows[name]]) for name in rows}
        energy = {name: m.square().sum((1, 2)) for name, m in self.mean.items()}
        trace = {name: c.diagonal(dim1=1, dim2=2).sum(1) for name, c in self.covariance.items()}
        square = {name: c.square().sum((1, 2)) for name, c in self.covariance.items()}
        self.trace = {name: torch.maximum(trace[name], LEAST_TRACE * energy[name]) for name in energy}
        self.square = {name: torch.maximum(square[name], (LEAST_NORM * energy[name]) ** 2) for name in energy}

    def loss(self, features, presets):
        """Style loss of each group, [G]: the batch is G groups of pictures in one preset each, presets: [G]. The statistics
        are taken over a group, not over each picture: a crop of plain sky need not hold the whole painting."""
        total = 0
        for name in STYLE_TAPS:
            feature = features[name].permute(0, 2, 3, 1)
            f = feature.reshape(len(presets), -1, feature.shape[3])
            mean = f.float().mean(1, keepdim=True)
            f = f - mean.to(f.dtype)  # before the product, whose result is rounded to the same type
            covariance = (f.transpose(1, 2) @ f).float() / f.shape[1]
            total = total + (covariance - self.covariance[name][presets]).square().sum((1, 2)) / self.square[name][presets]
            total = total + (mean - self.mean[name][presets]).square().sum((1, 2)) / self.trace[name][presets]
        return total / len(STYLE_TAPS)


def statistics_of(network, image, side):
    """{tap: (mean [1, N, 1], covariance [1, N, N])} of a painting whose longer side is `side` pixels."""
    ratio = min(1.5, side / max(image.size))  # small paintings are not blown up: they would be smooth
    size = [max(32, round(s * ratio)) for s in image.size]
    features = network(tensor(image.resize(size, Image.LANCZOS))[None].to(network.mean.device))
    return {name: statistics(features[name].float()) for name in STYLE_TAPS}


@torch.no_grad()
def descriptions(network, images):
    """[P, D]: what the predictor sees of every painting. network: always the one that the engine ships."""
    return torch.cat([description(statistics_of(network, image, NEAR[0])) for image in images])


def description(statistics):
    """What the predictor of styles.py sees of a painting: per tap means and standard deviations. {tap: (mean [1, N, 1],
    covariance [1, N, N])} -> [1, D]."""
    parts = [(mean[..., 0], covariance.diagonal(dim1=1, dim2=2).clamp_min(0).sqrt()) for mean, covariance in statistics.values()]
    return torch.cat([part for pair in parts for part in pair], 1)


def calm(photo):
    """Weight of every pixel of photos [B, 3, H, W]: about 1 on a plain sky, 0 where something is to be seen."""
    grey = F.avg_pool2d(photo.mean(1, keepdim=True), 2)
    mean = lambda x, radius: F.avg_pool2d(x, 2 * radius + 1, 1, radius, count_include_pad=False)
    return F.interpolate(torch.exp(-mean((grey - mean(grey, 1)).abs(), 2) / CALM), scale_factor=2)


def chequers(x):
    """Local amplitude of the three patterns with a period of two pixels, which the last layer's 2x2 squares can leave: rows,
    columns, chequers. [B, 3, H, W] -> [B, 9, H / 16, W / 16]."""
    sign = lambda length: 1 - 2 * (torch.arange(length, device=x.device) % 2).to(x.dtype)
    rows, columns = sign(x.shape[2])[:, None], sign(x.shape[3])[None]
    return torch.cat([F.avg_pool2d(x * pattern, 16) for pattern in (rows, columns, rows * columns)], 1)


def viewed(x, scale):
    """[B, 3, H, W] at about `scale` times its size, sides multiples of 16."""
    return F.interpolate(x, size=[16 * max(1, round(scale * s / 16)) for s in x.shape[2:]], mode="bilinear", antialias=True)


def layout(feature):
    f = feature.float()
    f = f - f.mean((2, 3), keepdim=True)
    return f / (f.square().mean((2, 3), keepdim=True) + 1e-4).sqrt()


class Objective:
    """Parts of the loss per group, each [G]. compact: loss network of what is seen from far, which may be the same: it is there
    for the size of strokes, and a full one would cost a sixth of a step."""

    def __init__(self, network, compact, images, far):
        self.network, self.compact, self.far = network, compact, far
        self.near_paintings = Paintings(network, images, NEAR)
        self.far_paintings = Paintings(compact, images, FAR)

    def parts(self, photo, result, presets):
        """photo, result: [G * K, 3, H, W] in [0, 1], H and W multiples of 16; presets: [G], int64."""
        with torch.no_grad():
            wanted, flat = self.network(viewed(photo, VIEW), CONTENT_TAP), calm(photo)
        features = self.network(viewed(result, VIEW))
        grouped = lambda t: t.flatten(1).mean(1).view(len(presets), -1).mean(1)
        content_f, content_p = features[CONTENT_TAP].float(), wanted[CONTENT_TAP].float()
        content = (content_f - content_p).square().flatten(1).mean(1) / content_p.square().flatten(1).mean(1)
        near = self.near_paintings.loss(features, presets)
        far = self.far_paintings.loss(self.compact(viewed(result, FAR_VIEW)), presets)
        fine = result - F.avg_pool2d(result, 5, 1, 2, count_include_pad=False)
        return {
            "style": (1 - self.far) * near + self.far * far,
            "content": grouped(content[:, None]),
            "detail": grouped((layout(features[DETAIL_TAP]) - layout(wanted[DETAIL_TAP])).square()),
            "fine": grouped(flat * fine.square()) + CHEQUERED * grouped(chequers(result).square()),
            "variation": grouped((result[:, :, 1:] - result[:, :, :-1]).abs()) + grouped((result[..., 1:] - result[..., :-1]).abs()),
        }
