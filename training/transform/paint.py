"""Paints one photo: python3 paint.py PHOTO PRESET RESULT. Reads exported files and checkpoints."""
import argparse
import os

import torch
from PIL import Image

import beside
import tensorfile
from network import Transform
from photos import grain, tensor

MULTIPLE = 4  # sides that the network can halve twice


class Painter:
    def __init__(self, network, strength):
        self.network, self.presets, self.strength = network.eval(), network.presets, strength

    @torch.no_grad()
    def __call__(self, photo, preset, size):
        """photo: path; size: longer side of the result in pixels. Returns an image."""
        image = Image.open(photo).convert("RGB")
        sides = [max(MULTIPLE, MULTIPLE * round(s * size / max(image.size) / MULTIPLE)) for s in image.size]
        x = tensor(image.resize(sides, Image.LANCZOS))[None]
        torch.manual_seed(0)
        x = grain(x, self.strength)
        y = self.network(x, torch.tensor([self.presets.index(preset)]))[0]
        return Image.fromarray((y * 255).round().byte().permute(1, 2, 0).numpy())


def painter(path):
    if path.endswith(".pt"):
        saved = torch.load(path, map_location="cpu")
        network = Transform(saved["presets"], saved["options"]["norm"])
        network.load_state_dict(saved["averaged"])
        return Painter(network, saved["options"]["grain"])
    tensors, metadata = tensorfile.read(path)
    network = Transform(metadata["presets"].split(", "))
    network.load_state_dict(tensors)
    return Painter(network, float(metadata["grain"]))


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
