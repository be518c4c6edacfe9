"""The alternative a user would pick: the same network, loss and gradient in PyTorch.

    python3 bench/pytorch.py WEIGHTS SIZE REPEATS THREADS eager|compile

THREADS 0: PyTorch's own choice; compile: by torch.compile, whose first run is not counted. Prints JSON {milliseconds, torch, threads}: the median time of one loss + gradient at
SIZE x SIZE (RGB, batch 1):
content at conv3_3 and conv4_2, covariance + mean style loss at five layers, total variation, range penalty:
the objective of packages/core/src/transfer/options.ts.
"""
import json, statistics, sys, time
import torch, torch.nn.functional as F
from vgg19_weights import LAYERS, STYLE, read

file, size, repeats, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
if threads > 0:
    torch.set_num_threads(threads)
weights = read(file)

def features(x):
    taps, x = {}, (x - 0.45) / 0.225
    for name in LAYERS:
        if name == 'P':
            x = F.avg_pool2d(x, 2)
        else:
            x = F.pad(x, (1, 1, 1, 1), mode='reflect')
            x = F.relu(F.conv2d(x, weights[f'conv{name}.weight'], weights[f'conv{name}.bias']))
            taps[name] = x
    return taps

def statistics_of(f):
    f = f.flatten(2)[0]
    mean = f.mean(1, keepdim=True)
    return mean, (f - mean) @ (f - mean).T / f.shape[1]

with torch.no_grad():
    torch.manual_seed(0)
    photo, painting = torch.rand(1, 3, size, size), torch.rand(1, 3, size, size)
    content = {k: f for k, f in features(photo).items() if k in ('3_3', '4_2')}
    target = {k: statistics_of(f) for k, f in features(painting).items() if k in STYLE}

def loss(x):
    f = features(x)
    total = sum(0.06 * ((f[k] - p) ** 2).sum() / (p ** 2).sum() for k, p in content.items())
    for k in STYLE:
        (mean, cov), (m, c) = statistics_of(f[k]), target[k]
        total = total + 0.2 * (((cov - c) ** 2).sum() / (c ** 2).sum() + ((mean - m) ** 2).sum() / c.diagonal().sum())
    variation = (((x[..., 1:] - x[..., :-1]) ** 2).sum() + ((x[..., 1:, :] - x[..., :-1, :]) ** 2).sum()) / x.numel()
    out_of_range = ((x - x.clamp(0, 1)) ** 2).mean()
    return total + 1.5 * variation + 10 * out_of_range

if sys.argv[5:] == ['compile']:
    loss = torch.compile(loss)
times = []
for _ in range(repeats + 1):
    x = photo.clone().requires_grad_(True)
    start = time.perf_counter()
    loss(x).backward()
    times.append(time.perf_counter() - start)
print(json.dumps({'milliseconds': statistics.median(times[1:]) * 1000, 'torch': torch.__version__,
                  'threads': torch.get_num_threads()}))
