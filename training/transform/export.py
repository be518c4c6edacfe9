"""Writes a checkpoint's averaged weights as models/transform/{transform,predictor}.safetensors (float16), and a small reference
picture with what the network makes of it, for the test that the engine computes the same."""
import argparse
import hashlib
import json
import os
import struct

import torch

import beside
import tensorfile
from network import AFTER, AFTER_COARSE
from objective import NEAR
from paint import restored
from vgg import STYLE_TAPS

BRANCH = "coarse.d/r/u down, residual, up, added after coarse.after residual blocks, and coarse.coarse.d/r/u within it after coarse.coarse.after of its own; "
FIXTURE_SIDES = (48, 32)  # height, width of the reference picture: small, not square, multiples of 16 as the branches want


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


def write_fixture(path, network, vectors):
    """safetensors, float32: `picture` [1, 3, H, W] and the network's result for a few presets, named by preset."""
    x = reference_picture()
    with torch.no_grad():
        results = {preset: network(x, vector[None]) for preset, vector in vectors.items()}
    tensorfile.write(path, {"picture": x, **results}, {"written by": "training/transform/export.py --fixture"})


def transform_tensors(network, table):
    """The network's weights, and for each normalisation the presets' scales and shifts: [P, N] each."""
    tensors, offset = dict(network.state_dict()), 0
    for name, width in network.normalisations():
        for kind in ("g", "b"):
            tensors[f"{name}.{kind}"] = table[:, offset:offset + width]
            offset += width
    return tensors


def predictor_tensors(styles):
    layers = {name: value for name, value in styles.state_dict().items() if name.startswith("l")}
    return {"input.mean": styles.mean, "input.deviation": styles.deviation, **layers}


def digest(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", default=os.path.join(beside.RUNS, "default"))
    parser.add_argument("--predictor", help="run that the predictor is from, if not the same")
    parser.add_argument("--out", default=os.path.join(beside.MODELS, "transform"), help="folder")
    parser.add_argument("--only", nargs="+", help="presets to export, if not all")
    parser.add_argument("--fixture", help="also write the reference for packages/core/src/networks/transform.reference.test.ts")
    options = parser.parse_args()
    os.makedirs(options.out, exist_ok=True)
    checkpoint = os.path.join(options.run, "checkpoint.pt")
    saved = torch.load(checkpoint, map_location="cpu")
    network, styles, trained = restored(checkpoint)
    if trained["norm"] != "instance":
        raise SystemExit("batch normalisation is for comparison only: the engine normalises every picture. Use sheet.py.")
    predicting = restored(os.path.join(options.predictor, "checkpoint.pt"))[1] if options.predictor else styles
    names = [name for name in styles.presets if not options.only or name in options.only]
    with torch.no_grad():
        for parameter in [*network.parameters(), *styles.parameters(), *predicting.parameters()]:
            parameter.copy_(parameter.half().float())
    table = styles.table.detach()[[styles.presets.index(name) for name in names]]
    training = f"{saved['step']} steps in {saved['seconds'] / 60:.0f} minutes, seed {trained['seed']}, recipe in training/transform"
    path = os.path.join(options.out, "transform.safetensors")
    write_half(path, transform_tensors(network, table), {
        "presets": ", ".join(names),
        "network": f"d1, d2 down; r.N.0/1 residual; {BRANCH if network.coarse else ''}u1 up; o depth to space by 2; c convolution, n.g and n.b scale and shift per preset",
        "input": "RGB [0,1]; (x-0.45)/0.225; reflect padding",
        "grain": str(trained["grain"]),
        **({"coarse.after": str(AFTER)} if network.coarse else {}),
        **({"coarse.coarse.after": str(AFTER_COARSE)} if network.coarse and network.coarse.coarse else {}),
        "output": "sigmoid(o + 0.3*logit(clamp(x,0.02,0.98)))",
        "training": training,
    })
    predictor = os.path.join(options.out, "predictor.safetensors")
    write_half(predictor, predictor_tensors(predicting), {
        "input": "mean, then standard deviation, of each layer's features",
        "layers": ", ".join("conv" + name for name in STYLE_TAPS),
        "side": str(NEAR[0]),
        "network": digest(beside.LOSS_NETWORK),
        "transform": digest(path),
        "training": training,
    })
    for file in (path, predictor):
        print(file, os.path.getsize(file), "bytes")
    if options.fixture:
        some = list(range(0, len(names), max(1, len(names) // 2)))[:2]
        write_fixture(options.fixture, network, {names[i]: table[i] for i in some})


if __name__ == "__main__":
    main()
