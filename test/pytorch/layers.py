"""Predictions of PyTorch's layers from files of ours: python layers.py FOLDER prints them as JSON, by the name of the file."""

import json
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn


class Last(nn.Module):
    """The outputs of a recurrent layer at the last time."""

    def __init__(self, layer):
        super().__init__()
        self.layer = layer

    def forward(self, x):
        return self.layer(x)[0][:, -1]


class SelfAttention(nn.Module):
    def __init__(self, size, heads):
        super().__init__()
        self.layer = nn.MultiheadAttention(size, heads, bias=False, batch_first=True)

    def forward(self, x):
        return self.layer(x, x, x, need_weights=False)[0]


# Beside each of PyTorch's arrays, those of ours that it is made from, one below the other; none for zeros.
CASES = {
    "dense": (
        nn.Sequential(nn.Flatten(), nn.Linear(24, 4), nn.Tanh(), nn.Linear(4, 2)),
        {"1.weight": ["layer2.W"], "1.bias": ["layer2.b"], "3.weight": ["layer3.W"], "3.bias": ["layer3.b"]},
    ),
    "conv2d": (
        nn.Sequential(nn.Conv2d(2, 3, (3, 2), stride=(1, 2)), nn.ReLU(), nn.BatchNorm2d(3), nn.MaxPool2d(2)),
        {
            "0.weight": ["layer1.W"],
            "0.bias": ["layer1.b"],
            "2.weight": ["layer2.scale"],
            "2.bias": ["layer2.shift"],
            "2.running_mean": ["layer2.running mean"],
            "2.running_var": ["layer2.running variance"],
        },
    ),
    "conv2d same": (
        nn.Sequential(nn.Conv2d(2, 3, (4, 3), padding="same")),
        {"0.weight": ["layer1.W"], "0.bias": ["layer1.b"]},
    ),
    "transposedConv2d": (
        nn.Sequential(nn.ConvTranspose2d(2, 3, (3, 2), stride=2)),
        {"0.weight": ["layer1.W"], "0.bias": ["layer1.b"]},
    ),
    "lstm": (
        nn.Sequential(Last(nn.LSTM(3, 5, batch_first=True)), nn.LayerNorm(5)),
        {
            "0.layer.weight_ih_l0": ["layer1.W"],
            "0.layer.weight_hh_l0": ["layer1.U"],
            "0.layer.bias_ih_l0": ["layer1.b"],
            "0.layer.bias_hh_l0": [],
            "1.weight": ["layer2.scale"],
            "1.bias": ["layer2.shift"],
        },
    ),
    "attention": (
        nn.Sequential(nn.Embedding(9, 6), SelfAttention(6, 2)),
        {
            "0.weight": ["layer1.table"],
            "1.layer.in_proj_weight": ["layer2.W_Q", "layer2.W_K", "layer2.W_V"],
            "1.layer.out_proj.weight": ["layer2.W_O"],
        },
    ),
}


def predictions(name, case, folder):
    model, sources = case
    ours = load_file(folder / f"{name}.safetensors")
    state = model.state_dict()
    for theirs, names in sources.items():
        shape = state[theirs].shape
        parts = [ours.pop(each) for each in names]
        state[theirs] = torch.cat([part.flatten() for part in parts]).reshape(shape) if parts else torch.zeros(shape)
    assert not ours, f"{name}: {list(ours)} are not used"
    model.load_state_dict(state)
    model.eval()
    rows = torch.tensor(json.loads((folder / f"{name}.json").read_text()))
    with torch.no_grad():
        return model(rows).flatten().tolist()


folder = Path(sys.argv[1])
print(json.dumps({name: predictions(name, case, folder) for name, case in CASES.items()}))
