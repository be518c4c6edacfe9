"""What the student has to predict: the leading principal components of the teacher's features, layer by layer."""
import torch
import torch.nn.functional as F
from torch import nn

from vgg import LAYERS, Vgg

COMPONENTS = {"1": 24, "2": 48, "3": 96, "4": 160, "5": 160}  # per block; they hold 71 % (conv4_4) to 99 % (conv1_1) of the full VGG-19's variance


class Targets(nn.Module):
    """Projects a frozen teacher's features. Each layer's targets have variances of mean 1, so that their mean squared
    error is the unexplained part of that layer.

    A component of variance v is divided by v^(1/4): raw components would let the student ignore all but the first few,
    whitened ones would make it chase noise.
    """

    def __init__(self, path, pool=None):
        super().__init__()
        self.teacher = Vgg(path, pool)
        for name in LAYERS:
            width = self.teacher.get_buffer(f"weight{name}").shape[0]
            count = min(COMPONENTS[name[0]], width)
            self.register_buffer(f"basis{name}", torch.zeros(count, width, 1, 1))
            self.register_buffer(f"offset{name}", torch.zeros(count))

    def count(self, name):
        return self.get_buffer(f"offset{name}").shape[0]

    @torch.no_grad()
    def fit(self, batches):
        """Measures mean and covariance over an iterable of crops and sets the projections."""
        sums = {name: [0, 0, 0] for name in LAYERS}
        for x in batches:
            for name, feature in self.teacher(x).items():
                rows = feature.permute(0, 2, 3, 1).reshape(-1, feature.shape[1])
                for i, term in enumerate((rows.shape[0], rows.sum(0).double(), (rows.T @ rows).double())):
                    sums[name][i] += term
        for name, (n, total, square) in sums.items():
            mean = total / n
            variance, vectors = torch.linalg.eigh(square / n - torch.outer(mean, mean))
            keep = self.count(name)
            variance, vectors = variance.flip(0)[:keep].clamp(min=1e-6 * variance.sum()), vectors.flip(1)[:, :keep]
            scale = variance ** -0.25 / variance.sqrt().mean().sqrt()
            basis = (vectors * scale).T
            self.get_buffer(f"basis{name}").copy_(basis[:, :, None, None])
            self.get_buffer(f"offset{name}").copy_(-(basis @ mean))

    @torch.no_grad()
    def forward(self, x):
        return {name: F.conv2d(feature, self.get_buffer(f"basis{name}"), self.get_buffer(f"offset{name}"))
                for name, feature in self.teacher(x).items()}
