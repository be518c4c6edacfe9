"""Draws a run's log.csv as a small PNG: every part of the loss, smoothed, on a logarithmic scale. Pillow only."""
import argparse
import csv
import math
import os

from PIL import Image, ImageDraw

import beside

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 720, 400, 52, 30, 78, 36  # pixels
COLOURS = {"loss": "#333333", "style": "#4477aa", "content": "#ee6677", "detail": "#228833", "fine": "#aa3377", "variation": "#ccbb44"}
INK, GRID = "#333333", "#dddddd"
SMOOTH = 0.85  # decay of the running mean over the rows


def read(path):
    with open(path, newline="") as file:
        rows = {int(row["step"]): row for row in csv.DictReader(file)}  # a resumed run repeats steps: the later row counts
    steps, curves = sorted(rows), {}
    for name in COLOURS:
        mean, curve = None, []
        for step in steps:
            value = float(rows[step][name])
            mean = value if mean is None else SMOOTH * mean + (1 - SMOOTH) * value
            curve.append(mean)
        curves[name] = curve
    return steps, curves


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", default=os.path.join(beside.RUNS, "default"))
    parser.add_argument("--out", default=os.path.join(beside.MODELS, "transform/curve.png"))
    options = parser.parse_args()
    steps, curves = read(os.path.join(options.run, "log.csv"))
    values = [v for curve in curves.values() for v in curve]
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))

    image = Image.new("RGB", (WIDTH, HEIGHT), "white")
    draw = ImageDraw.Draw(image)
    across = lambda step: LEFT + (WIDTH - LEFT - RIGHT) * step / steps[-1]
    down = lambda value: TOP + (HEIGHT - TOP - BOTTOM) * (high - math.log10(value)) / (high - low)
    draw.text((LEFT, 8), "Parts of the training loss before weighting, and the weighted sum (loss), by step", INK)
    for power in range(low, high + 1):
        draw.line([LEFT, down(10 ** power), WIDTH - RIGHT, down(10 ** power)], GRID)
        draw.text((6, down(10 ** power) - 6), f"{10 ** power:g}", INK)
    every = max(1, round(steps[-1] / 6, -3)) if steps[-1] > 3000 else max(1, steps[-1] // 5)
    for step in range(0, steps[-1] + 1, int(every)):
        draw.line([across(step), TOP, across(step), HEIGHT - BOTTOM], GRID)
        draw.text((across(step) - 12, HEIGHT - BOTTOM + 8), str(step), INK)
    floor = HEIGHT  # labels are pushed up where two lines end close together
    for name in sorted(curves, key=lambda name: curves[name][-1]):
        draw.line([(across(s), down(v)) for s, v in zip(steps, curves[name])], COLOURS[name], 2)
        floor = min(floor - 12, down(curves[name][-1]) - 6)
        draw.text((WIDTH - RIGHT + 6, floor), name, COLOURS[name])
    image.save(options.out, optimize=True)


if __name__ == "__main__":
    main()
