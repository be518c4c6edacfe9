"""Writes a checkpoint's averaged weights as models/transform/transform.safetensors (float16), and a small reference picture
with what the network makes of it, for the test that the engine computes the same."""
import argparse
import json
import os
import struct

import torch

import beside
import tensorfile
from network import Transform

FIXTURE_SIDES = (36, 28)  # height, width of the reference picture: small, not square, no multiple of 8


def write_half(path, tensors, metadata):
    """As tensorfile.write, in float16."""
    header, blobs, offset = {"__metadata__": metadata}, [], 0
    for name, tensor in tensors.items():
        blob = tensor.detach().cpu().half().contiguous().numpy().astype("<f2").tobytes()
        header[name] = {"dtype": "F16", "shape": list(tensor.shape), "data_offsets": [offset, offset + len(blob)]}
        blobs.append(blob)
        offset += len(blob)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(blobs))


def reference_picture():
    """[1, 3, H, W] in [0, 1]: slopes, an edge and a fine pattern, from a formula, so that no picture file is needed."""
    height, width = FIXTURE_SIDES
    y, x = torch.meshgrid(torch.linspace(0, 1, height), torch.linspace(0, 1, width), indexing="ij")
    planes = [x, 0.5 + 0.5 * torch.sin(9 * x * y + 2 * y), ((x - y).abs() < 0.3).float() * 0.7 + 0.1 * torch.cos(40 * x)]
    return (torch.stack(planes)[None].clamp(0, 1) * 255).round() / 255


def write_fixture(path, network, presets):
    """safetensors, float32: `picture` [1, 3, H, W] and the network's result for a few presets, named by preset."""
    x, results = reference_picture(), {}
    for preset in presets:
        with torch.no_grad():
            results[preset] = network(x, torch.tensor([network.presets.index(preset)]))
    tensorfile.write(path, {"picture": x, **results}, {"written by": "training/transform/export.py --fixture"})


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", default=os.path.join(beside.RUNS, "default"))
    parser.add_argument("--out", default=os.path.join(beside.MODELS, "transform/transform.safetensors"))
    parser.add_argument("--only", nargs="+", help="presets to export, if not all")
    parser.add_argument("--fixture", help="also write the reference for packages/core/src/networks/transform.reference.test.ts")
    options = parser.parse_args()
    saved = torch.load(os.path.join(options.run, "checkpoint.pt"), map_location="cpu")
    if saved["options"]["norm"] != "instance":
        raise SystemExit("batch normalisation is for comparison only: the engine normalises every picture. Use sheet.py.")
    names = [name for name in saved["presets"] if not options.only or name in options.only]
    rows = [saved["presets"].index(name) for name in names]
    tensors = {}
    for name, value in saved["averaged"].items():
        tensors[name] = (value[rows] if name.split(".")[-1] in ("g", "b") else value).half().float()
    write_half(options.out, tensors, {
        "presets": ", ".join(names),
        "network": "d1, d2 down; r.N.0/1 residual; u1 up; o depth to space by 2; c convolution, n.g and n.b scale and shift per preset",
        "input": "RGB [0,1]; (x-0.45)/0.225, pixel unshuffle 2; reflect padding 1",
        "grain": str(saved["options"]["grain"]),
        "output": "sigmoid(o + 0.3*logit(clamp(x,0.02,0.98)))",
        "training": f"{saved['step']} steps in {saved['seconds'] / 60:.0f} minutes, seed {saved['options']['seed']}, recipe in training/transform",
    })
    print(options.out, os.path.getsize(options.out), "bytes")
    if options.fixture:
        network = Transform(names)
        network.load_state_dict(tensors)
        write_fixture(options.fixture, network.eval(), names[:: max(1, len(names) // 2)][:2])


if __name__ == "__main__":
    main()
