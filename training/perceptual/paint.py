"""Paints one picture with any of the loss networks: the reference that the product's engine is compared with.

L-BFGS from the photo, coarse to fine; loss = content weight * content + style + 0.02 * total variation.
Differs from Gatys et al. 2016: covariance and mean instead of the Gram matrix, relative errors, average pooling.
"""
import argparse
import os
import time

import torch

from losses import style_loss, style_statistics
from pictures import load, tensor
from regression import shrink
from vgg import CONTENT_TAP, Vgg
from PIL import Image

here = os.path.dirname(os.path.abspath(__file__))
TOTAL_VARIATION = 0.02
LEVELS = [(128, 200), (256, 150), (400, 80)]  # longest side in pixels, iterations; the last size is the one asked for


def variation(x):
    return (x[:, :, 1:] - x[:, :, :-1]).abs().mean() + (x[:, :, :, 1:] - x[:, :, :, :-1]).abs().mean()


def level(network, x, photo, painting, content_weight, iterations):
    """x, photo: [1, 3, H, W] of one size; painting: the same longest side. Returns the picture and its last losses."""
    with torch.no_grad():
        content = network(photo)[CONTENT_TAP]
        power = (content ** 2).mean()
        style = style_statistics(network(painting))
    x = x.clone().contiguous().requires_grad_()
    optimiser = torch.optim.LBFGS([x], max_iter=iterations, max_eval=iterations * 5 // 4, history_size=20,
                                  tolerance_grad=0, tolerance_change=0, line_search_fn="strong_wolfe")
    last = {}

    def closure():
        features = network(x)
        c = ((features[CONTENT_TAP] - content) ** 2).mean() / power
        s = style_loss(features, style).sum()
        total = content_weight * c + s + TOTAL_VARIATION * variation(x)
        x.grad = torch.autograd.grad(total, x)[0]
        last.update(content=float(c), style=float(s), total=float(total))
        return total

    optimiser.step(closure)
    return x.detach().clamp(0, 1), last


def paint(network, photo, painting, size, content_weight, device="cpu", say=lambda *_: None):
    x = None
    for longest, iterations in [(s, n) for s, n in LEVELS if s < size] + [(size, LEVELS[-1][1])]:
        p = shrink(photo, longest).to(device)
        start = p if x is None else torch.nn.functional.interpolate(x, p.shape[2:], mode="bicubic", align_corners=False)
        x, losses = level(network, start, p, shrink(painting, longest).to(device), content_weight, iterations)
        say(longest, losses)
    return x


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("photo")
    parser.add_argument("painting")
    parser.add_argument("out")
    parser.add_argument("--network", default=os.path.join(here, "../../models/perceptual/perceptual.safetensors"), help="the student or either teacher")
    parser.add_argument("--pool", default="average", choices=["average", "max"])
    parser.add_argument("--size", type=int, default=384, help="longest side in pixels")
    parser.add_argument("--content", type=float, default=0.1, help="content weight; 0.02 is nearly pure style, 0.08 to 0.25 a good balance")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)

    network, start = Vgg(options.network, options.pool).to(options.device), time.time()
    say = lambda longest, losses: print(f"{longest} px, {time.time() - start:.1f} s:", " ".join(f"{k} {v:.4f}" for k, v in losses.items()), flush=True)
    photo, painting = (tensor(load(path, 1024))[None] for path in (options.photo, options.painting))
    x = paint(network, photo, painting, options.size, options.content, options.device, say)
    Image.fromarray((x[0].permute(1, 2, 0).cpu().numpy() * 255).round().astype("uint8")).save(options.out)


if __name__ == "__main__":
    main()
