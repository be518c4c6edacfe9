"""Normalisation with a scale and a shift per preset: over each picture (instance) or over the batch (for the comparison)."""
import torch
from torch import nn

EPSILON = 1e-5     # as in the engine's graph
MOMENTUM = 0.02    # of batch normalisation's running statistics


class Standardise(torch.autograd.Function):
    """y = scale * (x - mean) / deviation + shift, then ReLU if wished. x: [B, N, H, W]; scale, shift: [B, N, 1, 1].

    Statistics over `axes` in float32, whatever x is. Written out because torch 1.13 has no instance normalisation for
    channels_last nor bfloat16 on a CPU, and because fused like this it passes over the picture half as often.
    """

    @staticmethod
    def forward(ctx, x, scale, shift, relu, axes):
        f = x.float()
        mean = f.mean(axes, keepdim=True)
        inverse = (f.square().mean(axes, keepdim=True).addcmul(mean, mean, value=-1).clamp_min_(0) + EPSILON).rsqrt()
        factor = scale * inverse
        y = torch.addcmul(shift - mean * factor, f, factor)
        y = (y.relu_() if relu else y).to(x.dtype)
        ctx.save_for_backward(x, y if relu else None, scale, mean, inverse)
        ctx.axes = axes
        return y

    @staticmethod
    def backward(ctx, gradient):
        x, y, scale, mean, inverse = ctx.saved_tensors
        if y is not None:
            gradient = torch.ops.aten.threshold_backward(gradient, y, 0)
        f, g = x.float(), gradient.float()
        per_picture = g.sum((2, 3), keepdim=True), ((g * f).sum((2, 3), keepdim=True) - mean * g.sum((2, 3), keepdim=True)) * inverse
        # Both weighted by the preset's scale, as the gradient that reaches the standardised value is.
        count = f.numel() / (mean.numel())
        total = lambda t: (t * scale).sum(0, keepdim=True) if 0 in ctx.axes else t * scale
        of_mean, of_deviation = total(per_picture[0]) / count, total(per_picture[1]) / count
        factor = of_deviation * inverse * inverse
        dx = torch.addcmul(mean * factor - of_mean * inverse, g, scale * inverse).addcmul_(f, factor, value=-1)
        return dx.to(x.dtype), per_picture[1], per_picture[0], None, None


class Normalisation(nn.Module):
    """scale, shift: [B, N], the style's."""

    def __init__(self, width, norm, relu):
        super().__init__()
        self.width, self.norm, self.relu = width, norm, relu
        if norm == "batch":
            self.register_buffer("mean", torch.zeros(1, width, 1, 1))
            self.register_buffer("variance", torch.ones(1, width, 1, 1))

    def forward(self, x, scale, shift):
        scale, shift = scale[:, :, None, None], shift[:, :, None, None]
        if self.norm == "instance":
            return Standardise.apply(x, scale, shift, self.relu, (2, 3))
        if self.training:
            with torch.no_grad():
                variance, mean = torch.var_mean(x.float(), (0, 2, 3), unbiased=False, keepdim=True)
                self.mean.lerp_(mean, MOMENTUM)
                self.variance.lerp_(variance, MOMENTUM)
            return Standardise.apply(x, scale, shift, self.relu, (0, 2, 3))
        y = (scale * (x.float() - self.mean) / torch.sqrt(self.variance + EPSILON) + shift).to(x.dtype)
        return y.relu() if self.relu else y
