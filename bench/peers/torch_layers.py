"""Training steps of general layers in PyTorch, the same as in bench/layers.ts, from the same numbers."""

import json
import math
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

torch.set_num_threads(1)
BATCH = 32


def numbers(name, scale, *shape):
    count = math.prod(shape)
    return torch.tensor([scale * math.sin(1.7 * i + ord(name[0])) for i in range(count)]).float().reshape(shape)


def parameter(name, *shape):
    return nn.Parameter(numbers(name, 0.2, *shape))


class Convolution(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv, self.dense = nn.Conv2d(3, 8, 3), nn.Linear(8 * 14 * 14, 10)
        self.conv.weight, self.conv.bias = parameter("w", 8, 3, 3, 3), parameter("b", 8)
        self.dense.weight, self.dense.bias = parameter("v", 10, 8 * 14 * 14), parameter("c", 10)
        self.x, self.label = numbers("x", 1, BATCH, 3, 16, 16), torch.arange(BATCH) % 10

    def loss(self):
        return F.cross_entropy(self.dense(torch.flatten(F.relu(self.conv(self.x)), 1)), self.label)


class Lstm(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm, self.dense = nn.LSTM(8, 16), nn.Linear(16, 1)
        self.lstm.weight_ih_l0, self.lstm.weight_hh_l0 = parameter("w", 64, 8), parameter("u", 64, 16)
        self.lstm.bias_ih_l0, self.lstm.bias_hh_l0 = parameter("b", 64), nn.Parameter(torch.zeros(64), False)
        self.dense.weight, self.dense.bias = parameter("v", 1, 16), parameter("c", 1)
        self.x, self.target = numbers("x", 1, 10, BATCH, 8), numbers("target", 1, BATCH)

    def loss(self):
        return F.mse_loss(self.dense(self.lstm(self.x)[0][-1])[:, 0], self.target)


def training(workload):
    """A function that takes one step and gives the loss before it."""
    kind, optimizer = workload.split("-")
    model = Convolution() if kind == "convolution" else Lstm()
    trained = [p for p in model.parameters() if p.requires_grad]
    update = torch.optim.SGD(trained, lr=0.01) if optimizer == "sgd" else torch.optim.Adam(trained, lr=0.001, fused=True)

    def step():
        update.zero_grad(set_to_none=True)
        loss = model.loss()
        loss.backward()
        update.step()
        return loss

    return step


# One workload a line on stdin, and on stdout the loss after ten steps and the least time of a step.
print(json.dumps({"version": torch.__version__}), flush=True)
trainings = {}
for line in sys.stdin:
    name = line.strip()
    if name not in trainings:
        fresh = training(name)
        losses = [fresh().item() for _ in range(11)]
        trainings[name] = (training(name), losses[10])
    step, loss = trainings[name]
    times, end = [], time.perf_counter() + 1
    while time.perf_counter() < end:
        began = time.perf_counter()
        for _ in range(4):
            step()
        times.append((time.perf_counter() - began) / 4)
    print(json.dumps({"loss": loss, "microseconds": sorted(times)[0] * 1e6}), flush=True)
