"""The network of Johnson et al. 2016 (as pytorch/examples has it, random weights) in PyTorch eager.

    python3 bench/johnson.py SIZE REPEATS THREADS

Prints JSON {milliseconds, torch}: the median time of one pass at SIZE x SIZE (RGB, batch 1).
"""
import json, statistics, sys, time
import torch, torch.nn.functional as F

size, repeats, threads = (int(value) for value in sys.argv[1:4])
torch.set_num_threads(threads)
torch.manual_seed(1)
convolution = lambda before, width, side=3, stride=1: torch.nn.Conv2d(before, width, side, stride)
norm = lambda width: torch.nn.InstanceNorm2d(width, affine=True)
first = [(convolution(3, 32, 9), norm(32)), (convolution(32, 64, 3, 2), norm(64)), (convolution(64, 128, 3, 2), norm(128))]
blocks = [[(convolution(128, 128), norm(128)) for _ in range(2)] for _ in range(5)]
ups = [(convolution(128, 64), norm(64)), (convolution(64, 32), norm(32))]
last = convolution(32, 3, 9)

def padded(x, layer):
    by = layer.kernel_size[0] // 2
    return layer(F.pad(x, (by,) * 4, mode="reflect"))

def network(x):
    for layer, n in first:
        x = F.relu(n(padded(x, layer)))
    for (one, n), (two, m) in blocks:
        x = x + m(padded(F.relu(n(padded(x, one))), two))
    for layer, n in ups:
        x = F.relu(n(padded(F.interpolate(x, scale_factor=2, mode="nearest"), layer)))
    return torch.sigmoid(padded(x, last))

picture, times = torch.rand(1, 3, size, size), []
with torch.no_grad():
    for _ in range(repeats + 1):
        start = time.perf_counter()
        network(picture)
        times.append(time.perf_counter() - start)
print(json.dumps({"milliseconds": statistics.median(times[1:]) * 1000, "torch": torch.__version__}))
