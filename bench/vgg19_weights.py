"""Tensors of a safetensors file as float32 in PyTorch, and the layers of VGG-19 up to conv5_1; P: pooling."""
import json, struct
import numpy as np, torch

LAYERS = '1_1 1_2 P 2_1 2_2 P 3_1 3_2 3_3 3_4 P 4_1 4_2 4_3 4_4 P 5_1'.split()
STYLE = ('1_1', '2_1', '3_1', '4_1', '5_1')

def read(file):
    blob = open(file, 'rb').read()
    head = struct.unpack('<Q', blob[:8])[0]
    weights = {}
    for name, t in json.loads(blob[8:8 + head]).items():
        if name != '__metadata__':
            a, b = t['data_offsets']
            kind = {'F16': '<f2', 'F32': '<f4'}[t['dtype']]
            weights[name] = torch.from_numpy(np.frombuffer(blob[8 + head + a:8 + head + b], kind).reshape(t['shape']).astype('f4'))
    return weights
