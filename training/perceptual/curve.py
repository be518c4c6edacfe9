"""Draws the held-out curve of a run's log.csv as a small PNG. Pillow only: matplotlib is not worth installing for six lines."""
import argparse
import csv
import os

from PIL import Image, ImageDraw

from vgg import TAPS

here = os.path.dirname(os.path.abspath(__file__))
WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 720, 400, 52, 30, 62, 36  # pixels
COLOURS = ["#4477aa", "#66ccee", "#228833", "#ccbb44", "#ee6677", "#aa3377"]  # Paul Tol's bright scheme
INK, GRID = "#333333", "#dddddd"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", default=os.path.join(here, "runs/default"))
    parser.add_argument("--out", default=os.path.join(here, "../../models/perceptual/curve.png"))
    options = parser.parse_args()
    with open(os.path.join(options.run, "log.csv"), newline="") as file:
        rows = {int(row["step"]): row for row in csv.DictReader(file)}  # a resumed run repeats steps: the later row counts
    steps, last = sorted(rows), max(rows)

    image = Image.new("RGB", (WIDTH, HEIGHT), "white")
    draw = ImageDraw.Draw(image)
    across = lambda step: LEFT + (WIDTH - LEFT - RIGHT) * step / last
    down = lambda value: TOP + (HEIGHT - TOP - BOTTOM) * (1 - min(1, value))
    draw.text((LEFT, 8), "Unexplained part of the teacher's components, held-out pictures, by step", INK)
    for tenth in range(0, 11, 2):
        draw.line([LEFT, down(tenth / 10), WIDTH - RIGHT, down(tenth / 10)], GRID)
        draw.text((LEFT - 26, down(tenth / 10) - 6), f"{tenth / 10:.1f}", INK)
    for step in range(0, last + 1, 1000):
        draw.line([across(step), TOP, across(step), HEIGHT - BOTTOM], GRID)
        draw.text((across(step) - 12, HEIGHT - BOTTOM + 8), str(step), INK)
    floor = HEIGHT  # labels are pushed up where two lines end close together
    for colour, tap in sorted(zip(COLOURS, TAPS), key=lambda pair: float(rows[last][pair[1]])):
        draw.line([(across(step), down(float(rows[step][tap]))) for step in steps], colour, 2)
        floor = min(floor - 12, down(float(rows[last][tap])) - 6)
        draw.text((WIDTH - RIGHT + 6, floor), tap, colour)
    image.save(options.out, optimize=True)


if __name__ == "__main__":
    main()
