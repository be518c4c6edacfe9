"""VGG-19's layout up to conv5_1, frozen, for any file of that layout: both teachers and the exported student."""
import torch
import torch.nn.functional as F
from torch import nn

import tensorfile

# Simonyan and Zisserman 2014, configuration E; P is a 2x2 pooling.
LAYOUT = ["1_1", "1_2", "P", "2_1", "2_2", "P", "3_1", "3_2", "3_3", "3_4", "P", "4_1", "4_2", "4_3", "4_4", "P", "5_1"]
LAYERS = [name for name in LAYOUT if name != "P"]
TAPS = ["1_1", "2_1", "3_1", "4_1", "4_2", "5_1"]
STYLE_TAPS = ["1_1", "2_1", "3_1", "4_1", "5_1"]
CONTENT_TAP = "4_2"

CAFFE_MEAN = (123.68 / 255, 116.779 / 255, 103.939 / 255)
STUDENT_INPUT = ((0.45, 0.45, 0.45), 1 / 0.225)


def reflect(x):
    """Reflection padding of 1 on each side. Slices and cat: F.pad(mode='reflect') is 2 to 3 times slower on a CPU in torch 1.13."""
    x = torch.cat([x[:, :, 1:2], x, x[:, :, -2:-1]], 2)
    return torch.cat([x[:, :, :, 1:2], x, x[:, :, :, -2:-1]], 3)


def walk(x, convolve, pool):
    """Runs the layout; returns {layer: feature after ReLU, [B, N, H, W]}."""
    features = {}
    for name in LAYOUT:
        x = pool(x, 2) if name == "P" else convolve(name, reflect(x))
        if name != "P":
            features[name] = x
    return features


class Vgg(nn.Module):
    """x: [B, 3, H, W], float32, RGB in [0, 1], H and W at least 32. Kind (full, 16x, student) is told from the tensors."""

    def __init__(self, path, pool=None):
        super().__init__()
        tensors, _ = tensorfile.read(path)
        if "embed1_1.weight" in tensors:
            mean, scale, kind = (0, 0, 0), 1, "16x"  # its preprocessing is folded into conv1_1
        elif tensors["conv1_1.weight"].shape[0] == 64:
            mean, scale, kind = CAFFE_MEAN, 255, "full"
        else:
            (mean, scale), kind = STUDENT_INPUT, "student"
        self.kind, self.scale = kind, scale
        self.pool = {"max": F.max_pool2d, "average": F.avg_pool2d}[pool or ("average" if kind == "student" else "max")]
        self.register_buffer("mean", torch.tensor(mean, dtype=torch.float32).view(1, 3, 1, 1))
        for name in LAYERS:
            weight = tensors[f"conv{name}.weight"].contiguous(memory_format=torch.channels_last)
            self.register_buffer(f"weight{name}", weight)
            self.register_buffer(f"bias{name}", tensors[f"conv{name}.bias"])

    def forward(self, x):
        # channels_last: oneDNN's narrow 3x3 convolutions run about twice as fast on it.
        x = ((x - self.mean) * self.scale).contiguous(memory_format=torch.channels_last)
        convolve = lambda name, y: F.relu_(F.conv2d(y, getattr(self, f"weight{name}"), getattr(self, f"bias{name}")))
        return walk(x, convolve, self.pool)
