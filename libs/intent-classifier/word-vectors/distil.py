"""
Makes table.bin: static word vectors whose sum has about the direction of a sentence's embedding by all-MiniLM-L6-v2.
A maintainer runs it; neither users nor tests need it. README.md beside this file names sources, licences and the recipe.

    pip install numpy scipy onnx onnxruntime tokenizers
    python distil.py MODEL_FOLDER WORDNET_FOLDER
"""

import glob
import json
import os
import random
import re
import struct
import sys

import numpy as np
import onnx.helper as oh
import onnx.numpy_helper as nh
import onnxruntime
import scipy.sparse
from onnx import TensorProto
from texts import as_tokens, normal
from tokenizers import Tokenizer

HERE = os.path.dirname(os.path.abspath(__file__))
REPOSITORY = os.path.join(HERE, "../../..")
DIMENSIONS = 128
START, END = 101, 102  # [CLS] and [SEP] of the model's vocabulary
VARIED, EXAMPLES, DEFINITIONS = 22_000, 20_000, 8_000
RIDGE = 0.5


class Teacher:
    """The model as an ONNX graph that is built from its weights: BERT, mean of the last layer, length 1."""

    def __init__(self, folder):
        with open(f"{folder}/model.safetensors", "rb") as file:
            data = file.read()
        size = struct.unpack("<Q", data[:8])[0]
        entries = json.loads(data[8 : 8 + size])
        w = {
            name: np.frombuffer(
                data, np.float32, int(np.prod(entry["shape"])), 8 + size + entry["data_offsets"][0]
            ).reshape(entry["shape"])
            for name, entry in entries.items()
            if name != "__metadata__" and entry["dtype"] == "F32"
        }
        nodes, constants = [], []

        def constant(array):
            constants.append(nh.from_array(np.ascontiguousarray(array), f"c{len(constants)}"))
            return constants[-1].name

        def op(kind, *inputs, **attributes):
            nodes.append(oh.make_node(kind, list(inputs), [f"n{len(nodes)}"], **attributes))
            return nodes[-1].output[0]

        def norm(x, name):
            return op(
                "LayerNormalization", x, constant(w[name + ".weight"]), constant(w[name + ".bias"]), epsilon=1e-12
            )

        def linear(x, name):
            return op("Add", op("MatMul", x, constant(w[name + ".weight"].T)), constant(w[name + ".bias"]))

        heads, flat = constant(np.array([0, 0, 12, 32])), constant(np.array([0, 0, 384]))
        scale = constant(np.array(32**-0.5, np.float32))
        e = "embeddings."
        words = w[e + "word_embeddings.weight"] + w[e + "token_type_embeddings.weight"][0]
        places = w[e + "position_embeddings.weight"]
        x = op("Add", op("Gather", constant(words), "ids"), op("Gather", constant(places), "places"))
        x = norm(x, e + "LayerNorm")
        for layer in range(6):
            p = f"encoder.layer.{layer}."
            q, k, v = [op("Reshape", linear(x, f"{p}attention.self.{n}"), heads) for n in ("query", "key", "value")]
            q, v = [op("Transpose", part, perm=[0, 2, 1, 3]) for part in (q, v)]
            k = op("Transpose", k, perm=[0, 2, 3, 1])
            attention = op("Softmax", op("Mul", op("MatMul", q, k), scale), axis=-1)
            y = op("Reshape", op("Transpose", op("MatMul", attention, v), perm=[0, 2, 1, 3]), flat)
            x = norm(op("Add", x, linear(y, p + "attention.output.dense")), p + "attention.output.LayerNorm")
            y = linear(op("Gelu", linear(x, p + "intermediate.dense")), p + "output.dense")
            x = norm(op("Add", x, y), p + "output.LayerNorm")
        mean = op("ReduceMean", x, constant(np.array([1])), keepdims=0)
        graph = oh.make_graph(
            nodes,
            "teacher",
            [
                oh.make_tensor_value_info("ids", TensorProto.INT64, ["batch", "length"]),
                oh.make_tensor_value_info("places", TensorProto.INT64, ["length"]),
            ],
            [oh.make_tensor_value_info(mean, TensorProto.FLOAT, ["batch", 384])],
            constants,
        )
        model = oh.make_model(graph, opset_imports=[oh.make_opsetid("", 20)], ir_version=9)
        self.session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
        self.tokenizer = Tokenizer.from_file(f"{folder}/tokenizer.json")
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(64)

    def embed_ids(self, ids):
        result = np.zeros((len(ids), 384), np.float32)
        by_length = {}
        for row, sentence in enumerate(ids):
            by_length.setdefault(len(sentence), []).append(row)
        for length, rows in by_length.items():
            step = max(1, 1500 // length)
            for start in range(0, len(rows), step):
                part = rows[start : start + step]
                inputs = {"ids": np.array([ids[row] for row in part], np.int64), "places": np.arange(length)}
                result[part] = self.session.run(None, inputs)[0]
        return result / np.linalg.norm(result, axis=1, keepdims=True)

    def embed(self, texts):
        return self.embed_ids([encoding.ids for encoding in self.tokenizer.encode_batch(texts)])


def read(path):
    with open(os.path.join(REPOSITORY, path)) as file:
        return file.read()


def own_sentences():
    """Sentences of this repository: generic ones, everyday businesses, the development assistants of the part "fit"."""
    library = "libs/intent-classifier/src/"
    sentences = [line for line in read(library + "generic-sentences.ts").split("`")[1].split("\n") if line.strip()]
    for lines in re.findall(r"'([^']*\|[^']*)'", read("test/bench/intent-everyday.ts")):
        sentences += lines.split("|")
    for path in sorted(glob.glob(os.path.join(REPOSITORY, "test/bench/intent-development/*.json"))):
        assistant = json.loads(read(path))
        if assistant["part"] == "fit":
            sentences += [text for intent in assistant["intents"] for text in intent["utterances"]]
            sentences += [text for text, _ in assistant["paraphrases"]] + assistant["unrelated"]
    source = read(library + "lexicon.ts")
    lexicon = source[source.index("LEXICON = `") + 11 : source.rindex("`")].strip().split("\n")
    return [normal(text) for text in sentences], [[w.replace("_", " ") for w in line.split()] for line in lexicon]


def vary(sentence, lexicon, concepts, words):
    """Puts another word of the same concept, or any other, in the place of some words: the teacher says what it means then."""
    tokens, result, at = sentence.split(), [], 0
    while at < len(tokens):
        sizes = [n for n in (3, 2, 1) if at + n <= len(tokens) and " ".join(tokens[at : at + n]) in concepts]
        if sizes and random.random() < 0.6:
            same = lexicon[random.choice(concepts[" ".join(tokens[at : at + sizes[0]])])]
            result.append(random.choice(same if random.random() < 0.5 else words))
            at += sizes[0]
        else:
            result.append(tokens[at])
            at += 1
    return " ".join(result)


def corpus(wordnet):
    sentences, lexicon = own_sentences()
    concepts = {}
    for number, line in enumerate(lexicon):
        for word in line:
            concepts.setdefault(word, []).append(number)
    words = [word for line in lexicon for word in line]
    varied = set()
    while len(varied) < VARIED:
        text = vary(random.choice(sentences), lexicon, concepts, words)
        if 2 <= len(text.split()) <= 16:
            varied.add(text)
    examples, definitions = [], []
    for part in ("noun", "verb", "adj", "adv"):
        with open(f"{wordnet}/data.{part}") as file:
            glosses = [line.split(" | ", 1)[1].strip() for line in file if " | " in line]
        for gloss in glosses:
            examples += re.findall(r'"([^"]+)"', gloss)
            definition = re.sub(r"\([^)]*\)", "", gloss.split(";")[0]).strip()
            if (4 if part == "noun" else 3) <= len(definition.split()) <= (9 if part == "noun" else 12):
                definitions.append(normal(definition))
    examples = [text for text in map(normal, examples) if 3 <= len(text.split()) <= 12]
    random.shuffle(examples)
    random.shuffle(definitions)
    texts = sentences + sorted(varied) + words + examples[:EXAMPLES] + definitions[:DEFINITIONS]
    return random.sample(texts, len(texts))


def ridge(rows, wanted, start):
    """The least |rows X - wanted|^2 + RIDGE |X - start|^2, by conjugate gradients."""
    change = np.zeros_like(start)
    rest = rows.T @ (wanted - rows @ start)
    step, size = rest.copy(), (rest * rest).sum(0)
    for _ in range(60):
        moved = rows.T @ (rows @ step) + RIDGE * step
        length = size / np.maximum((step * moved).sum(0), 1e-12)
        change += length * step
        rest -= length * moved
        before, size = size, (rest * rest).sum(0)
        step = rest + size / np.maximum(before, 1e-12) * step
    return start + change


def main(model, wordnet):
    random.seed(2)
    teacher = Teacher(model)
    vocabulary = sorted(teacher.tokenizer.get_vocab().items(), key=lambda entry: entry[1])
    vocabulary = [(word, number) for word, number in vocabulary if re.fullmatch("(##)?[a-z0-9]+", word)]
    row_of = {word: row for row, (word, _) in enumerate(vocabulary)}
    alone = teacher.embed_ids([[START, number, END] for _, number in vocabulary])
    texts = corpus(wordnet)
    targets = teacher.embed(texts)
    targets -= targets.mean(0)
    axes = np.linalg.svd(targets[:20_000], full_matrices=False)[2][:DIMENSIONS].T

    # The vocabulary is about in the order of frequency; smooth inverse frequency (Arora et al. 2017) by Zipf's law.
    share = 1 / (np.arange(len(vocabulary)) + 3.7)
    weight = 1e-4 / (1e-4 + share / share.sum())
    start = (alone - alone.mean(0)) @ axes * weight[:, None] * 0.5

    places, columns, values = [], [], []
    for place, text in enumerate(texts):
        pieces = teacher.tokenizer.encode(as_tokens(text), add_special_tokens=False).tokens
        rows = [row_of[piece] for piece in pieces if piece in row_of]
        places += [place] * len(rows)
        columns += rows
        values += [1 / max(1, len(rows)) ** 0.5] * len(rows)
    counts = scipy.sparse.csr_matrix((values, (places, columns)), (len(texts), len(vocabulary)), dtype=np.float32)
    vectors = ridge(counts, targets @ axes, start)

    scales = np.abs(vectors).max(1) / 127
    integers = np.round(vectors / scales[:, None]).astype(np.int8)
    words = "\n".join(word for word, _ in vocabulary).encode()
    words += b"\n" * (-len(words) % 4)
    with open(os.path.join(HERE, "table.bin"), "wb") as file:
        file.write(struct.pack("<IIII", len(vocabulary), DIMENSIONS, len(words), 0) + words)
        file.write(scales.astype("<f4").tobytes() + integers.tobytes())


if __name__ == "__main__":
    main(*sys.argv[1:])
