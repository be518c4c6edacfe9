"""Writes packages/core/src/networks/published.reference.safetensors: what PyTorch makes of the published architectures.

The networks are torchvision's, layer by layer and name by name, 32 times narrower and with random weights, so that the
file is small. It holds the picture, the weights as FAMILY/NAME and features as FAMILY:LAYER.
"""
import os
import sys

import torch
from torch import nn
from torch.nn import functional as F

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(here, "..", "perceptual"))
import tensorfile  # noqa: E402

NARROWER = 32
MEAN, DEVIATION = torch.tensor([0.485, 0.456, 0.406]), torch.tensor([0.229, 0.224, 0.225])


def vgg16():
    layers, taps, channels = [], {}, 3
    for block, (count, width) in enumerate(zip([2, 2, 3, 3, 3], [64, 128, 256, 512, 512]), 1):
        for i in range(1, count + 1):
            layers += [nn.Conv2d(channels, width // NARROWER, 3, padding=1), nn.ReLU()]
            taps[f"conv{block}_{i}"] = len(layers) - 1
            channels = width // NARROWER
        layers.append(nn.MaxPool2d(2, 2))
        taps[f"pool{block}"] = len(layers) - 1
    return nn.Sequential(*layers), {name: taps[name] for name in ["pool2", "conv3_3", "conv5_3"]}


def alexnet():
    a, b, c, d, e = (width // NARROWER for width in [64, 192, 384, 256, 256])
    layers = [nn.Conv2d(3, a, 11, stride=4, padding=2), nn.ReLU(), nn.MaxPool2d(3, 2),
              nn.Conv2d(a, b, 5, padding=2), nn.ReLU(), nn.MaxPool2d(3, 2),
              nn.Conv2d(b, c, 3, padding=1), nn.ReLU(), nn.Conv2d(c, d, 3, padding=1), nn.ReLU(),
              nn.Conv2d(d, e, 3, padding=1), nn.ReLU()]
    return nn.Sequential(*layers), {"conv1": 1, "pool1": 2, "conv2": 4, "pool2": 5, "conv5": 11}


class Bottleneck(nn.Module):
    def __init__(self, channels, width, stride, projected):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(channels, width, 1, bias=False), nn.BatchNorm2d(width)
        self.conv2, self.bn2 = nn.Conv2d(width, width, 3, stride, 1, bias=False), nn.BatchNorm2d(width)
        self.conv3, self.bn3 = nn.Conv2d(width, 4 * width, 1, bias=False), nn.BatchNorm2d(4 * width)
        self.downsample = None
        if projected:
            self.downsample = nn.Sequential(
                nn.Conv2d(channels, 4 * width, 1, stride, bias=False), nn.BatchNorm2d(4 * width))

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = F.relu(self.bn2(self.conv2(y)))
        return F.relu(self.bn3(self.conv3(y)) + (x if self.downsample is None else self.downsample(x)))


class ResNet50(nn.Module):
    def __init__(self):
        super().__init__()
        channels = 64 // NARROWER
        self.conv1, self.bn1 = nn.Conv2d(3, channels, 7, 2, 3, bias=False), nn.BatchNorm2d(channels)
        for stage, count in enumerate([3, 4, 6, 3]):
            width, blocks = 64 * 2 ** stage // NARROWER, []
            for i in range(count):
                blocks.append(Bottleneck(channels, width, 2 if i == 0 and stage > 0 else 1, i == 0))
                channels = 4 * width
            self.add_module(f"layer{stage + 1}", nn.Sequential(*blocks))


def features_of_sequential(model, taps, x):
    found = {}
    for index, layer in enumerate(model):
        x = layer(x)
        found.update({name: x for name, at in taps.items() if at == index})
    return found


def features_of_resnet(model, x):
    found = {"conv1": F.relu(model.bn1(model.conv1(x)))}
    x = found["maxpool"] = F.max_pool2d(found["conv1"], 3, 2, 1)
    for stage in range(1, 5):
        for i, block in enumerate(getattr(model, f"layer{stage}")):
            x = found[f"layer{stage}.{i}"] = block(x)
    return {name: found[name] for name in ["conv1", "maxpool", "layer1.0", "layer2.0", "layer3.5", "layer4.2"]}


@torch.no_grad()
def main():
    torch.manual_seed(1)
    picture = torch.rand(1, 3, 67, 58)
    x = (picture - MEAN[:, None, None]) / DEVIATION[:, None, None]
    tensors = {"picture": picture}
    for name, (model, taps) in {"vgg16": vgg16(), "alexnet": alexnet()}.items():
        for index, layer in enumerate(model):
            for part, value in layer.state_dict().items():
                if part == "weight":
                    value *= 2.5  # so that the signal lives to the end
                tensors[f"{name}/features.{index}.{part}"] = value
        tensors.update({f"{name}:{layer}": y for layer, y in features_of_sequential(model, taps, x).items()})
    model = ResNet50().eval()
    for part, value in model.state_dict().items():
        if part.endswith("running_mean") or part.endswith("bias"):
            value.copy_(0.2 * torch.randn_like(value))
        elif part.endswith("running_var"):
            value.copy_(0.2 + torch.rand_like(value))
        if not part.endswith("num_batches_tracked"):
            tensors[f"resnet50/{part}"] = value
    tensors.update({f"resnet50:{layer}": y for layer, y in features_of_resnet(model, x).items()})
    out = os.path.join(here, "../../packages/core/src/networks/published.reference.safetensors")
    tensorfile.write(out, tensors, {"torch": torch.__version__})
    for name, value in tensors.items():
        if ":" in name:
            print(name, list(value.shape), f"mean {value.mean():.3f}, largest {value.abs().max():.3f}")


main()
