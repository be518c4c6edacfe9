"""Photos in memory and random crops of them."""
import glob
import os
import random

import numpy as np
import torch
from PIL import Image

LONGEST = 512    # photos are kept at most this long, pixels
HELD_OUT = 15    # every 15th photo is never trained on, the same ones as in training/perceptual
SMALLEST = 72    # side of the smallest crop, pixels: enlarged, it is as smooth as a large photo is from near
SUFFIXES = (".jpg", ".jpeg", ".png", ".webp")


def tensor(image):
    """[3, H, W], float32, [0, 1]."""
    return torch.from_numpy(np.asarray(image, dtype="f4") / 255).permute(2, 0, 1)


def photo_paths(folders):
    """Returns (to train on, held out)."""
    paths = []
    for folder in folders:
        paths.append(sorted(p for p in glob.glob(os.path.join(folder, "*")) if p.lower().endswith(SUFFIXES)))
        if not paths[-1]:
            raise SystemExit(f"no pictures in {folder}")
    return [[p for i, p in enumerate(folder) if i % HELD_OUT] for folder in paths], [p for folder in paths for p in folder[::HELD_OUT]]


def load(path, longest=LONGEST):
    image = Image.open(path).convert("RGB")
    if max(image.size) > longest:
        image.thumbnail((longest, longest), Image.LANCZOS)
    return image


class Photos:
    """Each folder is drawn from equally often, however many photos it has: rich small corpora weigh as much as large ones."""

    def __init__(self, folders):
        self.folders, self.loaded = folders, {}

    def photo(self):
        path = random.choice(random.choice(self.folders))
        if path not in self.loaded:
            self.loaded[path] = load(path)
        return self.loaded[path]

    def crop(self, size):
        image = self.photo()
        most = min(image.size)
        # Uniform in the logarithm: from the whole photo to a detail.
        side = round(most * (min(SMALLEST, most) / most) ** (random.random() ** 1.5))
        left, top = random.randint(0, image.width - side), random.randint(0, image.height - side)
        x = tensor(image.resize((size, size), Image.BICUBIC, (left, top, left + side, top + side), reducing_gap=2))
        if random.random() < 0.5:
            x = x.flip(2)
        return expose(x) if random.random() < 0.3 else x

    def batch(self, count, size):
        return torch.stack([self.crop(size) for _ in range(count)])


def expose(x):
    """Dark and pale photos: another gamma, less contrast."""
    x = x.clamp(0, 1) ** random.uniform(0.6, 1.8)
    return torch.lerp(x.mean((1, 2), keepdim=True), x, random.uniform(0.5, 1))


def grain(x, strength):
    """Adds the same even noise to all three channels, of standard deviation `strength`. On a plain sky a network has nothing to
    tell one place from the next, and paints a regular pattern; grain makes every place different. The engine adds it too."""
    noise = torch.rand(x.shape[0], 1, *x.shape[2:], device=x.device) - 0.5
    return (x + noise * (strength * 12 ** 0.5)).clamp(0, 1)
