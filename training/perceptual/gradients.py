"""The second stage: where the student's gradient of an objective points, the full VGG-19's is to point.

What is painted follows this gradient and nothing else of the network. Samples are pictures on their way: fast and high paintings
of our own (starts.ts), photos in a painting's colours, and what some steps along the student's own gradient make of them; each
with an objective of its own, whose weights are drawn by lot around the product's. The teacher's gradient of a sample does not
change, so that each is shown about as often as `--fresh` says. The student is differentiated twice.
"""
import argparse
import csv
import json
import math
import os
import random
import time

import torch
import torch.nn.functional as F
from PIL import Image
from torch import nn

import tensorfile
from losses import statistics
from pictures import HELD_OUT, files, load, tensor
from vgg import LAYERS, LAYOUT, STUDENT_INPUT, Vgg, reflect

SIZE = 192            # side of a crop, pixels: a multiple of 64, for the coarsest look at a gradient
STYLE = {"1_1": 0.2, "2_1": 0.2, "3_1": 0.2, "3_3": 0.3, "4_1": 0.2, "5_1": 0.2}  # the product's (objective/objectives.ts)
CONTENT = ("3_3", "4_2")
SPREAD = 0.7          # deviation of the logarithm of a weight
SIGHTS = {1: 0.2, 2: 0.25, 4: 0.3, 8: 0.25}  # pixels of a gradient averaged together, and how much that look at it counts
LEVELS = 0.05         # weight of the losses themselves, layer by layer, on a logarithmic scale
LEAST_NORM, LEAST_TRACE = 0.06, 0.2  # objective/richness.ts
POOL = 400            # samples kept
AVERAGED = 0.99       # what is exported is a running mean of the weights
SAVE_EVERY, REPORT_EVERY = 90, 100  # seconds, steps
here = os.path.dirname(os.path.abspath(__file__))


class Student(nn.Module):
    """The exported student, to go on with. Each channel is learnt in units of its own size: their votes differ (export.py)."""

    def __init__(self, path):
        super().__init__()
        tensors, _ = tensorfile.read(path)
        size = lambda t: t.flatten(1).square().mean(1).sqrt().view(-1, 1, 1, 1) if t.dim() == 4 else t.square().mean().sqrt()
        self.units = {name: size(t) for name, t in tensors.items()}
        self.parts = nn.ParameterDict({name.replace(".", "_"): nn.Parameter(t / self.units[name]) for name, t in tensors.items()})

    def forward(self, x):
        mean, scale = STUDENT_INPUT
        take = lambda name: self.parts[name.replace(".", "_")] * self.units[name]
        convolve = lambda name, y: F.relu(F.conv2d(reflect(y), take(f"conv{name}.weight"), take(f"conv{name}.bias")))
        return features(((x - mean[0]) * scale).contiguous(memory_format=torch.channels_last), convolve, F.avg_pool2d)

    def tensors(self, parts):
        return {name: parts[name.replace(".", "_")].detach() * unit for name, unit in self.units.items()}


class Teacher(Vgg):
    """The full VGG-19 with convolutions in bfloat16, in which its gradient can be taken."""

    def __init__(self, path):
        super().__init__(path)
        for name in LAYERS:
            for kind in ("weight", "bias"):
                setattr(self, kind + name, getattr(self, kind + name).bfloat16())

    def forward(self, x):
        x = ((x - self.mean) * self.scale).bfloat16().contiguous(memory_format=torch.channels_last)
        convolve = lambda name, y: F.relu(F.conv2d(reflect(y), getattr(self, f"weight{name}"), getattr(self, f"bias{name}")))
        return features(x, convolve, self.pool)


def features(x, convolve, pool):
    """{layer: feature, float32} of those that objectives are made of."""
    found = {}
    for name in LAYOUT:
        x = pool(x, 2) if name == "P" else convolve(name, x)
        if name in STYLE or name in CONTENT:
            found[name] = x.float()
    return found


