"""Fits the predictor to another loss network: what it makes of a painting stays, as near as that network can tell.

    python3 refit.py NEW.safetensors [--former FILE] [--out FILE]

The two first layers are learnt anew on paintings, crops of them and photos, in several colours, seen by both networks; the last
layer, and the transform network, stay. An eighth of the pictures is held out.
"""
import argparse
import os
import random

import torch
import torch.nn.functional as F
from PIL import Image

import beside
import tensorfile
from export import digest, write_half
from objective import NEAR, description
from losses import style_statistics
from photos import tensor
from styles import REACH
from vgg import Vgg

CROPS = 14            # of each offered painting
RIDGES = (1, 10, 30, 100, 300)
STEPS, BATCH, RATE, DECAY, NOISE = 1500, 128, 3e-4, 1e-3, 0.05
REPORT_EVERY = 100


def pictures(data):
    """Paintings whole, then crops of everything, half of them in other colours: [1, 3, H, W] in [0, 1]."""
    folder = lambda name: sorted(os.path.join(data, name, file) for file in os.listdir(os.path.join(data, name)) if file.endswith(".jpg"))
    styles = folder("styles")
    for path in styles:
        yield seen(Image.open(path).convert("RGB"))
    for path in styles * CROPS + folder("style-corpus/monet")[:200] + folder("style-corpus/kaokore")[:200] + folder("photos")[::4]:
        image = Image.open(path).convert("RGB")
        part = random.uniform(0.4 if path in styles else 0.7, 1)
        width, height = int(image.width * part), int(image.height * part)
        left, top = random.randint(0, image.width - width), random.randint(0, image.height - height)
        x = seen(image.crop((left, top, left + width, top + height)))
        if random.random() < 0.5:
            x = x ** torch.tensor([random.uniform(0.6, 1.6) for _ in range(3)]).view(1, 3, 1, 1)
            x = x[:, torch.randperm(3)] if random.random() < 0.3 else x
        yield x


def seen(image):
    ratio = min(1.5, NEAR[0] / max(image.size))
    return tensor(image.resize([max(32, round(side * ratio)) for side in image.size], Image.LANCZOS))[None]


@torch.no_grad()
def described(networks, data):
    rows = [[description(style_statistics(network(x))) for network in networks] for x in pictures(data)]
    return [torch.cat(column) for column in zip(*rows)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("network", help="the new loss network")
    parser.add_argument("--former", default=beside.LOSS_NETWORK)
    parser.add_argument("--predictor", default=os.path.join(beside.MODELS, "transform/predictor.safetensors"))
    parser.add_argument("--out", default=os.path.join(beside.MODELS, "transform/predictor.safetensors"))
    parser.add_argument("--data", default=beside.DATA)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    options = parser.parse_args()
    random.seed(options.seed)
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)

    tensors, metadata = tensorfile.read(options.predictor)
    if metadata["network"] != digest(options.former):
        raise SystemExit("the predictor belongs to another loss network than --former")
    former, new = described([Vgg(options.former), Vgg(options.network)], options.data)
    standard = lambda d, mean, deviation: ((d - mean) / deviation).clamp(-REACH, REACH)
    mean, deviation = new.mean(0), new.std(0) + 1e-6
    x = standard(new, mean, deviation)
    code = lambda hidden, weight, bias: F.relu(hidden) @ weight.T + bias
    vector = lambda c: c @ tensors["l3.weight"].T + tensors["l3.bias"]
    hidden = standard(former, tensors["input.mean"], tensors["input.deviation"]) @ tensors["l1.weight"].T + tensors["l1.bias"]
    wanted = vector(code(hidden, tensors["l2.weight"], tensors["l2.bias"]))
    order = torch.randperm(len(x))
    held, train = order[:len(x) // 8], order[len(x) // 8:]
    part = lambda found, rows: float((found - wanted[rows]).square().sum() / (wanted[rows] - wanted[train].mean(0)).square().sum())

    ones, best = torch.cat([x, torch.ones(len(x), 1)], 1).double(), None
    for ridge in RIDGES:
        penalty = torch.eye(ones.shape[1]).double() * ridge
        penalty[-1, -1] = 0
        solved = torch.linalg.solve(ones[train].T @ ones[train] + penalty, ones[train].T @ hidden[train].double())
        missed = part(vector(code((ones[held] @ solved).float(), tensors["l2.weight"], tensors["l2.bias"])), held)
        print(f"ridge {ridge}: {missed:.4f} of the vectors' variance missed", flush=True)
        best = min(best or (missed, solved), (missed, solved), key=lambda pair: pair[0])
    learnt = [best[1][:-1].T.float().clone(), best[1][-1].float().clone(), tensors["l2.weight"].clone(), tensors["l2.bias"].clone()]
    kept = best[0], [value.clone() for value in learnt]
    for value in learnt:
        value.requires_grad_()
    optimiser = torch.optim.AdamW(learnt, RATE, weight_decay=DECAY)
    of = lambda rows: vector(code(rows @ learnt[0].T + learnt[1], *learnt[2:]))
    for step in range(STEPS):
        rows = train[torch.randint(len(train), (BATCH,))]
        loss = (of(x[rows] + NOISE * torch.randn(BATCH, x.shape[1])) - wanted[rows]).square().sum() / (wanted[rows] - wanted[train].mean(0)).square().sum()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if (step + 1) % REPORT_EVERY == 0:
            with torch.no_grad():
                missed = part(of(x[held]), held)
            if missed < kept[0]:
                kept = missed, [value.detach().clone() for value in learnt]
    print(f"{len(x)} pictures, {len(held)} of them held out: {kept[0]:.4f} missed")
    names = ("l1.weight", "l1.bias", "l2.weight", "l2.bias")
    tensors.update({"input.mean": mean, "input.deviation": deviation, **dict(zip(names, kept[1]))})
    metadata["network"] = digest(options.network)
    write_half(options.out, tensors, {**metadata, "training": f"{metadata['training'].split('; refitted')[0]}; refitted to another loss network, seed {options.seed}"})


if __name__ == "__main__":
    main()
