"""Makes the modules of training/perceptual importable: the loss network, its style loss and the file format live there."""
import os
import sys

here = os.path.dirname(os.path.abspath(__file__))
sys.path.append(os.path.join(here, "../perceptual"))

DATA = os.path.join(here, "../../../shared/data")
MODELS = os.path.join(here, "../../models")
RUNS = os.path.join(here, "runs")
LOSS_NETWORK = os.path.join(MODELS, "perceptual/perceptual.safetensors")
