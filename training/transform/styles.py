"""Style vectors: one of its own for every preset, and one predicted from the statistics of any painting (Ghiasi et al. 2017)."""
import torch
import torch.nn.functional as F
from torch import nn

HIDDEN, CODE = 192, 64  # widths of the predictor: styles differ in fewer ways than they have numbers
REACH = 4               # deviations: what is further from the mean counts as that far, for paintings unlike any that it learnt from
QUIET = 0.1     # scale with which the coarse blocks begin: the others hear them softly at first
DROPPED = 0.1           # part of the statistics that the predictor does not see while it learns: a few hundred paintings are few


class Styles(nn.Module):
    """[G] numbers of styles -> [G, S] vectors. The first styles are the presets; the others are only there to learn from."""

    def __init__(self, presets, normalisations, descriptions):
        super().__init__()
        scale = lambda name: QUIET if name.endswith("coarse.u.n") else 1.0
        plain = torch.cat([torch.tensor([scale(name), 0.0]).repeat_interleave(width) for name, width in normalisations])
        self.presets = list(presets)
        self.table = nn.Parameter(plain.repeat(len(self.presets), 1))
        self.l1, self.l2 = nn.Linear(descriptions.shape[1], HIDDEN), nn.Linear(HIDDEN, CODE)
        self.l3 = nn.Linear(CODE, len(plain))
        with torch.no_grad():
            self.l3.weight *= 0.1
            self.l3.bias.copy_(plain)
        self.register_buffer("mean", descriptions.mean(0))
        self.register_buffer("deviation", descriptions.std(0) + 1e-6)
        self.register_buffer("descriptions", descriptions, persistent=False)

    def predict(self, descriptions):
        """[P, D] -> [P, S]. The code is linear: behind a ReLU all of it died for vivid paintings, and they got one and the same vector."""
        x = ((descriptions - self.mean) / self.deviation).clamp(-REACH, REACH)
        return self.l3(self.l2(F.relu(self.l1(F.dropout(x, DROPPED, self.training)))))

    @torch.enable_grad()
    def begin(self, steps=400):
        """Fits the predictor to the presets' own vectors, roughly: a start for every other painting."""
        predictor = [*self.l1.parameters(), *self.l2.parameters(), *self.l3.parameters()]
        optimiser, wanted = torch.optim.Adam(predictor, 1e-3), self.table.detach()
        with torch.no_grad():
            self.l3.bias.copy_(wanted.mean(0))
        for _ in range(steps):
            optimiser.zero_grad()
            F.mse_loss(self.predict(self.descriptions[:len(wanted)]), wanted).backward()
            optimiser.step()

    def forward(self, numbers, predicted):
        """predicted: [G], bool; a preset can also be predicted, as if it were any painting."""
        own = self.table[numbers.clamp_max(len(self.presets) - 1)]
        return torch.where(predicted[:, None], self.predict(self.descriptions[numbers]), own)
