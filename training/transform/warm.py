"""Starts a network from an exported one of the same family, even if its widths differ or it knows fewer presets."""
import os

import torch

import tensorfile
from export import digest
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
    tensors["d1.c.weight"] = unfolded(tensors["d1.c.weight"])
    units, kept = units_of(tensors), narrowed(tensors, network)
    for name, parameter in network.named_parameters():
        if name in tensors and tensors[name].shape[0] <= parameter.shape[0] and tensors[name].shape[2:] == parameter.shape[2:]:
            fill(parameter, tensors[name])
    offset = 0
    for name, width in network.normalisations():
        for kind in ("g", "b"):
            if f"{name}.{kind}" in tensors:
                old = tensors[f"{name}.{kind}"]
                fill_styles(styles, slice(offset, offset + min(width, old.shape[1])), old[:, :width], known)
            offset += width
    if not take_predictor(styles, network, path, units, kept):
        styles.begin()


def go_on(network, styles, path):
    """From another run's checkpoint, with its predictor: for another stage, with other losses, one more branch or fewer blocks."""
    trained, known, _ = restored(path)
    network.load_state_dict(trained.state_dict(), strict=False)
    state, places = known.state_dict(), style_places(network)
    for name in ("table", "l3.weight", "l3.bias"):
        old, new = state.pop(name), styles.state_dict()[name]
        numbers = lambda tensor: tensor.t() if name == "table" else tensor  # numbers of the style vector first
        for unit, place in style_places(trained).items():
            if unit in places:
                numbers(new)[places[unit]] = numbers(old)[place]
    styles.load_state_dict(state, strict=False)


def style_places(network):
    """{unit: its numbers in the style vector}."""
    places, offset = {}, 0
    for name, width in network.normalisations():
        places[name] = slice(offset, offset + 2 * width)
        offset += 2 * width
    return places


def narrowed(tensors, network):
    """Leaves of each unit's channels as many as there is room for: {unit: their numbers}."""
    narrow = lambda unit, listener, to: loudest(tensors, unit, listener, to.c.out_channels)
    kept = {"d1": narrow("d1", "d2.c", network.d1), "u1": narrow("u1", "o", network.u1)}
    for within, part in parts_of(network):
        kept |= {f"{within}r.{i}.0": narrow(f"{within}r.{i}.0", f"{within}r.{i}.1.c", first) for i, (first, _) in enumerate(part.r)}
    return kept


def parts_of(network):
    """[(how names within it begin, the part)]: the network itself, and its branches."""
    parts = [("", network)]
    while parts[-1][1].coarse:
        within, part = parts[-1]
        parts.append((f"{within}coarse.", part.coarse))
    return parts


def loudest(tensors, unit, listener, width):
    """Those that the convolution behind the unit listens to most; the others are taken out of both."""
    loudness = tensors[f"{listener}.weight"].square().sum((0, 2, 3)).sqrt() * tensors[f"{unit}.n.g"].abs().mean(0)
    kept = loudness.topk(min(width, len(loudness))).indices.sort().values
    for name, axis in ((f"{unit}.c.weight", 0), (f"{unit}.c.bias", 0), (f"{unit}.n.g", 1), (f"{unit}.n.b", 1), (f"{listener}.weight", 1)):
        tensors[name] = tensors[name].index_select(axis, kept)
    return kept


def units_of(tensors):
    """{unit: (where its numbers begin in the style vector, channels)} of an exported network."""
    units, offset = {}, 0
    for name, tensor in tensors.items():
        if name.endswith(".n.g"):
            units[name[:-4]] = (offset, tensor.shape[1])
            offset += 2 * tensor.shape[1]
    return units


def take_predictor(styles, network, path, units, kept):
    """What the predictor beside an exported network says of the units that are left of it, see `units_of` and `narrowed`. False: there is none for them."""
    beside = os.path.join(os.path.dirname(path), "predictor.safetensors")
    if not os.path.exists(beside):
        return False
    predictor, metadata = tensorfile.read(beside)
    if metadata["transform"] != digest(path) or not units.keys() >= {name[:-2] for name, _ in network.normalisations()}:
        return False
    rows = numbers_left(network, units, kept)
    state = {name: predictor[name] for name in ("l1.weight", "l1.bias", "l2.weight", "l2.bias")}
    state |= {"l3.weight": predictor["l3.weight"][rows], "l3.bias": predictor["l3.bias"][rows]}
    styles.load_state_dict(state | {"mean": predictor["input.mean"], "deviation": predictor["input.deviation"]}, strict=False)
    return True


def numbers_left(network, units, kept):
    """Which numbers of the larger network's style vector the smaller one's are."""
    rows = []
    for name in (name[:-2] for name, _ in network.normalisations()):
        (begin, width), own = units[name], kept.get(name)
        own = torch.arange(width) if own is None else own
        rows += [begin + own, begin + width + own]
    return torch.cat(rows)


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
