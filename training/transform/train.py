"""Trains one transform network for all presets, and the predictor of any style's vector beside it. One screen of recipe: crops -> network -> perceptual losses -> Adam."""
import argparse
import csv
import ctypes
import json
import math
import os
import random
import time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the workers are the parallelism

import torch
import torch.multiprocessing as processes
from PIL import Image

import beside
from corpus import corpus
from network import Transform
from objective import LossNetwork, Objective, descriptions
from paint import restored
from photos import Photos, grain, photo_paths
from styles import Styles
from warm import warm_start

WARM_UP = 0.01       # part of the run over which the learning rate rises
SHIFT = 8            # pixels: losses are taken on a crop at a random offset, so that no pattern can hide in the pooling grid
AVERAGE = 0.999      # highest decay of the running average of the weights, which is what gets exported
BALANCE_RATE, BALANCE_RANGE = 0.02, (0.5, 2)  # how fast and how far a preset's content weight moves towards the wanted content
SAVE_EVERY, REPORT_EVERY = 120, 25            # seconds, steps
PARTS = ["style", "content", "detail", "fine", "variation"]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--data", default=beside.DATA, help="folder of photos, landscapes, styles")
    parser.add_argument("--photos", nargs="+", help="folders of photos; instead of those of --data")
    parser.add_argument("--presets", default=os.path.join(beside.MODELS, "presets/presets.json"), help="names and files of the paintings")
    parser.add_argument("--only", nargs="+", help="names of presets, if not all")
    parser.add_argument("--loss", default=beside.LOSS_NETWORK, help="loss network: the compact one, or the full VGG-19 for the last stage")
    parser.add_argument("--start", help="exported network, or checkpoint of another run, to start from")
    parser.add_argument("--predictor", help="checkpoint of a finished run: its network stays as it is, and only the predictor is trained")
    parser.add_argument("--run", default=os.path.join(beside.RUNS, "default"), help="folder of checkpoint and log; an existing one is resumed")
    parser.add_argument("--norm", choices=["instance", "batch"], default="instance")
    parser.add_argument("--alpha", type=float, default=0.35, help="weight of content; balanced per preset around this")
    parser.add_argument("--beta", type=float, default=1, help="weight of style")
    parser.add_argument("--content", type=float, default=0.55, help="content loss that the balance aims at; 0: no balance")
    parser.add_argument("--detail", type=float, default=0.08, help="weight of the layout of details")
    parser.add_argument("--fine", type=float, default=100, help="weight against fine texture where the photo is flat")
    parser.add_argument("--grain", type=float, default=0.03, help="standard deviation of the noise that the photo gets before it is painted")
    parser.add_argument("--variation", type=float, default=0.05)
    parser.add_argument("--any", type=float, default=0.35, help="part of the steps that goes to paintings which are no preset, or to predicting one that is")
    parser.add_argument("--corpus", type=int, default=200, help="pictures of style-corpus to learn any style from")
    parser.add_argument("--variants", type=int, default=7, help="crops and colour variants of every painting")
    parser.add_argument("--far", type=float, default=0.4, help="part of the style loss that is taken at half the size")
    parser.add_argument("--size", type=int, default=216, help="side of the crops in pixels, a multiple of 8")
    parser.add_argument("--groups", type=int, default=2, help="presets per step and worker")
    parser.add_argument("--pictures", type=int, default=2, help="crops per preset and step")
    parser.add_argument("--workers", type=int, default=0 if torch.cuda.is_available() else os.cpu_count(), help="processes; 0: this one alone")
    parser.add_argument("--steps", type=int, default=16000, help="length of the schedule")
    parser.add_argument("--minutes", type=float, help="length of the schedule in minutes of training instead")
    parser.add_argument("--rate", type=float, default=2e-3, help="Adam's highest learning rate")
    parser.add_argument("--muon", action="store_true", help="step the kernels by Muon (Jordan et al. 2024) instead of Adam, as far as Adam would")
    parser.add_argument("--style-rate", type=float, default=2, help="the presets' vectors learn this much faster: each is seen seldom")
    parser.add_argument("--float32", action="store_true", help="convolutions in float32 rather than bfloat16")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    return parser.parse_args()


