"""
Tunes table.bin, which distil.py made, for telling the intents of an assistant apart, and adds vectors of pairs of words.
A maintainer runs it; neither users nor tests need it. README.md beside this file has the recipe.

    pip install numpy jax optax
    python tune.py
"""

import collections
import glob
import json
import os
import struct

import jax
import jax.numpy as jnp
import numpy as np
import optax
from texts import as_tokens, normal

HERE = os.path.dirname(os.path.abspath(__file__))
ASSISTANTS = os.path.join(HERE, "../../../test/bench/intent-development/*.json")
TABLE = os.path.join(HERE, "table.bin")
LENGTH = 24  # words and pieces of a text that are read
EXAMPLES, PARAPHRASES, INTENTS = 10, 6, 5  # of each assistant; paraphrases of each intent
ASSISTANTS_OF_A_PAIR = 3  # a pair that occurs in fewer assistants gets no vector
EPOCHS, BATCH, LEARNING_RATE = 10, 8, 4e-3
KEEP_WORDS, KEEP_PAIRS = 1e-3, 3e-4  # how strongly words stay near their start, and pairs near 0
LEFT_OUT = 0.15  # share of the words that are left out of each text, anew in each step
EXCHANGED = 0.5  # share of the steps in which examples and paraphrases of an intent change places
SHARPNESS = 12.0


def read_table():
    with open(TABLE, "rb") as file:
        data = file.read()
    count, dimensions, size, pairs = struct.unpack("<IIII", data[:16])
    words = data[16 : 16 + size]
    scales_at = 16 + size + pairs * 4
    rows = count + pairs
    scales = np.frombuffer(data, "<f4", rows, scales_at)
    integers = np.frombuffer(data, np.int8, rows * dimensions, scales_at + rows * 4).reshape(rows, dimensions)
    return words, (integers * scales[:, None])[:count]


def write_table(words, vectors, keys):
    scales = np.maximum(np.abs(vectors).max(1) / 127, 1e-9)
    integers = np.round(vectors / scales[:, None]).astype(np.int8)
    header = struct.pack("<IIII", len(vectors) - len(keys), vectors.shape[1], len(words), len(keys))
    with open(TABLE, "wb") as file:
        file.write(header + words + keys.astype("<u4").tobytes())
        file.write(scales.astype("<f4").tobytes() + integers.tobytes())


def pieces_of(word, rows):
    """The word, or its longest pieces from its beginning, as in ../src/word-vectors.ts."""
    found, start = [], 0
    while start < len(word):
        end = len(word)
        while end > start and ("##" if start else "") + word[start:end] not in rows:
            end -= 1
        if end == start:
            return []
        found.append(rows[("##" if start else "") + word[start:end]])
        start = end
    return found


def assistants(rows, nothing):
    """Of each assistant of the part `words`: examples (intent, example, word), paraphrases, their intents, unrelated texts."""

    def read(text):
        ids = [row for word in as_tokens(normal(text)).split() for row in pieces_of(word, rows)][:LENGTH]
        return ids + [nothing] * (LENGTH - len(ids))

    result = []
    for path in sorted(glob.glob(ASSISTANTS)):
        with open(path) as file:
            assistant = json.load(file)
        if assistant["part"] != "words":
            continue
        names = [intent["name"] for intent in assistant["intents"]]
        paraphrases = sorted(assistant["paraphrases"], key=lambda pair: names.index(pair[1]))
        result.append(
            (
                np.array([[read(text) for text in intent["utterances"]] for intent in assistant["intents"]]),
                np.array([read(text) for text, _ in paraphrases]).reshape(INTENTS, PARAPHRASES, LENGTH),
                np.array([read(text) for text in assistant["unrelated"]]),
            )
        )
    return result


def pair_keys(sets, nothing):
    """Pairs of neighbours that occur in enough assistants: the row of the first times the number of words, plus that of the second."""
    counts = collections.Counter()
    for parts in sets:
        texts = np.concatenate([part.reshape(-1, LENGTH) for part in parts])
        first, second = texts[:, :-1].astype(np.int64), texts[:, 1:]
        counts.update(set((first * nothing + second)[second < nothing].tolist()))
    return np.array(sorted(key for key, count in counts.items() if count >= ASSISTANTS_OF_A_PAIR))


