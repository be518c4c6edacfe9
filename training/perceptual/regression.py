"""Least squares from a student's features to a teacher's, in one pass over pictures: the measure of both export and evaluation."""
import torch
import torch.nn.functional as F

from vgg import TAPS

RIDGE = 1e-4  # times the mean variance of the student's channels: only keeps dead channels from dividing by nothing


class Regression:
    """Gathers the joint moments of [student, 1, teacher] at every tap."""

    def __init__(self):
        self.moments = {}

    @torch.no_grad()
    def add(self, student, teacher):
        """student, teacher: {tap: [B, N, H, W]} of the same pictures."""
        for name in TAPS:
            f, t = (features[name].permute(0, 2, 3, 1).flatten(0, 2) for features in (student, teacher))
            rows = torch.cat([f, torch.ones(len(f), 1, device=f.device), t], 1)
            self.moments[name] = self.moments.get(name, 0) + (rows.T @ rows).double()
        self.width = {name: student[name].shape[1] + 1 for name in TAPS}

    def blocks(self, name):
        n, moment = self.width[name], self.moments[name] / self.moments[name][self.width[name] - 1, self.width[name] - 1]
        return moment[:n, :n], moment[:n, n:], moment[n:, n:]

    def adapter(self, name):
        """[student channels + 1, teacher channels], the last row is the bias."""
        ff, ft, _ = self.blocks(name)
        ridge = RIDGE * ff.diagonal()[:-1].mean() * torch.eye(len(ff), device=ff.device)
        ridge[-1, -1] = 0
        return torch.linalg.solve(ff + ridge, ft)

    def explained(self, name, adapter=None):
        """Part of the teacher's total variance at this tap that the adapter (default: the best one) predicts."""
        ff, ft, tt = self.blocks(name)
        a = self.adapter(name) if adapter is None else adapter
        error = (tt.diagonal() - 2 * (a * ft).sum(0) + (a * (ff @ a)).sum(0)).sum()
        return float(1 - error / (tt.diagonal() - ft[-1] ** 2).sum())


def shrink(x, longest):
    """x: [1, 3, H, W] -> longest side `longest` px, sides multiples of 16."""
    scale = longest / max(x.shape[2:])
    size = [max(32, round(s * scale / 16) * 16) for s in x.shape[2:]]
    return F.interpolate(x, size, mode="bicubic", antialias=True, align_corners=False).clamp(0, 1)
