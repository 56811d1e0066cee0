"""read_export.py PAIRS.jsonl EXAMPLES.jsonl PAIRS.parquet

Reads files that ./hone export wrote as others do, and fails if one of them cannot. Of the Parquet
file it writes what pyarrow saw to src/test/resources/peers/export_parquet.json, and it keeps the
first file as export.jsonl beside it; FilesTest compares with both.
Run it in consumers/ on the files of FilesTest's examples. Needs datasets, pyarrow, torch, trl and
models/target/peers/QWEN2 of models/src/test/peers/python; written with trl 1.16.0.
"""

import json
import pathlib
import shutil
import sys
import tempfile

import datasets
import pyarrow
import pyarrow.parquet
import transformers
import trl

RESOURCES = pathlib.Path("src/test/resources/peers")
CHAT = "{% for m in messages %}{{ m['role'] + ': ' + m['content'] + '\n' }}{% endfor %}"


def rows(file):
    loaded = datasets.load_dataset("json", data_files=file, split="train")
    assert len(loaded) == sum(1 for _ in open(file, encoding="utf-8"))
    return loaded


def prepared(trainer_class, config_class, data, model):
    tokenizer = transformers.AutoTokenizer.from_pretrained(model)
    tokenizer.pad_token = "<unk>"
    tokenizer.chat_template = CHAT
    with tempfile.TemporaryDirectory() as out:
        trainer = trainer_class(
            model=transformers.AutoModelForCausalLM.from_pretrained(model),
            args=config_class(
                output_dir=out, use_cpu=True, bf16=False, report_to=[], max_length=None
            ),
            train_dataset=data,
            processing_class=tokenizer,
        )
        return trainer.train_dataset


def main(pairs, examples, columns, model):
    data = rows(pairs)
    assert trl.is_conversational(data[0])
    print("DPOTrainer:", prepared(trl.DPOTrainer, trl.DPOConfig, data, model))
    data = rows(examples)
    assert trl.is_conversational(data[0])
    print("SFTTrainer:", prepared(trl.SFTTrainer, trl.SFTConfig, data, model))
    table = pyarrow.parquet.read_table(columns)
    print(table.schema)
    seen = []
    for row in table.to_pylist():
        row["paired_at"] = int(row["paired_at"].timestamp() * 1000)
        seen.append({name: value for name, value in row.items() if value is not None})
    fixture = {"pyarrow": pyarrow.__version__, "rows": seen}
    (RESOURCES / "export_parquet.json").write_text(json.dumps(fixture, indent=1) + "\n")
    shutil.copy(pairs, RESOURCES / "export.jsonl")


main(*sys.argv[1:4], model="../models/target/peers/QWEN2")
