"""Training steps of NALUs in PyTorch: eager with its fused Adam, and compiled whole, one or several steps a call."""

import sys

import torch

from serve import serve

THREADS = int(sys.argv[1])
EPSILON = 1e-7  # inside the logarithm
BETA_1, BETA_2, ADAM_EPSILON = 0.9, 0.999, 1e-8

torch.set_num_threads(THREADS)
torch.set_num_interop_threads(1)
# Each workload and form compiles the same functions once more.
torch._dynamo.config.recompile_limit = 64

# Steps of one call of the compiled function; none where nothing is compiled.
FORMS = {"eager": None, "torch.compile": 1, "torch.compile, 10 steps a call": 10}


def logs_of(x):
    return torch.log(torch.abs(x) + EPSILON)


def nalu(parameters, x, logs):
    """One layer: x and logs [in, rows] to [out, rows]."""
    W_hat, M_hat, G = parameters
    W = torch.tanh(W_hat) * torch.sigmoid(M_hat)
    a = W @ x
    m = torch.exp(W @ logs)
    g = torch.sigmoid(G @ x)
    return g * a + (1 - g) * m


class Training:
    """All seeds of a workload, side by side."""

    def __init__(self, workload, form, steps):
        self.workload, self.steps, self.unroll = workload, steps, FORMS[form]
        layers, seeds = workload["layers"], workload["seeds"]
        self.shapes = [(o, i) for i, o in zip(layers, layers[1:]) for _ in range(3)]
        self.counts = torch.tensor(workload["counts"], dtype=torch.float32)
        torch.manual_seed(1)
        self.rows = None if workload["fresh"] else self.with_logs(self.draw())
        over_seeds = (lambda f: torch.func.vmap(f, in_dims=(0, 0))) if seeds > 1 else (lambda f: f)
        self.slopes = over_seeds(torch.func.grad_and_value(self.loss))
        self.losses = over_seeds(self.loss)
        self.update = self.flat_update if self.unroll else self.eager_update
        if self.unroll:
            self.several = torch.compile(self.several_steps, fullgraph=True, dynamic=False)
        self.state = self.state_of(workload["parameters"])

    def state_of(self, parameters):
        """Parameters, running means and variances, and the powers of both betas."""
        seeds = self.workload["seeds"]
        flat = torch.cat([torch.tensor(p, dtype=torch.float32) for p in parameters])
        if seeds > 1:
            flat = flat.expand(seeds, -1).contiguous()
        if self.unroll is None:
            self.parts = [p.clone().requires_grad_() for p in self.split(flat)]
            self.adam = torch.optim.Adam(self.parts, lr=self.workload["learningRate"], fused=True)
        return flat, torch.zeros_like(flat), torch.zeros_like(flat), torch.ones(()), torch.ones(())

    def split(self, flat):
        """[..., all] to one [..., out, in] for each parameter."""
        parts = torch.split(flat, [o * i for o, i in self.shapes], dim=-1)
        return [p.unflatten(-1, shape) for p, shape in zip(parts, self.shapes)]

    def draw(self):
        w = self.workload
        shape = (w["layers"][0], w["rows"])
        if w["seeds"] > 1:
            shape = (w["seeds"], *shape)
        return torch.rand(shape) * (w["high"] - w["low"]) + w["low"]

    def with_logs(self, x):
        return x, logs_of(x), self.counts @ x

    def loss(self, parameters, rows):
        x, logs, target = rows
        for layer in range(0, len(parameters), 3):
            x = nalu(parameters[layer : layer + 3], x, logs_of(x) if layer else logs)
        squares = (x[0] - target) ** 2
        return squares.mean() if self.workload["loss"] == "mean" else 0.5 * squares.sum()

    def eager_update(self, state, rows):
        """Autograd and the optimiser of the library; it keeps the state itself."""
        self.adam.zero_grad()
        loss = self.losses(self.parts, rows)
        loss.sum().backward()
        self.adam.step()
        return state, loss.detach()

    def flat_update(self, state, rows):
        """Forward, backward and Adam (Kingma and Ba 2015, algorithm 1) over one flat array."""
        flat, mean, variance, power1, power2 = state
        slopes, loss = self.slopes(self.split(flat), rows)
        gradient = torch.cat([s.flatten(-2) for s in slopes], dim=-1)
        power1, power2 = power1 * BETA_1, power2 * BETA_2
        mean = BETA_1 * mean + (1 - BETA_1) * gradient
        variance = BETA_2 * variance + (1 - BETA_2) * gradient * gradient
        rate = self.workload["learningRate"] / (1 - power1)
        flat = flat - rate * mean / (torch.sqrt(variance / (1 - power2)) + ADAM_EPSILON)
        return (flat, mean, variance, power1, power2), loss

    def several_steps(self, state):
        losses = []
        for _ in range(self.unroll or 1):
            state, loss = self.update(state, self.rows or self.with_logs(self.draw()))
            losses.append(loss)
        return state, losses

    def run(self):
        step = self.several if self.unroll else self.several_steps
        with torch.set_grad_enabled(self.unroll is None):
            for _ in range(self.steps // (self.unroll or 1)):
                self.state, losses = step(self.state)

    def check(self, parameters, rows, updates):
        """The loss and the gradients of one update, and the parameters after several, as the first seed sees them."""
        kept = self.state, getattr(self, "parts", None), getattr(self, "adam", None)
        state = self.state_of(parameters)
        x = torch.tensor(rows).reshape(self.workload["layers"][0], -1)
        first = (lambda t: t[0]) if self.workload["seeds"] > 1 else (lambda t: t)
        batch = self.with_logs(x.expand(self.workload["seeds"], *x.shape) if self.workload["seeds"] > 1 else x)
        update = torch.compile(self.update, fullgraph=True, dynamic=False) if self.unroll else self.update
        answer = {}
        with torch.set_grad_enabled(self.unroll is None):
            for step in range(updates):
                state, loss = update(state, batch)
                if step == 0:
                    # The running mean after one step from zero.
                    means = (
                        [self.adam.state[p]["exp_avg"] for p in self.parts]
                        if self.unroll is None
                        else self.split(state[1])
                    )
                    answer["loss"] = first(loss).item()
                    answer["gradients"] = [(first(m).flatten() / (1 - BETA_1)).tolist() for m in means]
        ends = self.parts if self.unroll is None else self.split(state[0])
        answer["parameters"] = [first(p.detach()).flatten().tolist() for p in ends]
        self.state, self.parts, self.adam = kept
        return answer


serve({"torch": torch.__version__, "python": sys.version.split()[0]}, Training)
