"""Folds a checkpoint into models/perceptual/perceptual.safetensors.

Training leaves every channel's scale to chance, but the painting loss compares raw covariances, so the scale of a channel
is its vote. Each tapped channel gets the weight with which the full VGG-19 hears it: the norm of its column in the
least-squares adapter to the teacher; then each tap as a whole gets a mean square of 1. All other layers get a mean square
of 1 per channel. Scaling a layer's output and dividing the next layer's input is exact through ReLU and average pooling.
"""
import argparse
import os
import random

import torch

import tensorfile
from pictures import Crops, split
from regression import Regression
from student import Student
from vgg import LAYERS, TAPS, Vgg

here = os.path.dirname(os.path.abspath(__file__))
DEAD = 0.02  # a channel is never scaled below this part of its layer's median, nor above its inverse


@torch.no_grad()
def scales(student, teacher, batches):
    """{layer: factor per channel} for the folded student."""
    regression, squares = Regression(), {name: 0 for name in LAYERS}
    for x in batches:
        features = student(x)
        regression.add(features, teacher(x))
        for name in LAYERS:
            squares[name] = squares[name] + (features[name] ** 2).mean((0, 2, 3)) / len(batches)
    result = {}
    for name in LAYERS:
        vote = regression.adapter(name)[:-1].norm(dim=1).float() if name in TAPS else squares[name].clamp(min=1e-12) ** -0.5
        vote = vote.clamp(DEAD * vote.median(), vote.median() / DEAD)
        result[name] = vote / (vote ** 2 * squares[name]).mean().sqrt()
    return result


def rescale(tensors, factors):
    """The same function up to the factors: {convB_I.weight, convB_I.bias} with every layer's channels multiplied."""
    before, scaled = torch.ones(3), {}
    for name in LAYERS:
        factor = factors[name]
        scaled[f"conv{name}.weight"] = tensors[f"conv{name}.weight"] * factor.view(-1, 1, 1, 1) / before.view(1, -1, 1, 1)
        scaled[f"conv{name}.bias"] = tensors[f"conv{name}.bias"] * factor
        before = factor
    return scaled


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default=os.path.join(here, "../../../shared/data"))
    parser.add_argument("--run", default=os.path.join(here, "runs/default"))
    parser.add_argument("--out", default=os.path.join(here, "../../models/perceptual/perceptual.safetensors"))
    parser.add_argument("--plain", action="store_true", help="fold only, leave the scales as trained (for the comparison)")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    options = parser.parse_args()
    torch.set_num_threads(options.threads)

    saved = torch.load(os.path.join(options.run, "checkpoint.pt"), map_location="cpu")
    student = Student().eval()
    student.load_state_dict(saved["student"])
    tensors, seed = student.folded(), saved["options"]["seed"]
    if not options.plain:
        random.seed(seed)
        torch.manual_seed(seed)
        teacher = Vgg(os.path.join(options.data, "teacher/vgg19.safetensors"))
        crops = Crops(split(options.data)[0])
        tensors = rescale(tensors, scales(student, teacher, [crops.batch(8) for _ in range(20)]))
    widths = "/".join(str(len(tensors[f"conv{block}_1.bias"])) for block in range(1, 6))
    tensorfile.write(options.out, tensors, {
        "network": f"VGG-19 layout to conv5_1, {widths} channels, ReLU after every convolution",
        "input": "(x - 0.45)/0.225 for RGB x in [0,1], NCHW",
        "padding": "reflect 1",
        "pooling": "average 2x2 stride 2",
        "training": f"distilled from {saved['options']['teacher']} from random weights, {saved['step']} steps in "
                    f"{saved['seconds'] / 60:.0f} minutes, seed {seed}, recipe in training/perceptual",
    })
    print(options.out, os.path.getsize(options.out), "bytes")


if __name__ == "__main__":
    main()
