"""Judges the predictor of any style on paintings that it never saw (corpus.py keeps them out), as evaluate.py judges the presets.
A sheet of photo, painting and result side by side if --sheet is given."""
import argparse
import os

import torch
from PIL import Image

import beside
import tensorfile
from corpus import paintings
from evaluate import Judge
from objective import LossNetwork, descriptions
from paint import painter
from styles import REACH
from train import preset_files

CELL = 256  # longer side of a picture on the sheet, pixels


def predictor(path):
    """Of an exported file: [P, D] -> [P, S]."""
    t, _ = tensorfile.read(path)
    dense = lambda x, name: torch.nn.functional.linear(x, t[f"{name}.weight"], t[f"{name}.bias"])
    standard = lambda d: ((d - t["input.mean"]) / t["input.deviation"]).clamp(-REACH, REACH)
    return lambda d: dense(dense(dense(standard(d), "l1").relu(), "l2"), "l3")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("photos", nargs="+")
    parser.add_argument("--models", default=os.path.join(beside.MODELS, "transform"), help="folder of the two exported files")
    parser.add_argument("--most", type=int, default=4, help="paintings of each kind")
    parser.add_argument("--data", default=beside.DATA)
    parser.add_argument("--presets", default=os.path.join(beside.MODELS, "presets/presets.json"))
    parser.add_argument("--only", help=argparse.SUPPRESS)
    parser.add_argument("--sheet")
    options = parser.parse_args()
    _, _, held = paintings(options.data, preset_files(options)[1])
    kinds = {}
    for path in held:
        kinds.setdefault(os.path.basename(os.path.dirname(path)), []).append(path)
    judge = Judge(os.path.join(options.data, "teacher/vgg19.safetensors"))
    paint = painter(os.path.join(options.models, "transform.safetensors"))
    predict = predictor(os.path.join(options.models, "predictor.safetensors"))
    seen = LossNetwork(beside.LOSS_NETWORK, torch.float32)
    rows = []
    print("| paintings | number | style ratio | content |\n|---|---|---|---|")
    for kind, paths in kinds.items():
        found = []
        for path in paths[:options.most]:
            vector = predict(descriptions(seen, [Image.open(path).convert("RGB")]))[0]
            results = [paint(photo, vector, 512) for photo in options.photos]
            found += [judge(photo, path, result) for photo, result in zip(options.photos, results)]
            rows.append([path, *results])
        means = " | ".join(f"{sum(column) / len(found):.2f}" for column in zip(*found))
        print(f"| {kind} | {len(paths[:options.most])} | {means} |", flush=True)
    if options.sheet:
        sheet = Image.new("RGB", (CELL * (1 + len(options.photos)), CELL * len(rows)), "white")
        for y, (path, *results) in enumerate(rows):
            for x, image in enumerate([Image.open(path).convert("RGB"), *results]):
                image.thumbnail((CELL - 6, CELL - 6))
                sheet.paste(image, (x * CELL, y * CELL))
        sheet.save(options.sheet)


if __name__ == "__main__":
    main()
