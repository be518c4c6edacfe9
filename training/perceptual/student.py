"""The network that is trained: VGG-19's layout, narrow, batch normalisation while it learns."""
import torch
import torch.nn.functional as F
from torch import nn

from vgg import LAYERS, STUDENT_INPUT, walk

# Channels per block. The first two blocks hold most of the run time (they are bound by memory, not arithmetic), so the
# second is narrower than either teacher's; the deep blocks are cheap and hold what is hardest to imitate, so they get the
# arithmetic that this saves. 19.4k multiply-adds per input pixel.
WIDTHS = {"1": 16, "2": 24, "3": 64, "4": 112, "5": 112}


class Student(nn.Module):
    """x: [B, 3, H, W], float32, RGB in [0, 1] -> {layer: feature after ReLU}."""

    def __init__(self):
        super().__init__()
        self.convs, self.norms, before = nn.ModuleDict(), nn.ModuleDict(), 3
        for name in LAYERS:
            width = WIDTHS[name[0]]
            self.convs[name] = nn.Conv2d(before, width, 3, bias=False)
            nn.init.kaiming_normal_(self.convs[name].weight, nonlinearity="relu")
            # Without normalisation the deep layers die or explode from random weights. A low momentum: the averages of
            # many batches are what gets folded in.
            self.norms[name] = nn.BatchNorm2d(width, momentum=0.02)
            before = width

    def forward(self, x):
        mean, scale = STUDENT_INPUT
        x = ((x - mean[0]) * scale).contiguous(memory_format=torch.channels_last)
        return walk(x, lambda name, y: F.relu(self.norms[name](self.convs[name](y))), F.avg_pool2d)

    def folded(self):
        """The same network in evaluation mode without normalisation: {convB_I.weight, convB_I.bias}."""
        tensors = {}
        for name in LAYERS:
            norm = self.norms[name]
            gain = norm.weight / torch.sqrt(norm.running_var + norm.eps)
            tensors[f"conv{name}.weight"] = (self.convs[name].weight * gain.view(-1, 1, 1, 1)).detach()
            tensors[f"conv{name}.bias"] = (norm.bias - norm.running_mean * gain).detach()
        return tensors
