"""Distils the compact loss network. One screen of recipe: crops -> teacher's components -> student + throw-away adapters."""
import argparse
import csv
import math
import os
import random
import time

import torch
import torch.nn.functional as F
from torch import nn

from losses import style_loss, style_statistics
from pictures import Crops, SIZE, load, split, tensor
from student import WIDTHS, Student
from targets import Targets
from vgg import LAYERS, TAPS

BATCH = 8
WARM_UP = 0.01        # part of the run over which the learning rate rises
SAVE_EVERY = 120      # seconds
REPORT_EVERY = 50     # steps
TAP_WEIGHT, OTHER_WEIGHT = 1.0, 0.3  # the layers between the taps are supervised too: it steadies the deep ones
here = os.path.dirname(os.path.abspath(__file__))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default=os.path.join(here, "../../../shared/data"))
    parser.add_argument("--teacher", default="teacher/vgg19.safetensors", help="relative to --data; either teacher")
    parser.add_argument("--run", default=os.path.join(here, "runs/default"), help="folder of checkpoint and log; an existing one is resumed")
    parser.add_argument("--steps", type=int, default=8000, help="length of the schedule")
    parser.add_argument("--minutes", type=float, help="length of the schedule in minutes of training instead (then speed decides the steps)")
    parser.add_argument("--rate", type=float, default=3e-3, help="Adam's highest learning rate")
    parser.add_argument("--fresh", type=int, default=3, help="the teacher sees new crops every so many steps; the others replay")
    parser.add_argument("--replay", type=int, default=768, help="crops kept for replay, 3.5 MB each")
    parser.add_argument("--painted", type=float, default=0.1, help="part of the new batches that the student paints itself")
    parser.add_argument("--seed", type=int, default=19)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    return parser.parse_args()


class Replay:
    """The last crops with their targets in half precision. The full teacher costs three times the student's step: showing each
    of its answers about three times buys three times the steps."""

    def __init__(self, size):
        self.size, self.items = size, []

    def add(self, x, targets):
        rows = {name: t.permute(0, 2, 3, 1).half() for name, t in {"x": x, **targets}.items()}
        self.items += [{name: t[i] for name, t in rows.items()} for i in range(len(x))]
        self.items = self.items[-self.size:]

    def sample(self, count):
        items = random.sample(self.items, count)
        rows = {name: torch.stack([item[name] for item in items]).float().permute(0, 3, 1, 2) for name in items[0]}
        return rows.pop("x"), rows


def paint(student, x):
    """A few steps of style transfer inside the batch: pictures off the beaten track, exactly where the student's own
    gradient leads, so that the teacher can correct it there. Without it, optimisation finds the student's blind spots."""
    student.eval()
    with torch.no_grad():
        painting = style_statistics(student(x.roll(1, 0)))
    canvas = x.clone().requires_grad_()
    optimiser = torch.optim.Adam([canvas], lr=random.choice([0.01, 0.02, 0.04]))
    for _ in range(random.randint(4, 16)):
        canvas.grad = torch.autograd.grad(style_loss(student(canvas), painting).sum(), canvas)[0]
        optimiser.step()
        canvas.data.clamp_(0, 1)
    student.train()
    return canvas.detach()


def unexplained(student, adapters, x, targets):
    """{layer: part of the targets' variance that student and adapter do not predict}."""
    features = student(x)
    return {name: F.mse_loss(adapters[name](features[name]), y) for name, y in targets.items()}


def rate(progress):
    return min(1, progress / WARM_UP) * 0.5 * (1 + math.cos(math.pi * min(1, progress)))


def held_out_crops(paths, count=12):
    """The middles of a few held-out pictures, for the curve."""
    images = [load(path) for kind in sorted(paths) for path in paths[kind][:count]]
    boxes = [((i.width - 2 * SIZE) // 2, (i.height - 2 * SIZE) // 2) for i in images]
    return torch.stack([tensor(i.resize((SIZE, SIZE), box=(l, t, l + 2 * SIZE, t + 2 * SIZE))) for i, (l, t) in zip(images, boxes)])


def main():
    options = arguments()
    random.seed(options.seed)
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    os.makedirs(options.run, exist_ok=True)
    checkpoint = os.path.join(options.run, "checkpoint.pt")

    train, held = split(options.data)
    crops, device = Crops(train), options.device
    targets = Targets(os.path.join(options.data, options.teacher)).to(device)
    student = Student().to(device, memory_format=torch.channels_last)
    adapters = nn.ModuleDict({name: nn.Conv2d(WIDTHS[name[0]], targets.count(name), 1) for name in LAYERS}).to(device)
    optimiser = torch.optim.Adam([*student.parameters(), *adapters.parameters()], lr=options.rate)
    parts = {"student": student, "adapters": adapters, "targets": targets, "optimiser": optimiser}
    step, seconds = 0, 0.0
    if os.path.exists(checkpoint):
        saved = torch.load(checkpoint, map_location=device)
        for name, part in parts.items():
            part.load_state_dict(saved[name])
        step, seconds = saved["step"], saved["seconds"]
        random.seed(options.seed + step)  # new crops, not the first ones again
        torch.manual_seed(options.seed + step)
    else:
        targets.fit(crops.batch(BATCH).to(device) for _ in range(24))

    def save():
        state = {name: part.state_dict() for name, part in parts.items()}
        torch.save({**state, "step": step, "seconds": seconds, "options": vars(options)}, checkpoint + ".part")
        os.replace(checkpoint + ".part", checkpoint)

    test = held_out_crops(held).to(device)
    test_targets, replay = targets(test), Replay(options.replay)
    clock, last_save = time.time() - seconds, time.time()
    progress = lambda: seconds / (60 * options.minutes) if options.minutes else step / options.steps
    log = open(os.path.join(options.run, "log.csv"), "a", newline="", buffering=1)
    rows = csv.writer(log)
    if step == 0:
        rows.writerow(["step", "seconds", "rate", "loss", "held_out", *TAPS])

    while progress() < 1:
        if step % options.fresh == 0 or len(replay.items) < 8 * BATCH:
            x = crops.batch(BATCH).to(device)
            if progress() > 0.2 and random.random() < options.painted:
                x = paint(student, x)
            y = targets(x)
            replay.add(x, y)
        else:
            x, y = replay.sample(BATCH)
        for group in optimiser.param_groups:
            group["lr"] = options.rate * rate(progress())
        errors = unexplained(student, adapters, x, y)
        loss = sum(error * (TAP_WEIGHT if name in TAPS else OTHER_WEIGHT) for name, error in errors.items())
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        step, seconds = step + 1, time.time() - clock

        if step % REPORT_EVERY == 0 or progress() >= 1:
            student.eval()
            with torch.no_grad():
                tested = unexplained(student, adapters, test, test_targets)
            student.train()
            mean = sum(float(tested[name]) for name in TAPS) / len(TAPS)
            row = [step, round(seconds, 1), optimiser.param_groups[0]["lr"], float(loss), mean, *(float(tested[t]) for t in TAPS)]
            rows.writerow([f"{value:.5g}" if isinstance(value, float) else value for value in row])
            print(f"step {step} {progress():.1%} {seconds:.0f} s loss {float(loss):.3f} held out " + " ".join(f"{t} {float(tested[t]):.3f}" for t in TAPS), flush=True)
        if time.time() - last_save > SAVE_EVERY:
            save()
            last_save = time.time()
    save()


if __name__ == "__main__":
    main()