def targets(network, painting, photo):
    seen, kept = network(painting), network(photo)
    return {name: statistics(seen[name]) for name in STYLE}, {name: kept[name] for name in CONTENT}


def losses(found, style, content, weights):
    """The objective of each sample, [B], and its parts, [B, 8]: style by layer, content by layer; weights: the same shape."""
    parts = []
    for name in STYLE:
        mean, covariance = statistics(found[name])
        mean_a, covariance_a = style[name]
        energy, trace = mean_a.square().sum((1, 2)), covariance_a.diagonal(dim1=1, dim2=2).sum(1)
        square = torch.maximum(covariance_a.square().sum((1, 2)), (LEAST_NORM * energy) ** 2)
        part = (covariance - covariance_a).square().sum((1, 2)) / square
        parts.append(part + (mean - mean_a).square().sum((1, 2)) / torch.maximum(trace, LEAST_TRACE * energy))
    for name in CONTENT:
        parts.append((found[name] - content[name]).square().flatten(1).sum(1) / content[name].square().flatten(1).sum(1))
    parts = torch.stack(parts, 1)
    return (parts * weights).sum(1), parts


def drawn_weights(count):
    """[B, 8]: style alone, style and content, and one time in seven content alone."""
    rows = []
    for _ in range(count):
        lot, by_lot = random.random(), lambda weight: weight * math.exp(random.gauss(0, SPREAD))
        style = [by_lot(weight) if lot < 0.85 else 0.0 for weight in STYLE.values()]
        rows.append(style + [0.0 if lot < 0.45 else by_lot(0.1 if lot < 0.85 else 1.0) for _ in CONTENT])
    return torch.tensor(rows)


class Samples:
    """Crops (picture, photo, painting). held: those of the photos that are never trained on."""

    def __init__(self, data, starts, held=False):
        part = lambda paths: paths[::HELD_OUT] if held else [p for i, p in enumerate(paths) if i % HELD_OUT]
        self.photos = [part(files(data, folder)) for folder in ("photos", "landscapes")]
        corpus = [part(files(data, f"style-corpus/{folder}"))[:300] for folder in ("monet", "kaokore")]
        self.paintings = [files(data, "styles")] * 2 + [sum(corpus, [])]
        with open(os.path.join(starts, "starts.json")) as file:
            rows = json.load(file)
        self.starts, self.images = rows[-20:] if held else rows[:-20], {}

    def image(self, path):
        if path not in self.images:
            self.images[path] = load(path)
        return self.images[path]

    def crops(self, images, most):
        """The same crop of pictures of one scene, of SIZE to `most` times that."""
        first = images[0]
        side = min(*first.size, round(SIZE * random.uniform(1, most)))
        left, top, flipped = random.randint(0, first.width - side), random.randint(0, first.height - side), random.random() < 0.5
        found = []
        for image in images:
            u, v = image.width / first.width, image.height / first.height
            box = (left * u, top * v, min(image.width, (left + side) * u), min(image.height, (top + side) * v))
            x = tensor(image.resize((SIZE, SIZE), Image.BILINEAR, box, reducing_gap=2))
            found.append(x.flip(2) if flipped else x)
        return found

    def painting(self, path=None):
        return self.crops([self.image(path or random.choice(random.choice(self.paintings)))], 2.5)[0]

    def sample(self):
        if random.random() < 0.55:
            row = random.choice(self.starts)
            x, photo = self.crops([self.image(row["picture"]), self.image(row["photo"])], 1.4)
            painting = self.painting(row["painting"] if random.random() < 0.8 else None)
        else:
            photo, painting = self.crops([self.image(random.choice(random.choice(self.photos)))], 2.2)[0], self.painting()
            x = coloured(photo, painting) if random.random() < 0.7 else photo.clone()
        if random.random() < 0.3:
            x = torch.lerp(x, photo, random.uniform(0.1, 0.7))
        if random.random() < 0.25:
            x = (x + torch.randn_like(x) * random.uniform(0, 0.08)).clamp(0, 1)
        return x, photo, painting

    def batch(self, count):
        return [torch.stack(part) for part in zip(*[self.sample() for _ in range(count)])]


