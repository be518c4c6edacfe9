"""Judges what search.ts, or bench/start.ts, painted: a row per variant with style ratio, content and SSIM on a network that nothing was optimised on.

    python3 judge.py FOLDER [--photo-folder …] [--painting-folder …] [--network vgg19.safetensors]

The distances are those of ../shared/tools/judge.py: the style distance left over (0: the painting's style, 1: the photo's), content
relative to the photo's features, both at 384 px. SSIM (Wang et al. 2004) of the lightness, photo against result: structure kept.
Mesh: how much stronger waves of 2.0 to 2.9 pixels are along the axes than along the diagonals; 1 is none, photos have 0.7 to 1.
"""
import argparse
import glob
import json
import os
import sys

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

here = os.path.dirname(os.path.abspath(__file__))
sys.path.append(os.path.join(here, "../transform"))

import beside
from evaluate import Judge, resized
from photos import tensor


def ssim(a, b):
    """a, b: [1, 1, H, W] in [0, 1]. Gaussian window of 11 pixels, sigma 1.5."""
    x = torch.arange(11.0) - 5
    g = torch.exp(-x * x / (2 * 1.5 ** 2))
    window = torch.outer(g, g)[None, None] / g.sum() ** 2
    mean = lambda t: F.conv2d(t, window)
    ma, mb = mean(a), mean(b)
    va, vb, cov = mean(a * a) - ma * ma, mean(b * b) - mb * mb, mean(a * b) - ma * mb
    c1, c2 = 0.01 ** 2, 0.03 ** 2
    return float((((2 * ma * mb + c1) * (2 * cov + c2)) / ((ma * ma + mb * mb + c1) * (va + vb + c2))).mean())


def mesh(image):
    """Energy along the axes (within 10 degrees) over that along the diagonals, at periods of 2.0 to 2.9 pixels of the result itself.
    A mesh of four pixels and more is not seen by it: a low figure is necessary, not sufficient."""
    a = np.asarray(image.convert("L"), dtype="f8")
    window = np.hanning(a.shape[0])[:, None] * np.hanning(a.shape[1])
    energy = np.abs(np.fft.fft2((a - a.mean()) * window)) ** 2
    y, x = np.fft.fftfreq(a.shape[0])[:, None], np.fft.fftfreq(a.shape[1])[None]
    radius, angle = np.hypot(x, y), np.degrees(np.arctan2(np.minimum(abs(x), abs(y)), np.maximum(abs(x), abs(y))))
    band = (radius >= 1 / 2.9) & (radius <= 1 / 2)
    return float(energy[band & (angle < 10)].mean() / energy[band & (angle > 35)].mean())


def grey(image):
    return tensor(image.convert("L").convert("RGB"))[None, :1]


def files_of_presets():
    """{name: file name of the painting}"""
    with open(os.path.join(beside.MODELS, "presets/presets.json")) as file:
        return {entry["name"]: entry["file"] for entry in json.load(file)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder")
    parser.add_argument("--photo-folder", default=os.path.join(here, "../../docs/photos"))
    parser.add_argument("--painting-folder", default=os.path.join(beside.DATA, "styles"))
    parser.add_argument("--network", default=os.path.join(beside.DATA, "teacher/vgg19.safetensors"))
    options = parser.parse_args()
    judge, presets = Judge(options.network), files_of_presets()
    print("| variant | pictures | style ratio | content | SSIM | mesh |\n|---|---|---|---|---|---|")
    for variant in sorted(os.listdir(options.folder)):
        rows = []
        for path in sorted(glob.glob(os.path.join(options.folder, variant, "*--*.png"))):
            photo, painting = os.path.basename(path)[:-4].split("--")
            photo = os.path.join(options.photo_folder, f"{photo}.jpg")
            result = Image.open(path).convert("RGB")
            size = resized(Image.open(photo)).size
            same = ssim(grey(resized(Image.open(photo).convert("RGB"), size)), grey(resized(result, size)))
            rows.append([*judge(photo, os.path.join(options.painting_folder, presets.get(painting, f"{painting}.jpg")), result), same, mesh(result)])
        if rows:
            print(f"| {variant} | {len(rows)} | " + " | ".join(f"{sum(c) / len(rows):.3f}" for c in zip(*rows)) + " |", flush=True)


if __name__ == "__main__":
    main()