class Weights:
    """All parameters of a network as one vector, and one vector of gradients per worker, in memory that processes share.

    Processes of one thread each, not threads: on a busy machine the threads of an operator wait for each other two thousand
    times a step, processes once.
    """

    def __init__(self, model, workers):
        own = lambda item: item[0] == "styles.table"
        self.parameters = [p for _, p in sorted(model.named_parameters(), key=own)]
        self.shared = sum(p.numel() for name, p in model.named_parameters() if not own((name, p)))
        self.values = torch.cat([p.data.flatten() for p in self.parameters]).share_memory_()
        self.gradients = torch.zeros(workers, len(self.values), device=self.values.device).share_memory_()
        self.average = self.values.clone()

    def attach(self, rank):
        """Makes the network's parameters and their gradients views into the vectors."""
        offset = 0
        for p in self.parameters:
            view = lambda vector: vector[offset:offset + p.numel()].view_as(p)
            p.data, p.grad = view(self.values), view(self.gradients[rank])
            offset += p.numel()


class Worker:
    """Computes the gradient of one part of the batch."""

    def __init__(self, rank, options, model, weights, objective, photos, balance):
        self.rank, self.options, self.model, self.weights = rank, options, model, weights
        self.objective, self.photos, self.balance = objective, photos, balance
        self.queue = []

    def styles(self):
        """(numbers, predicted), [G] each: every preset equally often, in random order, and any painting now and then."""
        predicted = [random.random() < self.options.any for _ in range(self.options.groups)]
        numbers = [random.randrange(len(self.model.styles.descriptions)) if p else self.preset() for p in predicted]
        return torch.tensor(numbers, device=self.options.device), torch.tensor(predicted, device=self.options.device)

    def preset(self):
        if not self.queue:
            self.queue = random.sample(range(len(self.model.styles.presets)), len(self.model.styles.presets))
        return self.queue.pop()

    def step(self):
        o = self.options
        styles, predicted = self.styles()
        vectors = self.model.styles(styles, predicted)
        photo = self.photos.batch(o.groups * o.pictures, o.size + SHIFT).to(o.device)
        result = self.model.network(grain(photo, o.grain), vectors.repeat_interleave(o.pictures, 0))
        top, left = random.randint(0, SHIFT), random.randint(0, SHIFT)
        crop = lambda x: x[:, :, top:top + o.size, left:left + o.size]
        parts = self.objective.parts(crop(photo), crop(result), styles)
        loss = (o.beta * parts["style"] + o.alpha * self.balance[styles] * parts["content"] + o.detail * parts["detail"]
                + o.fine * parts["fine"] + o.variation * parts["variation"])
        self.weights.gradients[self.rank].zero_()
        loss.mean().backward()
        return torch.stack([styles.float(), loss, *(parts[name] for name in PARTS)]).detach().cpu()


class Model(torch.nn.Module):
    """All that is trained."""

    def __init__(self, network, styles):
        super().__init__()
        self.network, self.styles = network, styles


def freeze(network, styles, options):
    """Leaves only the predictor to be trained, on from where it is, for the network and the presets' vectors of a finished run."""
    trained, known, _ = restored(options.predictor)
    network.load_state_dict(trained.state_dict())
    styles.load_state_dict(known.state_dict())
    for parameter in [*network.parameters(), styles.table]:
        parameter.requires_grad_(False)
    with torch.no_grad():  # it begins where the presets have moved to, all of them together, since it was last trained
        styles.l3.bias += (styles.table - styles.eval().predict(styles.descriptions[:len(styles.presets)])).mean(0)
    styles.train()
    options.any = 1


def keep_memory():
    """Tells glibc not to hand every freed picture back to the kernel: fetching the pages again costs more than a convolution."""
    try:
        libc = ctypes.CDLL("libc.so.6")
        libc.mallopt(-3, 1 << 30)  # M_MMAP_THRESHOLD
        libc.mallopt(-1, (1 << 31) - 1)  # M_TRIM_THRESHOLD
    except OSError:
        pass  # not glibc