def with_pairs(texts, keys, nothing):
    """The rows of the words, then those of the known pairs. Rows of pairs begin after an empty row at `nothing`."""
    first, second = texts[..., :-1].astype(np.int64), texts[..., 1:]
    wanted = np.where(second < nothing, first * nothing + second, -1)
    places = np.searchsorted(keys, wanted).clip(max=len(keys) - 1)
    return np.concatenate([texts, np.where(keys[places] == wanted, places + nothing + 1, nothing)], -1)


def embed(parameters, rows):
    empty = jnp.zeros((1, parameters["words"].shape[1]))
    vectors = jnp.concatenate([parameters["words"], empty, parameters["pairs"]])[rows].sum(-2)
    return vectors / jnp.sqrt((vectors * vectors).sum(-1, keepdims=True) + 1e-6)


def loss_of(parameters, examples, paraphrases, unrelated):
    """A paraphrase is nearest to an example of its intent, and an unrelated text is farther from all than a limit that is learned."""
    questions = embed(parameters, jnp.concatenate([paraphrases.reshape(-1, paraphrases.shape[-1]), unrelated]))
    cosines = jnp.einsum("qd,ied->qie", questions, embed(parameters, examples))
    scores = jax.nn.logsumexp(cosines * SHARPNESS, -1) / SHARPNESS * parameters["scale"]
    limit = jnp.full((len(scores), 1), parameters["limit"] * parameters["scale"])
    intents = jnp.repeat(jnp.arange(INTENTS), PARAPHRASES)
    wanted = jnp.concatenate([intents, jnp.full(len(unrelated), INTENTS)])
    cross_entropy = optax.softmax_cross_entropy_with_integer_labels
    of_all = cross_entropy(jnp.concatenate([scores, limit], 1), wanted).mean()
    return of_all + cross_entropy(scores[: len(intents)], intents).mean()


def batch_of(sets, keys, nothing, random):
    parts = [np.stack(part) for part in zip(*sets)]
    if random.random() < EXCHANGED:
        texts = np.concatenate(parts[:2], 2)
        for assistant in texts:
            for intent in assistant:
                random.shuffle(intent)
        parts[:2] = texts[:, :, :EXAMPLES], texts[:, :, EXAMPLES:]
    parts = [with_pairs(part, keys, nothing) for part in parts]
    return [np.where(random.random(part.shape) < LEFT_OUT, nothing, part) for part in parts]


def main():
    words, start = read_table()
    nothing = len(start)
    rows = {word: row for row, word in enumerate(words.decode().split("\n")[:nothing])}
    sets = assistants(rows, nothing)
    keys = pair_keys(sets, nothing)
    random = np.random.default_rng(1)
    parameters = {
        "words": jnp.array(start),
        "pairs": jnp.zeros((len(keys), start.shape[1])),
        "limit": jnp.array(0.45),
        "scale": jnp.array(SHARPNESS),
    }

    def loss(parameters, batch):
        kept = KEEP_WORDS * ((parameters["words"] - start) ** 2).sum() + KEEP_PAIRS * (parameters["pairs"] ** 2).sum()
        return jax.vmap(loss_of, (None, 0, 0, 0))(parameters, *batch).mean() + kept

    optimizer = optax.adam(optax.cosine_decay_schedule(LEARNING_RATE, EPOCHS * (len(sets) // BATCH)))
    state = optimizer.init(parameters)

    @jax.jit
    def step(parameters, state, batch):
        value, slope = jax.value_and_grad(loss)(parameters, batch)
        change, state = optimizer.update(slope, state)
        return optax.apply_updates(parameters, change), state, value

    for epoch in range(EPOCHS):
        order = random.permutation(len(sets))
        values = []
        for at in range(0, len(sets) - BATCH + 1, BATCH):
            batch = batch_of([sets[place] for place in order[at : at + BATCH]], keys, nothing, random)
            parameters, state, value = step(parameters, state, batch)
            values.append(float(value))
        print(f"epoch {epoch + 1} of {EPOCHS}: loss {np.mean(values):.3f}", flush=True)
    write_table(words, np.concatenate([parameters["words"], parameters["pairs"]]), keys)
    print(f"{nothing} words, {len(keys)} pairs, from {len(sets)} assistants")


if __name__ == "__main__":
    main()
