"""Explained variance per tap on pictures that training never saw: how much of the full VGG-19's features (and of the 16x
teacher's) a 1x1 least-squares adapter can predict from a network's features.

The adapter is fitted on training pictures and measured on held-out ones. The table is Markdown, for the model card.
"""
import argparse
import os

import torch

from pictures import files, load, split, tensor
from regression import Regression, shrink
from vgg import TAPS, Vgg

here = os.path.dirname(os.path.abspath(__file__))


def moments(network, teacher, paths, longest):
    regression = Regression()
    with torch.no_grad():
        for path in paths:
            x = shrink(tensor(load(path))[None], longest)
            regression.add(network(x), teacher(x))
    return regression


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("networks", nargs="*", default=[os.path.join(here, "../../models/perceptual/perceptual.safetensors")])
    parser.add_argument("--data", default=os.path.join(here, "../../../shared/data"))
    parser.add_argument("--teachers", nargs="+", default=["teacher/vgg19.safetensors", "teacher/vgg19-16x.safetensors"])
    parser.add_argument("--size", type=int, default=320, help="longest side in pixels")
    parser.add_argument("--count", type=int, default=20, help="pictures of each kind")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    options = parser.parse_args()
    torch.set_num_threads(options.threads)

    train, held = split(options.data)
    fit = train["photos"][::20][:options.count] + train["monets"][::20][:options.count // 2] + train["styles"][::3]
    sets = {
        "held-out photos": held["photos"][:options.count],
        "held-out paintings": held["paintings"][:options.count],
        "free photos": files(options.data, "free-photos"),
        "the offered paintings (trained on)": train["styles"][:options.count],
    }
    print("| network | teacher | pictures | " + " | ".join(TAPS) + " | mean |")
    print("|---|---|---|" + "---|" * (len(TAPS) + 1))
    for path in options.networks:
        network = Vgg(path)
        for teacher_path in options.teachers:
            teacher = Vgg(os.path.join(options.data, teacher_path))
            fitted = moments(network, teacher, fit, options.size)
            for kind, paths in sets.items():
                measured = moments(network, teacher, paths, options.size)
                values = [measured.explained(tap, fitted.adapter(tap)) for tap in TAPS]
                numbers = " | ".join(f"{value:.3f}" for value in [*values, sum(values) / len(values)])
                print(f"| {os.path.basename(path)} | {teacher.kind} | {kind} | {numbers} |", flush=True)


if __name__ == "__main__":
    main()
