"""transformers_logits.py

Writes models/src/test/resources/peers/transformers.json: what transformers says of the models that
the tests of io.hone.models.peers leave in models/target/peers. Run it in models/ after

    ./mvnw -pl models test -Dtest=TransformersTest

which fails as long as its fixture is missing, but leaves the models. Needs torch, transformers and
safetensors; the versions that wrote the fixture stand in it.
"""

import json
import pathlib

import tokenizers
import torch
import transformers

MODELS = pathlib.Path("target/peers")
FIXTURE = pathlib.Path("src/test/resources/peers/transformers.json")
KINDS = ["LLAMA", "LLAMA_TIED", "LLAMA3", "LLAMA_YARN", "MISTRAL", "QWEN2", "QWEN3"]
TEXT = "Once upon a time, there was a little dog named Max. He had a big red ball"
TOKENS = 25
WATCHED = list(range(0, 512, 37))


def rounded(tensor):
    return [round(value, 6) for value in tensor.double().tolist()]


def answers(kind, ids):
    model = transformers.AutoModelForCausalLM.from_pretrained(
        MODELS / kind, dtype=torch.float32, attn_implementation="eager"
    ).eval()
    with torch.no_grad():
        logits = model(torch.tensor([ids])).logits[0]
        greedy = model.generate(
            torch.tensor([ids]),
            attention_mask=torch.ones(1, len(ids), dtype=torch.long),
            do_sample=False,
            max_new_tokens=TOKENS,
            pad_token_id=0,
        )[0, len(ids) :]
        whole = model(torch.tensor([ids + greedy.tolist()])).logits[0, len(ids) - 1 : -1]
    margin = whole.topk(2).values.diff().abs().min().item()
    assert margin > 1e-3, f"{kind}: greedy choice is nearly a draw ({margin})"
    scores = logits.log_softmax(-1)[:-1].gather(1, torch.tensor(ids[1:])[:, None])[:, 0]
    return {
        "greedy": greedy.tolist(),
        "log_probabilities": rounded(scores),
        "logits": [rounded(row[WATCHED]) for row in logits],
        "last": rounded(logits[-1]),
    }


def main():
    tokenizer = transformers.AutoTokenizer.from_pretrained(MODELS / KINDS[0])
    ids = tokenizer(TEXT)["input_ids"]
    assert len(ids) == TOKENS, len(ids)
    said = {
        "versions": {
            "torch": torch.__version__,
            "transformers": transformers.__version__,
            "tokenizers": tokenizers.__version__,
        },
        "text": TEXT,
        "ids": ids,
        "watched": WATCHED,
        "models": {kind: answers(kind, ids) for kind in KINDS},
    }
    FIXTURE.parent.mkdir(exist_ok=True)
    FIXTURE.write_text(json.dumps(said, separators=(",", ":")) + "\n")


main()