def serve(worker, rows, start, done):
    """A worker's process: a step whenever all are ready, until the main process ends."""
    torch.set_num_threads(1)
    keep_memory()
    random.seed(worker.options.seed + 1000 * worker.rank + worker.options.first_step)
    torch.manual_seed(worker.options.seed + 1000 * worker.rank + worker.options.first_step)
    worker.weights.attach(worker.rank)
    while True:
        start.wait()
        rows[worker.rank].copy_(worker.step())
        done.wait()


class Muon:
    """Steps kernels, each as a matrix [out, in * K * K], along what is nearest to their momentum among matrices whose singular values are
    all one (Jordan et al. 2024), as long as Adam's steps usually are (Liu et al. 2025). values: the vector of all parameters."""

    MOMENTUM, LENGTH = 0.95, 0.2
    NEWTON_SCHULZ = (3.4445, -4.7750, 2.0315)  # Jordan et al.'s quintic, five times: singular values between 0.7 and 1.2

    def __init__(self, values, parameters):
        self.values, self.momentum, self.places, offset = values, torch.zeros_like(values), [], 0
        for p in parameters:
            if p.dim() == 4:
                self.places.append((slice(offset, offset + p.numel()), len(p)))
            offset += p.numel()

    @torch.no_grad()
    def step(self, gradient, rate):
        """Takes the kernels' part out of the gradient."""
        self.momentum.mul_(self.MOMENTUM).add_(gradient)
        for place, rows in self.places:
            direction = (gradient[place] + self.MOMENTUM * self.momentum[place]).view(rows, -1)
            length = self.LENGTH * max(direction.shape) ** 0.5
            self.values[place] -= rate * length * self.orthogonal(direction).reshape(-1)
            gradient[place] = 0

    def orthogonal(self, x):
        (a, b, c), tall = self.NEWTON_SCHULZ, x.shape[0] > x.shape[1]
        x = (x.t() if tall else x) / (x.norm() + 1e-12)
        for _ in range(5):
            square = x @ x.t()
            x = a * x + (b * square + c * square @ square) @ x
        return x.t() if tall else x


def rate(progress):
    return min(1, progress / WARM_UP) * 0.5 * (1 + math.cos(math.pi * min(1, progress)))


def preset_files(options):
    with open(options.presets) as file:
        entries = json.load(file)
    entries = [e for e in entries if not options.only or e["name"] in options.only]
    return [e["name"] for e in entries], [os.path.join(options.data, "styles", e["file"]) for e in entries]


def balance_left(names, images, options):
    """What content weighs for each picture: as the run that is gone on with left it for the presets that it knew, else 1."""
    balance = torch.ones(len(images), device=options.device)
    if options.start and options.start.endswith(".pt"):
        before = torch.load(options.start, map_location=options.device)
        for place, name in enumerate(names):
            if name in before["presets"]:
                balance[place] = before["balance"][before["presets"].index(name)]
    return balance


