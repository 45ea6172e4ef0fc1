"""Training steps of NALUs in JAX: lax.scan over steps, vmap over seeds, jit with donated buffers."""

import os
import sys

THREADS = int(sys.argv[1])
# Read when JAX starts: the size of its thread pool, and whether one operation may use more than one thread.
os.environ["NPROC"] = str(THREADS)
os.environ["OMP_NUM_THREADS"] = str(THREADS)
os.environ["XLA_FLAGS"] = f"--xla_cpu_multi_thread_eigen={'true' if THREADS > 1 else 'false'}"
os.environ["JAX_PLATFORMS"] = "cpu"

import jax
import jax.numpy as jnp
import jaxlib

from serve import serve

EPSILON = 1e-7  # inside the logarithm
BETA_1, BETA_2, ADAM_EPSILON = 0.9, 0.999, 1e-8

# Batches drawn at once.
FORMS = {"scan": 1, "scan, 50 batches drawn at once": 50}


def logs_of(x):
    return jnp.log(jnp.abs(x) + EPSILON)


def nalu(parameters, x, logs):
    """One layer: x and logs [in, rows] to [out, rows]."""
    W_hat, M_hat, G = parameters
    W = jnp.tanh(W_hat) * jax.nn.sigmoid(M_hat)
    a = W @ x
    m = jnp.exp(W @ logs)
    g = jax.nn.sigmoid(G @ x)
    return g * a + (1 - g) * m


class Training:
    """All seeds of a workload, side by side."""

    def __init__(self, workload, form, steps):
        self.workload, self.steps, self.chunk = workload, steps, FORMS[form]
        self.seeds = workload["seeds"]
        self.counts = jnp.array(workload["counts"], jnp.float32)
        self.train = jax.jit(jax.vmap(self.train_one), donate_argnums=0)
        self.keys = jax.random.split(jax.random.key(1), self.seeds)
        start = [jnp.array(p, jnp.float32).reshape(shape) for p, shape in zip(workload["parameters"], self.shapes())]
        self.state = jax.vmap(lambda _: self.state_of(start))(jnp.arange(self.seeds))
        self.rows = None
        if not workload["fresh"]:
            x = self.draw(jax.random.key(2), ())
            # Fixed rows and their logarithms are made once.
            self.rows = jax.block_until_ready((x, logs_of(x), self.counts @ x))

    def shapes(self):
        layers = self.workload["layers"]
        return [(o, i) for i, o in zip(layers, layers[1:]) for _ in range(3)]

    def state_of(self, parameters):
        zeros = [jnp.zeros_like(p) for p in parameters]
        return parameters, zeros, zeros, jnp.ones(()), jnp.ones(())

    def draw(self, key, many):
        w = self.workload
        return jax.random.uniform(key, (*many, w["layers"][0], w["rows"]), jnp.float32, w["low"], w["high"])

    def loss(self, parameters, rows):
        x, logs, target = rows
        for layer in range(0, len(parameters), 3):
            x = nalu(parameters[layer : layer + 3], x, logs_of(x) if layer else logs)
        squares = (x[0] - target) ** 2
        return jnp.mean(squares) if self.workload["loss"] == "mean" else 0.5 * jnp.sum(squares)

    def update(self, state, rows):
        """Forward, backward and Adam (Kingma and Ba 2015, algorithm 1). Gives the loss before the update too."""
        parameters, means, variances, power1, power2 = state
        loss, gradients = jax.value_and_grad(self.loss)(parameters, rows)
        power1, power2 = power1 * BETA_1, power2 * BETA_2
        rate = self.workload["learningRate"] / (1 - power1)
        means = [BETA_1 * m + (1 - BETA_1) * g for m, g in zip(means, gradients)]
        variances = [BETA_2 * v + (1 - BETA_2) * g * g for v, g in zip(variances, gradients)]
        parameters = [
            p - rate * m / (jnp.sqrt(v / (1 - power2)) + ADAM_EPSILON)
            for p, m, v in zip(parameters, means, variances)
        ]
        return (parameters, means, variances, power1, power2), loss

    def train_one(self, state, key):
        """Steps of one seed, in one compiled loop. Gives the loss of every step too."""
        if not self.workload["fresh"]:
            return jax.lax.scan(lambda s, _: self.update(s, self.rows), state, None, length=self.steps)

        def drawn(x):
            return x, logs_of(x), jnp.tensordot(self.counts, x, (0, x.ndim - 2))

        if self.chunk == 1:
            keys = jax.random.split(key, self.steps)
            return jax.lax.scan(lambda s, k: self.update(s, drawn(self.draw(k, ()))), state, keys)

        def chunk(s, k):
            return jax.lax.scan(self.update, s, drawn(self.draw(k, (self.chunk,))))

        return jax.lax.scan(chunk, state, jax.random.split(key, self.steps // self.chunk))

    def run(self):
        self.keys = jax.vmap(lambda k: jax.random.fold_in(k, 1))(self.keys)
        self.state, losses = self.train(self.state, self.keys)
        jax.block_until_ready((self.state, losses))

    def check(self, parameters, rows, updates):
        """The loss and the gradients of one update, and the parameters after several, as the first seed sees them."""
        start = [jnp.array(p, jnp.float32).reshape(s) for p, s in zip(parameters, self.shapes())]
        state = jax.tree.map(lambda a: jnp.stack([a] * self.seeds), self.state_of(start))
        x = jnp.array(rows, jnp.float32).reshape(self.workload["layers"][0], -1)
        update = jax.jit(jax.vmap(self.update, in_axes=(0, None)))
        answer = {}
        for step in range(updates):
            state, loss = update(state, (x, logs_of(x), self.counts @ x))
            if step == 0:
                answer["loss"] = float(loss[0])
                # The running mean after one step from zero.
                answer["gradients"] = [(m[0].ravel() / (1 - BETA_1)).tolist() for m in state[1]]
        return {**answer, "parameters": [p[0].ravel().tolist() for p in state[0]]}


serve(
    {"jax": jax.__version__, "jaxlib": jaxlib.__version__, "python": sys.version.split()[0]},
    Training,
)