def coloured(photo, painting):
    """A photo [3, H, W] in a painting's colours: the linear map that moves colours least (Pitié and Kokaram 2007)."""
    p, a = photo.flatten(1), painting.flatten(1)
    mean_p, mean_a = p.mean(1, keepdim=True), a.mean(1, keepdim=True)
    covariance = lambda rows, mean: (rows - mean) @ (rows - mean).T / rows.shape[1]

    def power(matrix, exponent):
        values, vectors = torch.linalg.eigh(matrix)
        return vectors @ torch.diag(values.clamp_min(1e-6) ** exponent) @ vectors.T

    own = covariance(p, mean_p) + 1e-5 * torch.eye(3)
    root, inverse = power(own, 0.5), power(own, -0.5)
    moved = inverse @ power(root @ covariance(a, mean_a) @ root, 0.5) @ inverse @ (p - mean_p) + mean_a
    return moved.clamp(0, 1).view_as(photo)


def walk(student, x, photo, painting, weights):
    """Up to 20 steps where the student's own gradient leads: what it is blind to shows there, and the teacher can say so."""
    steps = random.choice([0, 0, 2, 5, 9, 14, 20])
    if steps == 0:
        return x
    with torch.no_grad():
        style, content = targets(student, painting, photo)
    canvas = x.clone().requires_grad_()
    optimiser = torch.optim.Adam([canvas], lr=random.choice([0.01, 0.02, 0.03]), betas=(0.8, 0.95))
    for _ in range(steps):
        canvas.grad = torch.autograd.grad(losses(student(canvas), style, content, weights)[0].sum(), canvas)[0]
        optimiser.step()
        canvas.data.clamp_(-0.02, 1.02)
    return canvas.detach()


def taught(teacher, x, photo, painting, weights):
    """The teacher's gradient, and its losses."""
    with torch.no_grad():
        style, content = targets(teacher, painting, photo)
    x = x.clone().requires_grad_()
    total, parts = losses(teacher(x), style, content, weights)
    return torch.autograd.grad(total.sum(), x)[0].detach(), parts.detach()


