"""Reads and writes safetensors files: an 8-byte length, a JSON header, then the raw tensors one after the other."""
import json
import struct

import numpy as np
import torch

DTYPES = {"F32": "<f4", "F16": "<f2"}


def read(path):
    """Returns ({name: float32 tensor}, metadata). F16 and F32 only; anything else is a KeyError."""
    with open(path, "rb") as file:
        data = file.read()
    start = 8 + struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:start])
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        array = np.frombuffer(data[start + begin:start + end], DTYPES[entry["dtype"]])
        tensors[name] = torch.from_numpy(array.reshape(entry["shape"]).astype("f4"))
    return tensors, metadata


def write(path, tensors, metadata):
    """Writes float32. Metadata values are strings, as the format demands."""
    header, blobs, offset = {"__metadata__": metadata}, [], 0
    for name, tensor in tensors.items():
        blob = tensor.detach().cpu().contiguous().numpy().astype("<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [offset, offset + len(blob)]}
        blobs.append(blob)
        offset += len(blob)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)  # tensors start on a multiple of 8, which some readers map directly
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(blobs))
