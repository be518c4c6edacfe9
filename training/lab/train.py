"""Trains the small transform networks of `atelier lab`: the recipe of training/transform, narrow and short, so that batch
normalisation and the trade-off of training can be looked at without hours of training.

    python3 train.py --norm instance && python3 train.py --norm batch && python3 train.py --alphas 0.05 0.35 2.5
"""
import argparse
import json
import math
import os
import random
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "transform"))

import torch
from PIL import Image

import beside
from export import transform_tensors, write_half
from network import AFTER, Transform
from objective import LossNetwork, Objective
from photos import Photos, photo_paths

WIDTHS = {"down": 8, "middle": 24, "up": 16, "blocks": 3, "branches": [(24, 1, 0)]}
SIZE = 160         # side of the crops, pixels
WARM_UP = 0.03     # part of the run over which the learning rate rises
EVERY = 20         # steps between two points of the curve


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", default=beside.DATA, help="folder of photos, landscapes, styles")
    parser.add_argument("--norm", choices=["instance", "batch"], default="instance")
    parser.add_argument("--preset", default="starry-night")
    parser.add_argument("--alphas", type=float, nargs="+", default=[0.35], help="weights of content beside a style weight of 1: a style vector each, in one network")
    parser.add_argument("--pictures", type=int, help="crops per vector and step; without: a batch of 4 or 6")
    parser.add_argument("--steps", type=int, default=1000)
    parser.add_argument("--rate", type=float, default=3e-3, help="Adam's highest learning rate")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--out", default=os.path.join(beside.MODELS, "lab"), help="folder")
    return parser.parse_args()


def painting(options):
    with open(os.path.join(beside.MODELS, "presets/presets.json")) as file:
        entry = next(e for e in json.load(file) if e["name"] == options.preset)
    return Image.open(os.path.join(options.data, "styles", entry["file"])).convert("RGB")


def tensors_of(network, table):
    """As a network of training/transform; of batch normalisation also `running`: for each normalisation in the order of the style
    vector its means, then its variances, [S]."""
    tensors = {name: value for name, value in transform_tensors(network, table).items() if name.split(".")[-1] not in ("mean", "variance")}
    if network.norm == "batch":
        state = network.state_dict()
        parts = [state[f"{name}.{kind}"].flatten() for name, _ in network.normalisations() for kind in ("mean", "variance")]
        tensors["running"] = torch.cat(parts)
    return tensors


def main():
    options = arguments()
    torch.set_num_threads(options.threads)
    random.seed(options.seed)
    torch.manual_seed(options.seed)
    count = len(options.alphas)
    pictures = options.pictures or (4 if count == 1 else 2)
    loss_network = LossNetwork(beside.LOSS_NETWORK, torch.float32)
    objective = Objective(loss_network, loss_network, [painting(options)] * count, 0.3)
    network = Transform(options.norm, **WIDTHS)
    plain = torch.cat([torch.tensor([1.0, 0.0]).repeat_interleave(width) for _, width in network.normalisations()])
    table = torch.nn.Parameter(plain.repeat(count, 1))
    alphas = torch.tensor(options.alphas)
    photos = Photos(photo_paths([os.path.join(options.data, f) for f in ("photos", "landscapes")])[0])
    optimiser = torch.optim.Adam([*network.parameters(), table])
    groups, begin, recent, curve = torch.arange(count), time.time(), [], []
    for step in range(options.steps):
        progress = step / options.steps
        for group in optimiser.param_groups:
            group["lr"] = options.rate * min(1, (progress + 1e-3) / WARM_UP) * 0.5 * (1 + math.cos(math.pi * progress))
        photo = photos.batch(count * pictures, SIZE)
        result = network(photo, table.repeat_interleave(pictures, 0))
        parts = objective.parts(photo, result, groups)
        loss = (parts["style"] + alphas * parts["content"] + 0.05 * parts["variation"]).mean()
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_([*network.parameters(), table], 1)
        optimiser.step()
        recent.append([loss.item(), parts["style"].mean().item(), parts["content"].mean().item()])
        if (step + 1) % EVERY == 0:
            curve.append([step + 1, *(round(sum(v) / len(v), 4) for v in zip(*recent))])
            recent = []
            print(f"{step + 1} {time.time() - begin:.0f} s", *curve[-1][1:], flush=True)
    seconds = time.time() - begin
    network.eval()
    names = ["only"] if count == 1 else [f"alpha {a:g}" for a in options.alphas]
    name = f"{options.norm}.safetensors" if count == 1 else "alphas.safetensors"
    os.makedirs(options.out, exist_ok=True)
    write_half(os.path.join(options.out, name), tensors_of(network, table.detach()), {
        "presets": ", ".join(names),
        "grain": "0",
        "coarse.after": str(AFTER),
        "normalisation": options.norm,
        "style": options.preset,
        "alphas": json.dumps(options.alphas),
        "curve": json.dumps(curve),
        "training": f"{options.steps} steps of {count * pictures} crops of {SIZE} px, Adam {options.rate:g}, seed {options.seed}, {sum(p.numel() for p in network.parameters())} weights, {seconds / 60:.0f} minutes of {options.threads} thread, recipe in training/lab",
    })


if __name__ == "__main__":
    main()
