"""Judges painted pictures with the full VGG-19, as training/defaults/judge.py does: part of the photo's style distance that is left
(0: the painting's style), and content distance. Paints every photo in every preset unless pictures are given."""
import argparse
import glob
import json
import os

import torch
from PIL import Image

import beside
from losses import style_loss, style_statistics
from paint import painter
from photos import tensor
from train import preset_files
from vgg import CONTENT_TAP, Vgg

SIDE = 384  # longer side at which everything is compared, pixels, as in judge.py


def resized(image, size=None):
    if size is None:
        size = [max(16, round(s * SIDE / max(image.size))) for s in image.size]
    return image.resize(size, Image.LANCZOS)


class Judge:
    """Style and content distances on one loss network."""

    def __init__(self, path):
        self.network, self.known = Vgg(path), {}

    @torch.no_grad()
    def features(self, image):
        return self.network(tensor(image)[None])

    def cached(self, path, what):
        if path not in self.known:
            self.known[path] = what(self.features(resized(Image.open(path).convert("RGB"))))
        return self.known[path]

    def __call__(self, photo, painting, result):
        """photo, painting: paths; result: image. Returns (style distance of the result over the photo's, content)."""
        wanted = self.cached(painting, style_statistics)
        before = self.cached(photo, lambda features: features)
        size = resized(Image.open(photo)).size
        after = self.features(resized(result, size))
        content = (after[CONTENT_TAP] - before[CONTENT_TAP]).square().mean() / before[CONTENT_TAP].square().mean()
        return float(style_loss(after, wanted) / style_loss(before, wanted)), float(content)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("photos", nargs="+")
    parser.add_argument("--network", default=os.path.join(beside.MODELS, "transform/transform.safetensors"), help="exported file or checkpoint")
    parser.add_argument("--judge", default="teacher/vgg19.safetensors", help="relative to --data")
    parser.add_argument("--painted", help="folder of pictures PHOTO--PRESET.png to judge instead of painting")
    parser.add_argument("--size", type=int, default=512, help="longer side of the results, pixels")
    parser.add_argument("--data", default=beside.DATA)
    parser.add_argument("--presets", default=os.path.join(beside.MODELS, "presets/presets.json"))
    parser.add_argument("--only", nargs="+")
    options = parser.parse_args()
    files = dict(zip(*preset_files(options)))
    judge, paint = Judge(os.path.join(options.data, options.judge)), None if options.painted else painter(options.network)
    if paint:
        files = {name: file for name, file in files.items() if name in paint.vectors}
    print("| preset | style ratio | content |\n|---|---|---|")
    table = []
    for name, file in files.items():
        rows = []
        for photo in options.photos:
            stem = os.path.splitext(os.path.basename(photo))[0]
            path = os.path.join(options.painted or "", f"{stem}--{name}.png")
            if paint or os.path.exists(path):
                rows.append(judge(photo, file, paint(photo, name, options.size) if paint else Image.open(path).convert("RGB")))
        if rows:
            table.append([sum(column) / len(rows) for column in zip(*rows)])
            print(f"| {name} | {table[-1][0]:.2f} | {table[-1][1]:.2f} |", flush=True)
    print("| **mean** | " + " | ".join(f"{sum(column) / len(table):.3f}" for column in zip(*table)) + " |")


if __name__ == "__main__":
    main()
