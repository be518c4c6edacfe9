"""Paints one photo: python3 paint.py PHOTO PRESET RESULT. Reads exported files and checkpoints."""
import argparse
import os

import torch
from PIL import Image

import beside
import tensorfile
from network import Transform
from photos import grain, tensor
from styles import Styles

MULTIPLE = 16  # sides that the network can halve four times


class Painter:
    """vectors: {preset: [S]}."""

    def __init__(self, network, vectors, strength):
        self.network, self.vectors, self.strength = network.eval(), vectors, strength

    @torch.no_grad()
    def __call__(self, photo, preset, size):
        """photo: path; preset: name, or a vector; size: longer side of the result in pixels. Returns an image."""
        image = Image.open(photo).convert("RGB")
        sides = [max(MULTIPLE, MULTIPLE * round(s * size / max(image.size) / MULTIPLE)) for s in image.size]
        x = tensor(image.resize(sides, Image.LANCZOS))[None]
        torch.manual_seed(0)
        vector = self.vectors[preset] if isinstance(preset, str) else preset
        y = self.network(grain(x, self.strength), vector[None])[0]
        return Image.fromarray((y * 255).round().byte().permute(1, 2, 0).numpy())


def painter(path):
    """From an exported file or a checkpoint."""
    if path.endswith(".pt"):
        network, styles, options = restored(path)
        return Painter(network, dict(zip(styles.presets, styles.table.detach())), options["grain"])
    tensors, metadata = tensorfile.read(path)
    network = Transform(**shape(tensors))
    network.load_state_dict({name: value for name, value in tensors.items() if name.split(".")[-1] not in ("g", "b")})
    table = torch.cat([tensors[f"{name}.{kind}"] for name, _ in network.normalisations() for kind in ("g", "b")], 1)
    return Painter(network, dict(zip(metadata["presets"].split(", "), table)), float(metadata["grain"]))


def shape(tensors):
    """The widths of a trained network, which may be others than are built now."""
    width = lambda unit: len(tensors[f"{unit}.c.bias"])

    def blocks(within):
        count = max(int(name[len(within) + 2:].split(".")[0]) for name in tensors if name.startswith(f"{within}r.")) + 1
        return [width(f"{within}r.{i}.0") for i in range(count)]

    within = ["coarse." * (i + 1) for i in range(max(name.count("coarse.") for name in tensors))]
    return {"up": width("u1"), "blocks": blocks(""), "branches": [(width(f"{branch}d"), blocks(branch)) for branch in within]}


def restored(path):
    """(network, styles, options) of a checkpoint, with the running average of the weights."""
    saved = torch.load(path, map_location="cpu")
    part = lambda prefix: {name[len(prefix):]: value for name, value in saved["averaged"].items() if name.startswith(prefix)}
    network = Transform(saved["options"]["norm"], **shape(part("network.")))
    network.load_state_dict(part("network."))
    styles = Styles(saved["presets"], network.normalisations(), torch.zeros(2, len(saved["averaged"]["styles.mean"])))
    styles.load_state_dict(part("styles."))
    return network.eval(), styles.eval(), saved["options"]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("photo")
    parser.add_argument("preset")
    parser.add_argument("result")
    parser.add_argument("--network", default=os.path.join(beside.MODELS, "transform/transform.safetensors"))
    parser.add_argument("--size", type=int, default=512, help="longer side, pixels")
    options = parser.parse_args()
    painter(options.network)(options.photo, options.preset, options.size).save(options.result)


if __name__ == "__main__":
    main()
