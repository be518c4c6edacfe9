"""Paintings to learn any style from: the presets', other paintings, and crops and colour variants of both."""
import glob
import os
import random

from PIL import Image

from photos import SUFFIXES

ORDERS = [(0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)]  # of the colour channels
SMALLEST_CROP = 0.45  # side of a crop over the painting's
HELD_OUT, FEWER = 2, 40  # of the paintings in styles/ that are no presets, and of style-corpus/: every so many-th is kept to judge the predictor on


def pictures(folder):
    return sorted(p for p in glob.glob(os.path.join(folder, "**", "*"), recursive=True) if p.lower().endswith(SUFFIXES))


def variant(image):
    """A crop, often mirrored, often in other colours, sometimes paler or darker: another style of the same hand."""
    width, height = (round(s * random.uniform(SMALLEST_CROP, 1)) for s in image.size)
    left, top = random.randint(0, image.width - width), random.randint(0, image.height - height)
    image = image.crop((left, top, left + width, top + height))
    if random.random() < 0.5:
        image = image.transpose(Image.FLIP_LEFT_RIGHT)
    if random.random() < 0.5:
        bands = image.split()
        image = Image.merge("RGB", [bands[i] for i in random.choice(ORDERS)])
    if random.random() < 0.5:
        gamma = random.uniform(0.6, 1.7)
        image = image.point([round(255 * (v / 255) ** gamma) for v in range(256)] * 3)
    return image


def paintings(data, presets):
    """(styles/ to learn from, folders of style-corpus/ to learn from, paintings held out to judge the predictor on): paths.
    presets: files, which are never held out."""
    known = {os.path.realpath(path) for path in presets}
    others = [path for path in pictures(os.path.join(data, "styles")) if os.path.realpath(path) not in known]
    folders = [pictures(folder) for folder in sorted(glob.glob(os.path.join(data, "style-corpus", "*")))]
    held = others[::HELD_OUT] + [path for folder in folders for path in folder[::FEWER]]
    learnt = [*presets, *(path for path in others if path not in held)]
    return learnt, [[path for path in folder if path not in held] for folder in folders], held


def corpus(data, presets, count, variants):
    """Images: `variants` of every painting of styles/, and `count` pictures of style-corpus/, half of them varied."""
    styles, folders, _ = paintings(data, presets)
    found = []
    for path in styles:
        image = Image.open(path).convert("RGB")
        image.thumbnail((1024, 1024), Image.LANCZOS)
        found += [image] + [variant(image) for _ in range(variants)]
    for paths in folders:
        for i, path in enumerate(random.sample(paths, min(len(paths), count // len(folders)))):
            image = Image.open(path).convert("RGB")
            found.append(variant(image) if i % 2 else image)
    return found
