"""The original method (Gatys et al. 2016: VGG-19, L-BFGS, from the photo) until its picture is judged as good as another.

    python3 bench/original.py VGG19 EVALUATIONS PHOTO PAINTING OURS

VGG19: safetensors, named conv1_1.weight …; pictures: NAME:HEIGHT:WIDTH, raw float32 [H, W, 3] in [0, 1]. Weights of the losses
are those of the author's PyTorch code (1 for content, 1000 / N² for a style layer). Judged every ten evaluations, which does
not count, as decision 3 does: mean and covariance of five layers against the painting's, over the photo's own distance, at
384 pixels. Prints JSON: seconds, evaluations, reached, and style and content of both.
"""
import json, sys, time
import numpy as np, torch, torch.nn.functional as F
from vgg19_weights import LAYERS, STYLE, read

file, most = sys.argv[1], int(sys.argv[2])
weights = read(file)
MEAN = torch.tensor([123.68, 116.779, 103.939])[None, :, None, None]

def picture(given):
    name, height, width = given.rsplit(':', 2)
    values = np.fromfile(name, '<f4').reshape(int(height), int(width), 3)
    return torch.from_numpy(values).permute(2, 0, 1)[None].contiguous()

def features(x, pool=F.avg_pool2d):
    taps, x = {}, 255 * x - MEAN
    for name in LAYERS:
        if name == 'P':
            x = pool(x, 2)
        else:
            x = F.relu(F.conv2d(x, weights[f'conv{name}.weight'], weights[f'conv{name}.bias'], padding=1))
            taps[name] = x
    return taps

def gram(f):
    f = f.flatten(2)[0]
    return f @ f.T / f.shape[1]

def moments(f):
    f = f.flatten(2)[0]
    mean = f.mean(1, keepdim=True)
    return (f - mean) @ (f - mean).T / f.shape[1], mean

def seen(x):
    scale = 384 / max(x.shape[2:])
    size = [max(16, round(side * scale)) for side in x.shape[2:]]
    return features(F.interpolate(x, size, mode='bicubic', antialias=True), F.max_pool2d)

photo, painting, ours = map(picture, sys.argv[3:6])
with torch.no_grad():
    at_photo = seen(photo)
    goal = {k: moments(f) for k, f in seen(painting).items() if k in STYLE}

    def style_of(f):
        parts = [((moments(f[k])[0] - c) ** 2).sum() / (c ** 2).sum() + ((moments(f[k])[1] - m) ** 2).sum() / c.diagonal().sum() for k, (c, m) in goal.items()]
        return float(sum(parts) / len(parts))

    own = style_of(at_photo)

    def judged(x):
        f = seen(x.clamp(0, 1))
        content = ((f['4_2'] - at_photo['4_2']) ** 2).mean() / (at_photo['4_2'] ** 2).mean()
        return {'style': style_of(f) / own, 'content': float(content)}

    target = judged(ours)
    content = features(photo)['4_2']
    grams = {k: gram(f) for k, f in features(painting).items() if k in STYLE}

x = photo.clone().requires_grad_(True)
evaluations = 0

def closure():
    global evaluations
    evaluations += 1
    optimiser.zero_grad()
    f = features(x)
    loss = F.mse_loss(f['4_2'], content)
    for k, g in grams.items():
        loss = loss + 1e3 / g.shape[0] ** 2 * F.mse_loss(gram(f[k]), g)
    loss.backward()
    return loss

optimiser = torch.optim.LBFGS([x], lr=1, max_iter=10, max_eval=10, history_size=100)
seconds, reached, now = 0.0, False, None
while evaluations < most and not reached:
    begin = time.perf_counter()
    optimiser.step(closure)
    seconds += time.perf_counter() - begin
    with torch.no_grad():
        now = judged(x)
    reached = now['style'] <= target['style']
print(json.dumps({'seconds': seconds, 'evaluations': evaluations, 'reached': reached, 'theirs': now, 'ours': target, 'torch': torch.__version__}))