def compared(student, x, photo, painting, weights, gradient, parts):
    """Cosine of the two gradients at each sight, [B, 4], and the mean square of the logarithms of the losses' ratios, [B]."""
    style, content = targets(student, painting, photo)
    x = x.clone().requires_grad_()
    total, mine = losses(student(x), style, content, weights)
    own = torch.autograd.grad(total.sum(), x, create_graph=True)[0]
    seen = lambda g, side: F.avg_pool2d(g, side).flatten(1)
    cosines = torch.stack([F.cosine_similarity(seen(own, side), seen(gradient, side)) for side in SIGHTS], 1)
    return cosines, (torch.log(mine + 1e-3) - torch.log(parts + 1e-3)).clamp(-2, 2).square().mean(1)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default=os.path.join(here, "../../../shared/data"))
    parser.add_argument("--starts", default=os.path.join(here, "runs/starts"), help="folder that starts.ts wrote")
    parser.add_argument("--student", default=os.path.join(here, "../../models/perceptual/perceptual.safetensors"), help="exported by export.py")
    parser.add_argument("--run", default=os.path.join(here, "runs/gradients"), help="folder of checkpoint, log and result; an existing one is resumed")
    parser.add_argument("--minutes", type=float, default=46)
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--fresh", type=int, default=6, help="the teacher sees new samples every so many steps")
    parser.add_argument("--rate", type=float, default=3e-3, help="Adam's highest learning rate, in units of a channel's own size")
    parser.add_argument("--seed", type=int, default=23)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    options = parser.parse_args()
    random.seed(options.seed)
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    os.makedirs(options.run, exist_ok=True)
    checkpoint = os.path.join(options.run, "checkpoint.pt")

    teacher, student = Teacher(os.path.join(options.data, "teacher/vgg19.safetensors")), Student(options.student)
    samples, unseen = Samples(options.data, options.starts), Samples(options.data, options.starts, held=True)

    def new(source):
        x, photo, painting = source.batch(options.batch)
        weights = drawn_weights(options.batch)
        x = walk(student, x, photo, painting, weights)
        return x, photo, painting, weights, *taught(teacher, x, photo, painting, weights)

    held = [new(unseen) for _ in range(6)]
    optimiser = torch.optim.Adam(student.parameters(), lr=options.rate, betas=(0.9, 0.995))
    step, seconds, mean, pool = 0, 0.0, {name: part.detach().clone() for name, part in student.parts.items()}, []
    if os.path.exists(checkpoint):
        saved = torch.load(checkpoint)
        student.load_state_dict(saved["student"])
        optimiser.load_state_dict(saved["optimiser"])
        step, seconds, mean = saved["step"], saved["seconds"], saved["mean"]
        random.seed(options.seed + step)
        torch.manual_seed(options.seed + step)

    def save():
        state = {"student": student.state_dict(), "optimiser": optimiser.state_dict(), "step": step, "seconds": seconds, "mean": mean}
        torch.save(state, checkpoint + ".part")
        os.replace(checkpoint + ".part", checkpoint)
        note = f"then its gradients to VGG-19's, {step} steps in {seconds / 60:.0f} minutes, seed {options.seed}"
        metadata = tensorfile.read(options.student)[1]
        metadata["training"] = f"{metadata['training']}; {note}"
        tensorfile.write(os.path.join(options.run, "perceptual.safetensors"), student.tensors(mean), metadata)

    def report(rows):
        own = {name: part.detach().clone() for name, part in student.parts.items()}
        for name, part in student.parts.items():
            part.data.copy_(mean[name])
        found = [compared(student, *sample) for sample in held]
        for name, part in student.parts.items():
            part.data.copy_(own[name])
        cosines, levels = (torch.cat(part).detach().mean(0) for part in zip(*found))
        row = [step, round(seconds), *(round(float(c), 4) for c in cosines), round(float(levels), 4)]
        rows.writerow(row)
        print("step %d, %d s, cosines %.3f %.3f %.3f %.3f, levels %.3f" % tuple(row), flush=True)

    clock, saved_at = time.time() - seconds, time.time()
    log = open(os.path.join(options.run, "log.csv"), "a", newline="", buffering=1)
    rows = csv.writer(log)
    if step == 0:
        rows.writerow(["step", "seconds", *(f"cosine_{side}" for side in SIGHTS), "levels"])
        report(rows)
    counts = torch.tensor(list(SIGHTS.values()))
    while (progress := seconds / 60 / options.minutes) < 1:
        if step % options.fresh == 0 or len(pool) < 6 * options.batch:
            pool = (pool + list(zip(*new(samples))))[-POOL:]
            shown = pool[-options.batch:]
        else:
            shown = random.sample(pool, options.batch)
        cosines, levels = compared(student, *[torch.stack(part) for part in zip(*shown)])
        loss = ((1 - cosines) * counts).sum(1).mean() + LEVELS * levels.mean()
        for group in optimiser.param_groups:
            group["lr"] = options.rate * min(1, (step + 1) / 80) * (0.03 + 0.97 * 0.5 * (1 + math.cos(math.pi * progress)))
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(student.parameters(), 1.0)
        optimiser.step()
        step, seconds = step + 1, time.time() - clock
        kept = min(AVERAGED, (step + 1) / (step + 5))
        for name, part in student.parts.items():
            mean[name].lerp_(part.detach(), 1 - kept)
        if step % REPORT_EVERY == 0:
            report(rows)
        if time.time() - saved_at > SAVE_EVERY:
            save()
            saved_at = time.time()
    report(rows)
    save()


if __name__ == "__main__":
    main()
