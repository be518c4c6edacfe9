"""Starts a network from an exported one of the same family, even if that is narrower, wider, or knows fewer presets."""
import torch

import beside
import tensorfile

QUIET = 0.1        # new channels are first heard this softly by the old ones, so that what was learnt still works
NOISE = 0.05       # of a new preset's vector around the mean of the known ones
DROPPED = 3        # of five residual blocks, when only four are wanted: not the first, not the last


@torch.no_grad()
def warm_start(network, path):
    """Copies what fits; the rest keeps its random start. Returns the names of the presets that were known."""
    tensors, metadata = tensorfile.read(path)
    known = metadata["presets"].split(", ")
    blocks = 1 + max(int(name.split(".")[1]) for name in tensors if name.startswith("r."))
    tensors = keep_channels(drop_block(tensors, blocks - len(network.r), blocks), network.d1.c.out_channels)
    for name, parameter in network.named_parameters():
        if name.split(".")[-1] in ("g", "b"):
            fill_styles(parameter, tensors.get(name), known, network.presets)
        elif name in tensors and tensors[name].shape[0] <= parameter.shape[0]:
            fill_weight(parameter, tensors[name])
    return known


def drop_block(tensors, count, blocks):
    if count == 0:
        return tensors
    if count != 1:
        raise SystemExit(f"cannot start from {blocks} residual blocks")
    renumbered = {}
    for name, tensor in tensors.items():
        parts = name.split(".")
        if parts[0] == "r":
            if int(parts[1]) == DROPPED:
                continue
            parts[1] = str(int(parts[1]) - (int(parts[1]) > DROPPED))
        renumbered[".".join(parts)] = tensor
    return renumbered


def keep_channels(tensors, width):
    """Of the first convolution's channels, those that the second listens to most."""
    if tensors["d1.c.weight"].shape[0] <= width:
        return tensors
    loudness = tensors["d2.c.weight"].square().sum((0, 2, 3)).sqrt() * tensors["d1.n.g"].abs().mean(0)
    kept = loudness.topk(width).indices.sort().values
    cut = {name: t[kept] if name.startswith("d1.c") else t[:, kept] for name, t in tensors.items() if name.startswith("d1")}
    return {**tensors, **cut, "d2.c.weight": tensors["d2.c.weight"][:, kept]}


def fill_weight(parameter, old):
    if parameter.dim() == 1:
        parameter[:len(old)] = old
        return
    out, before = old.shape[:2]
    parameter[:out, before:] *= QUIET
    parameter[:out, :before] = old


def fill_styles(parameter, old, known, presets):
    if old is None:
        return
    width = min(old.shape[1], parameter.shape[1])
    for row, preset in enumerate(presets):
        vector = old[known.index(preset)] if preset in known else old.mean(0) + NOISE * torch.randn(old.shape[1])
        parameter[row, :width] = vector[:width]