def main():
    options = arguments()
    torch.set_num_threads(os.cpu_count())  # Debian's torch has one by default
    keep_memory()
    random.seed(options.seed)
    torch.manual_seed(options.seed)
    os.makedirs(options.run, exist_ok=True)
    checkpoint = os.path.join(options.run, "checkpoint.pt")
    saved = torch.load(checkpoint, map_location=options.device) if os.path.exists(checkpoint) else None
    dtype = torch.float32 if options.float32 else torch.bfloat16

    names, files = preset_files(options)
    images = [Image.open(file).convert("RGB") for file in files] + (corpus(options.data, files, options.corpus, options.variants) if options.any else [])
    compact = LossNetwork(beside.LOSS_NETWORK, dtype).to(options.device)
    objective = Objective(LossNetwork(options.loss, dtype).to(options.device), compact, images, options.far)
    seen = descriptions(compact, images)
    network = Transform(options.norm)
    styles = Styles(names, network.normalisations(), seen)
    if options.start and saved is None:
        warm_start(network, styles, options.start)
    if options.predictor:
        freeze(network, styles, options)
    model = Model(network, styles).to(options.device)
    network.dtype = dtype
    torch.set_num_threads(1 if options.workers else os.cpu_count())
    photos = Photos(photo_paths(options.photos or [os.path.join(options.data, f) for f in ("photos", "landscapes")])[0])
    print(f"{len(names)} presets, {len(images) - len(names)} other paintings, {sum(p.numel() for p in network.parameters())} weights", flush=True)

    count = max(1, options.workers)
    weights, balance = Weights(model, count), balance_left(names, images, options).share_memory_()
    model.share_memory()
    weights.attach(0)
    split = weights.shared
    vectors = [torch.nn.Parameter(weights.values[:split]), torch.nn.Parameter(weights.values[split:])]
    optimiser = torch.optim.Adam([{"params": [v], "factor": f} for v, f in zip(vectors, (1, options.style_rate))])
    muon = Muon(weights.values, weights.parameters) if options.muon else None
    step, seconds = 0, 0.0
    if saved is not None:
        weights.values.copy_(saved["values"])
        weights.average.copy_(saved["average"])
        balance.copy_(saved["balance"])
        optimiser.load_state_dict(saved["optimiser"])
        if muon and saved.get("momentum") is not None:  # None: begun without
            muon.momentum.copy_(saved["momentum"])
        step, seconds = saved["step"], saved["seconds"]
    options.first_step = step  # a resumed run goes on with new crops

    rows = torch.zeros(count, 2 + len(PARTS), options.groups).share_memory_()
    context = processes.get_context("fork")
    start, done = context.Barrier(count), context.Barrier(count)
    workers = [Worker(rank, options, model, weights, objective, photos, balance) for rank in range(count)]
    for worker in workers[1:]:
        context.Process(target=serve, args=(worker, rows, start, done), daemon=True).start()
    random.seed(options.seed + step)
    torch.manual_seed(options.seed + step)

    def save():
        state = {"values": weights.values, "average": weights.average, "balance": balance, "optimiser": optimiser.state_dict()}
        state |= {"averaged": averaged(model, weights), "momentum": muon.momentum if muon else None}
        torch.save({**state, "step": step, "seconds": seconds, "presets": names, "options": vars(options)}, checkpoint + ".part")
        os.replace(checkpoint + ".part", checkpoint)

    progress = lambda: seconds / (60 * options.minutes) if options.minutes else step / options.steps
    clock, last_save, recent = time.time() - seconds, time.time(), []
    with open(os.path.join(options.run, "log.csv"), "a", newline="", buffering=1) as log:
        table = csv.writer(log)
        if step == 0:
            table.writerow(["step", "seconds", "rate", "loss", *PARTS])
        while progress() < 1:
            start.wait()
            rows[0].copy_(workers[0].step())
            done.wait()
            gradient = weights.gradients.mean(0)
            gradient *= 1 / max(1.0, float(gradient.norm()))
            if muon:
                muon.step(gradient, options.rate * rate(progress()))
            vectors[0].grad, vectors[1].grad = gradient[:split], gradient[split:]
            for group in optimiser.param_groups:
                group["lr"] = options.rate * group["factor"] * rate(progress())
            optimiser.step()
            weights.average.lerp_(weights.values, max(1 - AVERAGE, 10 / (10 + step)))  # about the last tenth of the steps
            row = rows.permute(1, 0, 2).flatten(1)
            if options.content:
                change = torch.exp(BALANCE_RATE * (row[3] - options.content)).to(options.device)
                balance[row[0].long()] = (balance[row[0].long()] * change).clamp(*BALANCE_RANGE)
            recent.append(row[1:].mean(1))
            step, seconds = step + 1, time.time() - clock
            if step % REPORT_EVERY == 0 or progress() >= 1:
                means, recent = torch.stack(recent).mean(0).tolist(), []
                table.writerow([step, f"{seconds:.1f}", f"{optimiser.param_groups[0]['lr']:.3g}", *(f"{m:.5g}" for m in means)])
                print(f"step {step} {progress():.1%} {seconds:.0f} s loss {means[0]:.4f} " + " ".join(f"{n} {m:.4f}" for n, m in zip(PARTS, means[1:])), flush=True)
            if time.time() - last_save > SAVE_EVERY:
                save()
                last_save = time.time()
    save()


def averaged(model, weights):
    """The model's state with the running average in place of the weights."""
    state, offset = dict(model.state_dict()), 0
    names = {id(p): name for name, p in model.named_parameters()}
    for p in weights.parameters:
        state[names[id(p)]] = weights.average[offset:offset + p.numel()].view_as(p).clone()
        offset += p.numel()
    return state


if __name__ == "__main__":
    main()
