"""Starts a network from an exported one of the same family, even if its widths differ or it knows fewer presets."""
import torch

import tensorfile
from paint import restored

QUIET = 0.1   # new channels are first heard this softly by the old ones, so that what was learnt still works
NOISE = 0.05  # of a new preset's vector around the mean of the known ones


@torch.no_grad()
def warm_start(network, styles, path):
    """Copies what fits; the rest keeps its random start."""
    if path.endswith(".pt"):
        return go_on(network, styles, path)
    tensors, metadata = tensorfile.read(path)
    known = metadata["presets"].split(", ")
    kept = loudest(tensors, network.d1.c.out_channels)
    tensors["d1.c.weight"] = unfolded(tensors["d1.c.weight"])[kept]
    tensors["d1.c.bias"], tensors["d2.c.weight"] = tensors["d1.c.bias"][kept], tensors["d2.c.weight"][:, kept]
    for name, parameter in network.named_parameters():
        if name in tensors and tensors[name].shape[0] <= parameter.shape[0] and tensors[name].shape[2:] == parameter.shape[2:]:
            fill(parameter, tensors[name])
    offset = 0
    for name, width in network.normalisations():
        for kind in ("g", "b"):
            if f"{name}.{kind}" in tensors:
                old = tensors[f"{name}.{kind}"]
                old = old[:, kept] if name == "d1.n" else old
                fill_styles(styles, slice(offset, offset + min(width, old.shape[1])), old[:, :width], known)
            offset += width
    styles.begin()


def go_on(network, styles, path):
    """From another run's checkpoint, with its predictor: for another stage, with other losses or one more branch."""
    trained, known, _ = restored(path)
    network.load_state_dict(trained.state_dict(), strict=False)
    state, places = known.state_dict(), style_places(network)
    for name in ("table", "l3.weight", "l3.bias"):
        old, new = state.pop(name), styles.state_dict()[name]
        numbers = lambda tensor: tensor.t() if name == "table" else tensor  # numbers of the style vector first
        for unit, place in style_places(trained).items():
            numbers(new)[places[unit]] = numbers(old)[place]
    styles.load_state_dict(state, strict=False)


def style_places(network):
    """{unit: its numbers in the style vector}."""
    places, offset = {}, 0
    for name, width in network.normalisations():
        places[name] = slice(offset, offset + 2 * width)
        offset += 2 * width
    return places


def loudest(tensors, width):
    """Of the first convolution's channels, those that the second listens to most."""
    loudness = tensors["d2.c.weight"].square().sum((0, 2, 3)).sqrt() * tensors["d1.n.g"].abs().mean(0)
    return loudness.topk(min(width, len(loudness))).indices.sort().values


def unfolded(weight):
    """A 3x3 kernel on the photo's space-to-depth by 2, [N, 12, 3, 3], is a 6x6 kernel of stride 2 on the photo, [N, 3, 6, 6]."""
    if weight.shape[1] == 3:
        return weight
    blocks = weight.view(-1, 3, 2, 2, 3, 3)  # colour, row and column in the square, row and column of the kernel
    return blocks.permute(0, 1, 4, 2, 5, 3).reshape(-1, 3, 6, 6)


def fill(parameter, old):
    if parameter.dim() == 1:
        parameter[:len(old)] = old
        return
    before = min(old.shape[1], parameter.shape[1])
    parameter[:len(old), before:] *= QUIET
    parameter[:len(old), :before] = old[:, :before]


def fill_styles(styles, place, old, known):
    for row, preset in enumerate(styles.presets):
        vector = old[known.index(preset)] if preset in known else old.mean(0) + NOISE * torch.randn(old.shape[1])
        styles.table[row, place] = vector
    styles.l3.bias[place] = old.mean(0)
