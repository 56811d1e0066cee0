"""trl_pairs.py

Writes models/src/test/resources/peers/trl_pairs.json: how TRL's DPOTrainer cuts pairs of plain
text into tokens, and the log-probabilities that it finds with PEFT's adapter of the kind QWEN2.
All prompts end where a token of the whole text does: elsewhere TRL shortens the prompt, and we cut
at its end, as it is when a model goes on from a prompt.
Run it in models/ after peft_adapters.py; needs what that needs and trl 1, written with 1.16.0.
"""

import json
import pathlib
import tempfile

import peft
import torch
import transformers
import trl
from datasets import Dataset

RESOURCES = pathlib.Path("src/test/resources/peers")
MODEL = "target/peers/QWEN2"

ROWS = [
    {
        "prompt": "Once upon a time, there was",
        "chosen": " a little dog named Max.",
        "rejected": " rain",
    },
    {
        "prompt": "The dog",
        "chosen": " ran to the park and played.",
        "rejected": " was sad because he had no red ball, and he cried all day.",
    },
    {"prompt": "One day\n", "chosen": "Tom said \u201chi\u201d \U0001f600", "rejected": "Tom."},
]


def main():
    tokenizer = transformers.AutoTokenizer.from_pretrained(MODEL)
    tokenizer.pad_token = "<unk>"
    base = transformers.AutoModelForCausalLM.from_pretrained(
        MODEL, dtype=torch.float32, attn_implementation="eager"
    )
    model = peft.PeftModel.from_pretrained(base, RESOURCES / "peft/QWEN2", is_trainable=True)
    said = []
    with tempfile.TemporaryDirectory() as out:
        trainer = trl.DPOTrainer(
            model=model,
            args=trl.DPOConfig(
                output_dir=out, use_cpu=True, bf16=False, report_to=[], max_length=None
            ),
            train_dataset=Dataset.from_list(ROWS),
            processing_class=tokenizer,
        )
        model = trainer.model.eval()
        for row, ids in zip(ROWS, trainer.train_dataset):
            with torch.no_grad():
                trainer._compute_loss(model, trainer.data_collator([ids]), False)
            metrics = trainer._metrics["eval"]
            said.append(
                {
                    "row": row,
                    "prompt_ids": ids["prompt_ids"],
                    "chosen_ids": ids["chosen_ids"],
                    "rejected_ids": ids["rejected_ids"],
                    "chosen": round(metrics["logps/chosen"][-1], 5),
                    "rejected": round(metrics["logps/rejected"][-1], 5),
                }
            )
    fixture = {"version": trl.__version__, "rows": said}
    (RESOURCES / "trl_pairs.json").write_text(json.dumps(fixture, separators=(",", ":")) + "\n")


main()
