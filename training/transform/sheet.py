"""Contact sheet of a photo in all presets, PNG: python3 sheet.py PHOTO SHEET."""
import argparse
import os

from PIL import Image, ImageDraw

import beside
from paint import painter

LABEL, GAP, INK = 16, 6, "#222222"  # pixels, pixels


def sheet(cells, columns, width):
    """cells: [(label, image)]; every image is shown `width` pixels wide."""
    small = [(label, image.resize((width, round(image.height * width / image.width)), Image.LANCZOS)) for label, image in cells]
    height = max(image.height for _, image in small) + LABEL
    rows = -(-len(small) // columns)
    page = Image.new("RGB", (columns * (width + GAP) + GAP, rows * (height + GAP) + GAP), "white")
    draw = ImageDraw.Draw(page)
    for i, (label, image) in enumerate(small):
        left, top = GAP + i % columns * (width + GAP), GAP + i // columns * (height + GAP)
        page.paste(image, (left, top + LABEL))
        draw.text((left, top + 2), label, INK)
    return page


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("photo")
    parser.add_argument("sheet")
    parser.add_argument("--network", default=os.path.join(beside.MODELS, "transform/transform.safetensors"), help="exported file or checkpoint")
    parser.add_argument("--only", nargs="+", help="presets")
    parser.add_argument("--size", type=int, default=512, help="longer side of each painted picture, pixels")
    parser.add_argument("--width", type=int, default=320, help="of each cell, pixels")
    parser.add_argument("--columns", type=int, default=5)
    options = parser.parse_args()
    paint = painter(options.network)
    names = [name for name in paint.vectors if not options.only or name in options.only]
    cells = [("photo", Image.open(options.photo).convert("RGB"))]
    cells += [(name, paint(options.photo, name, options.size)) for name in names]
    sheet(cells, options.columns, options.width).save(options.sheet)


if __name__ == "__main__":
    main()
