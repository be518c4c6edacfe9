"""Photos and paintings in memory, random crops of them, and the pictures that training never sees."""
import glob
import os
import random

import numpy as np
import torch
from PIL import Image

SIZE = 128      # side of a training crop, pixels: a multiple of 16, so that five blocks divide it
LONGEST = 640   # paintings are kept at most this long, pixels; larger ones only cost memory
HELD_OUT = 15   # every 15th photo and every 15th Monet is held out


def files(data, folder):
    return sorted(glob.glob(os.path.join(data, folder, "*.jpg")))


def load(path, longest=LONGEST):
    image = Image.open(path).convert("RGB")
    if max(image.size) > longest:
        image.thumbnail((longest, longest), Image.LANCZOS)
    return image


def tensor(image):
    """[3, H, W], float32, [0, 1]."""
    return torch.from_numpy(np.asarray(image, dtype="f4") / 255).permute(2, 0, 1)


def split(data):
    """Returns ({'photos', 'paintings'} to train on, the same held out), as paths.

    All of `styles` is trained on: these are the paintings the product offers. The held-out paintings are Monets.
    """
    photos, monets = files(data, "photos"), files(data, "style-corpus/monet")
    keep = lambda paths: [p for i, p in enumerate(paths) if i % HELD_OUT]
    train = {"photos": keep(photos), "styles": files(data, "styles"), "monets": keep(monets)}
    held = {"photos": photos[::HELD_OUT], "paintings": monets[::HELD_OUT]}
    return train, held


class Crops:
    """A stream of random crops [B, 3, SIZE, SIZE]: half photos, a third of the offered paintings, the rest Monets."""

    def __init__(self, train):
        self.images = {name: [load(path) for path in paths] for name, paths in train.items()}

    def crop(self, kind):
        image = random.choice(self.images[kind])
        side = round(random.uniform(min(SIZE, *image.size), min(image.size)))
        left, top = random.randint(0, image.width - side), random.randint(0, image.height - side)
        # reducing_gap: the painting is first shrunk by whole factors, which is faster and no worse
        crop = image.resize((SIZE, SIZE), Image.BICUBIC, (left, top, left + side, top + side), reducing_gap=2)
        x = tensor(crop)
        return x.flip(2) if random.random() < 0.5 else x

    def batch(self, count):
        kinds = random.choices(["photos", "styles", "monets"], [0.5, 0.33, 0.17], k=count)
        return torch.stack([spoil(self.crop(kind), self.crop) for kind in kinds])


def spoil(x, crop):
    """A third of the crops leave the world of clean pictures: optimisation walks through noise and double exposures,
    and a student that never saw them is blind there, which shows as colour specks."""
    chance = random.random()
    if chance < 0.15:
        x = x + torch.randn_like(x) * random.uniform(0, 0.2)
    elif chance < 0.33:
        x = torch.lerp(x, crop("styles"), random.uniform(0.2, 0.8))
    return x.clamp(0, 1)
