"""Teaches a smaller network to paint what a finished one paints, for presets and any other style vector: a start for train.py.

No loss network looks on, so a step costs a sixth of one in train.py. A channel that is left keeps its numbers in the style
vector; each has a factor and a shift of its own, the same for all styles, and so the finished network's predictor serves the smaller one.
"""
import argparse
import math
import os
import random
import time

import torch
from PIL import Image

import beside
import tensorfile
from corpus import corpus
from export import digest, predictor_tensors, transform_tensors, write_half
from network import AFTER, Transform
from objective import LossNetwork, descriptions
from paint import shape
from photos import Photos, grain, photo_paths
from styles import Styles
from train import keep_memory, preset_files, rate
from warm import narrowed, numbers_left, units_of, warm_start

PRESETS = 0.5          # part of the pictures painted with a preset; the others with a predicted vector, or between two
SLOPES, STREAM = 2, 1  # weights: of differences between neighbours, beside the pixels' own; of what flows into the way up
SCALE = 100            # the pictures' part beside the stream's, which is relative


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--data", default=beside.DATA)
    parser.add_argument("--presets", default=os.path.join(beside.MODELS, "presets/presets.json"))
    parser.add_argument("--teacher", default=os.path.join(beside.MODELS, "transform/transform.safetensors"), help="exported network, with its predictor beside it")
    parser.add_argument("--out", default=os.path.join(beside.RUNS, "distilled"), help="folder for transform.safetensors and predictor.safetensors")
    parser.add_argument("--only", nargs="+", help=argparse.SUPPRESS)
    parser.add_argument("--corpus", type=int, default=200)
    parser.add_argument("--variants", type=int, default=3)
    parser.add_argument("--grain", type=float, default=0.03)
    parser.add_argument("--pictures", type=int, default=4, help="a step, each in its own style")
    parser.add_argument("--size", type=int, default=208, help="side of the crops in pixels, a multiple of 16")
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--rate", type=float, default=1.5e-3)
    parser.add_argument("--seed", type=int, default=7)
    return parser.parse_args()


def styles_of(network, path, names, seen):
    styles = Styles(names, network.normalisations(), seen)
    warm_start(network, styles, path)
    return styles.eval().requires_grad_(False)


def apart(got, wanted):
    d = got - wanted
    return d.square().mean() + SLOPES * (d.diff(dim=2).square().mean() + d.diff(dim=3).square().mean())


def main():
    options = arguments()
    torch.set_num_threads(os.cpu_count())
    keep_memory()
    random.seed(options.seed)
    torch.manual_seed(options.seed)
    tensors, metadata = tensorfile.read(options.teacher)
    names, files = preset_files(options)
    images = [Image.open(file).convert("RGB") for file in files] + corpus(options.data, files, options.corpus, options.variants)
    seen = descriptions(LossNetwork(beside.LOSS_NETWORK, torch.float32), images)
    teacher = Transform(**shape(tensors))
    known = styles_of(teacher, options.teacher, names, seen)
    teacher.requires_grad_(False)
    student = Transform()
    styles = styles_of(student, options.teacher, names, seen)
    units = units_of(tensors)
    left = numbers_left(student, units, narrowed(tensors, student))
    factor, shift = torch.nn.Parameter(torch.ones(len(left))), torch.nn.Parameter(torch.zeros(len(left)))
    predicted = known.predict(seen)
    optimiser = torch.optim.Adam([*student.parameters(), factor, shift], options.rate)
    photos = Photos(photo_paths([os.path.join(options.data, f) for f in ("photos", "landscapes")])[0])

    def vectors():
        own = known.table[torch.tensor(random.sample(range(len(names)), options.pictures))]
        others = predicted[torch.tensor(random.sample(range(len(predicted)), options.pictures))]
        share = torch.tensor([[1.0 if random.random() < PRESETS else random.choice([0.0, random.random()])] for _ in range(options.pictures)])
        return share * own + (1 - share) * others

    start, step, recent = time.time(), 0, []
    while (progress := (time.time() - start) / (60 * options.minutes)) < 1:
        optimiser.param_groups[0]["lr"] = options.rate * rate(progress)
        x, style = grain(photos.batch(options.pictures, options.size), options.grain), vectors()
        with torch.no_grad():
            stream, painted = teacher.stream_and_picture(x, style)
        own_stream, own_painted = student.stream_and_picture(x, style[:, left] * factor + shift)
        pixels = apart(own_painted, painted)
        flow = (own_stream - stream).square().mean((0, 2, 3)) / stream.var((0, 2, 3))
        loss = SCALE * pixels + STREAM * flow.mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        recent.append((float((own_painted.detach() - painted).square().mean()), float(flow.detach().mean())))
        step += 1
        if step % 50 == 0:
            (square, flowing), recent = [sum(column) / len(recent) for column in zip(*recent)], []
            print(f"step {step} {progress:.1%} {time.time() - start:.0f} s pictures {100 * math.sqrt(square):.2f} % of the range apart, stream {flowing:.4f}", flush=True)

    with torch.no_grad():
        styles.table.copy_(known.table[:, left] * factor + shift)
        styles.l3.weight.copy_(known.l3.weight[left] * factor[:, None])
        styles.l3.bias.copy_(known.l3.bias[left] * factor + shift)
    os.makedirs(options.out, exist_ok=True)
    path, beside_it = (os.path.join(options.out, name) for name in ("transform.safetensors", "predictor.safetensors"))
    training = f"distilled, {step} steps in {options.minutes:.0f} minutes, recipe in training/transform"
    write_half(path, transform_tensors(student, styles.table), {**metadata, "coarse.after": str(AFTER), "training": training})
    _, of_predictor = tensorfile.read(os.path.join(os.path.dirname(options.teacher), "predictor.safetensors"))
    write_half(beside_it, predictor_tensors(styles), {**of_predictor, "transform": digest(path), "training": training})


if __name__ == "__main__":
    main()
