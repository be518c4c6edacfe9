"""The style loss that paints well: centred covariance and mean, each relative to the painting's."""
import torch

from vgg import STYLE_TAPS


def statistics(feature):
    """feature [B, N, H, W] -> mean [B, N, 1], covariance [B, N, N]. Differs from Gatys: centred, so that the mean is a
    term of its own; an uncentred Gram matrix paints grey."""
    f = feature.flatten(2)
    mean = f.mean(2, keepdim=True)
    f = f - mean
    return mean, f @ f.transpose(1, 2) / f.shape[2]


def style_statistics(features):
    return {name: statistics(features[name]) for name in STYLE_TAPS}


def style_loss(features, painting):
    """Mean over the taps of |Sx - Sa|^2 / |Sa|^2 + |mx - ma|^2 / trace Sa, one value per picture of the batch."""
    total = 0
    for name in STYLE_TAPS:
        mean, covariance = statistics(features[name])
        mean_a, covariance_a = painting[name]
        trace = covariance_a.diagonal(dim1=1, dim2=2).sum(1)
        total = total + ((covariance - covariance_a) ** 2).sum((1, 2)) / (covariance_a ** 2).sum((1, 2))
        total = total + ((mean - mean_a) ** 2).sum((1, 2)) / trace
    return total / len(STYLE_TAPS)
