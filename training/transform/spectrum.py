"""Looks for checkerboards: the amplitude, in grey levels, of the waves whose periods up-sampling can leave (2 and 4 pixels) in a
painted picture. Below one level nothing is seen.

    python3 spectrum.py [--photo FILE] [--size PX]

Without a photo a plain sky is painted, a smooth slope of blue: there a pattern has nothing to hide behind.
"""
import argparse
import os
import tempfile

import numpy as np
from PIL import Image

import beside
from paint import painter

PERIODS = (2, 4)  # pixels: sub-pixel convolution; nearest up-sampling before it


def amplitudes(image):
    """{period: amplitude of the strongest wave of that period, in levels of 0 to 255}."""
    grey = np.asarray(image.convert("L"), dtype="f8")
    side = min(grey.shape) // 4 * 4
    grey = grey[:side, :side]
    window = np.hanning(side)[:, None] * np.hanning(side)[None]
    spectrum = np.abs(np.fft.fft2((grey - grey.mean()) * window)) / window.sum()
    found, known = {}, {(0, 0)}
    for period in PERIODS:
        steps = [i * side // period for i in range(period)]
        places = {(y, x) for y in steps for x in steps} - known
        known |= places
        # a wave and its mirror image share the amplitude, except where they are the same
        found[period] = max(spectrum[p] * (1 if p == mirrored(p, side) else 2) for p in places)
    return found


def mirrored(place, side):
    return tuple(-i % side for i in place)


def sky(size):
    y, x = np.mgrid[0:1:size * 1j, 0:1:size * 1j]
    planes = [0.45 + 0.25 * y, 0.6 + 0.2 * y + 0.02 * x, 0.85 + 0.05 * y]
    return Image.fromarray((np.stack(planes, 2) * 255).round().astype("u1"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--photo")
    parser.add_argument("--size", type=int, default=512)
    parser.add_argument("--network", default=os.path.join(beside.MODELS, "transform/transform.safetensors"))
    options = parser.parse_args()
    paint = painter(options.network)
    with tempfile.TemporaryDirectory() as folder:
        photo = options.photo or os.path.join(folder, "sky.png")
        if options.photo is None:
            sky(options.size).save(photo)
        print("| preset | " + " | ".join(f"period {p}" for p in PERIODS) + " |\n|---|" + "---|" * len(PERIODS))
        rows = []
        for name in paint.vectors:
            rows.append(amplitudes(paint(photo, name, options.size)))
            print(f"| {name} | " + " | ".join(f"{rows[-1][p]:.2f}" for p in PERIODS) + " |", flush=True)
        print("| **largest** | " + " | ".join(f"{max(r[p] for r in rows):.2f}" for p in PERIODS) + " |")


if __name__ == "__main__":
    main()
