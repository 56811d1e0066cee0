"""peft_adapters.py

Writes models/src/test/resources/peers/peft: adapters as PEFT makes and saves them, and what PEFT
says with them; and what it says with the adapter that PeftTest has LoraAdapter save in
models/target/peers. Run it in models/ after

    ./mvnw -pl models test -Dtest='TransformersTest,PeftTest'

which fails as long as its fixtures are missing, but leaves models and adapter. Needs torch,
transformers, peft and safetensors.
"""

import hashlib
import json
import pathlib
import shutil

import peft
import torch
import transformers

MODELS = pathlib.Path("target/peers")
FIXTURE = pathlib.Path("src/test/resources/peers/peft")
IDS = json.loads((FIXTURE.parent / "transformers.json").read_text())["ids"]
ALL = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]

# Each of a kind of model of its own, made with the arguments that people give.
MADE = {
    "QWEN2": {"r": 3, "lora_alpha": 7, "target_modules": ["q_proj", "v_proj", "down_proj"]},
    "QWEN3": {"r": 2, "lora_alpha": 5, "use_rslora": True, "target_modules": "all-linear"},
    "LLAMA3": {"r": 2, "lora_dropout": 0.1, "target_modules": ALL},
}
SAVED = {"LLAMA_TIED": "saved"}


def base(kind):
    return transformers.AutoModelForCausalLM.from_pretrained(
        MODELS / kind, dtype=torch.float32, attn_implementation="eager"
    ).eval()


def logits(model):
    with torch.no_grad():
        return model.eval()(torch.tensor([IDS])).logits[0]


def rounded(tensor):
    return [round(value, 6) for value in tensor.double().tolist()]


def answer(found):
    scores = found.log_softmax(-1)[:-1].gather(1, torch.tensor(IDS[1:])[:, None])[:, 0]
    return {"last": rounded(found[-1]), "log_probabilities": rounded(scores)}


def make(kind, arguments):
    """An adapter that has learned something, saved and loaded again by PEFT."""
    torch.manual_seed(7)
    model = peft.get_peft_model(base(kind), peft.LoraConfig(task_type="CAUSAL_LM", **arguments))
    for name, parameter in model.named_parameters():
        if "lora_B" in name:
            torch.nn.init.normal_(parameter, std=0.2)
    folder = FIXTURE / kind
    shutil.rmtree(folder, ignore_errors=True)
    model.save_pretrained(folder)
    (folder / "README.md").unlink()
    return answer(logits(peft.PeftModel.from_pretrained(base(kind), folder)))


def load(kind, folder):
    """Our own adapter, loaded by PEFT, with the hashes of the files that it was."""
    loaded = peft.PeftModel.from_pretrained(base(kind), MODELS / folder)
    said = answer(logits(loaded))
    named = peft.get_peft_model_state_dict(loaded)
    said["tensors"] = {name: list(tensor.shape) for name, tensor in sorted(named.items())}
    said["sha256"] = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted((MODELS / folder).iterdir())
    }
    change = (logits(loaded) - logits(base(kind))).abs().max().item()
    print(f"{folder}: PEFT loads {len(named)} tensors; they change logits by up to {change:.3f}")
    return said


def main():
    said = {"versions": {"peft": peft.__version__, "transformers": transformers.__version__}}
    said["made"] = {kind: make(kind, arguments) for kind, arguments in MADE.items()}
    said["saved"] = {kind: load(kind, folder) for kind, folder in SAVED.items()}
    (FIXTURE / "answers.json").write_text(json.dumps(said, separators=(",", ":")) + "\n")


main()
