"""tokenizers_peer.py

Writes models/src/test/resources/peers/tokenizers: small tokenizers built as those of Llama 3
(byte-level BPE), Qwen2 and Qwen3 (the same with NFC) and of SentencePiece's Unigram with bytes for
what it does not know, and what Hugging Face's tokenizers makes of texts with them and with that of
stories260K. Run it in models/; needs tokenizers
and, for conversations, transformers.
Unigram is trained a little differently each time, so its file and its answers belong together.
"""

import json
import pathlib
import random

import tokenizers
import transformers
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers
from tokenizers import pre_tokenizers, processors, trainers

FIXTURE = pathlib.Path("src/test/resources/peers/tokenizers")
STORIES = "src/test/resources/stories260K/tokenizer.json"
TEMPLATES = pathlib.Path("src/test/resources/templates")
CHATS = {"llama3": "llama3.jinja", "qwen2": "qwen3.jinja"}
DATE = '{%- set date_string = "26 Jul 2024" %}'
MESSAGES = [
    {"role": "system", "content": "Be brief.\n"},
    {"role": "user", "content": "It's 12345  \U0001f600 \u00e9e\u0301?"},
    {"role": "assistant", "content": "Yes, \u6211\u4eec."},
    {"role": "user", "content": "And <b>then</b>\u0000?"},
]

LLAMA3 = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)
QWEN2 = LLAMA3.replace(r"\p{N}{1,3}", r"\p{N}")

CORPUS = [
    "Once upon a time there was a little girl who didn't like the rain. She'd play inside, and "
    "they'll say that it's the best day of the year 2024, or 1999, or 123456.",
    "def step(self, tokens):\n    for token in tokens:\n        self.state[token] += 1\n\n    "
    "return self.state\n",
    "Der kleine Bär läuft über die Straße; l'été, le garçon mange une pêche à Noël.",
    "我们今天去公园玩。日本語のテキストです。한국어 문장입니다. Привет, как дела?",
    "\U0001f600\U0001f600 \U0001f44d\U0001f3fd \u2764\ufe0f \U0001f468\u200d\U0001f469\u200d\U0001f467",
    "The thing is that they think there are three things. I'm here, we're there, you've been.",
]

TEXTS = [
    "",
    " ",
    "a",
    "Once upon a time there was a little girl",
    " leading and trailing ",
    "It's THE best, they'LL say; I'M we'Re don't",
    "12345678901 in 1999 and 3.14159 \u0661\u0662\u0663 \u00bd \u2167",
    "a  b   c    d\te\t\tf",
    "\n\n\n  \n\r\n\r\r \n x \n",
    " " * 70 + "x" + "\n" * 40 + "y" + " " * 33,
    "\u00a0a\u2003b\u3000c\u200bd\u2028e\ufefff\u0085g",
    "\u6211\u4eec\u4eca\u5929\u53bb\u516c\u56ed\u73a9\u3002\u9f98\U00020000",
    "\u65e5\u672c\u8a9e\u306e\u30c6\u30ad\u30b9\u30c8 \ud55c\uad6d\uc5b4 \u1112\u1161\u11ab",
    "\U0001f600 \U0001f44d\U0001f3fd \u2764\ufe0f \U0001f1e9\U0001f1ea",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 family",
    "\u00e9 e\u0301 \u1e69 s\u0323\u0307 s\u0307\u0323 \u212b A\u030a \ufb01 \u2460",
    "Z\u0351\u036b\u0343a\u035c\u0321l\u0489g\u0337o",
    "\u0000a\u0000\u0000b \u0001\u0007\u001b[0m\u007f",
    "\u0627\u0644\u0633\u0644\u0627\u0645 \u05e9\u05dc\u05d5\u05dd \u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35 "
    "\u0928\u092e\u0938\u094d\u0924\u0947",
    "\ue000private\uf8ff \uffff\U0010ffff \ufffd replaced",
    "<s></s><unk><pad> <|begin_of_text|><|eot_id|>x<|im_start|>user\nhi<|im_end|><|endoftext|>",
    "<|eot_id |> <|eot_id|",
    "<think>\nhm\n</think>\n\n<tool_call>{}</tool_call>",
    "<0x41><0xE2><0x0A> \u2581 \u2581\u2581a\u0120b",
    "def step(self):\n\treturn {'a': [1, 2, 3]}  # \u2026\n",
    "https://example.org/a_b-c?d=%20&e=f#g",
    "\u201cquoted\u201d \u2018it\u2019s\u2019 \u2014 dash\u2026 don\u2019t",
    "ab" * 200,
    "\U0001d4d7\U0001d4ee\U0001d4f5\U0001d4f5\U0001d4f8",
    "e\u0301" * 30 + " " + "\u0301",
]


def byte_level(regex, normalizer, ignore_merges, special, ordinary):
    tokenizer = Tokenizer(models.BPE(ignore_merges=ignore_merges))
    if normalizer:
        tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(regex), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=420, show_progress=False, initial_alphabet=pre_tokenizers.ByteLevel.alphabet()
    )
    tokenizer.train_from_iterator(CORPUS * 3, trainer)
    tokenizer.add_special_tokens([AddedToken(t, normalized=False, special=True) for t in special])
    tokenizer.add_tokens([AddedToken(t, normalized=False, special=False) for t in ordinary])
    return tokenizer


def llama3():
    special = ["<|begin_of_text|>", "<|end_of_text|>", "<|start_header_id|>"]
    special += ["<|end_header_id|>", "<|eot_id|>"]
    tokenizer = byte_level(LLAMA3, None, True, special, [])
    begin = tokenizer.token_to_id(special[0])
    tokenizer.post_processor = processors.Sequence(
        [
            processors.ByteLevel(trim_offsets=False),
            processors.TemplateProcessing(
                single=f"{special[0]} $A", special_tokens=[(special[0], begin)]
            ),
        ]
    )
    return tokenizer


def qwen2():
    special = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    ordinary = ["<tool_call>", "</tool_call>", "<think>", "</think>"]
    tokenizer = byte_level(QWEN2, normalizers.NFC(), False, special, ordinary)
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    return tokenizer


def unigram():
    first = Tokenizer(models.Unigram())
    shape = {
        "normalizer": normalizers.Sequence(
            [normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
        ),
        "pre_tokenizer": pre_tokenizers.Metaspace(prepend_scheme="always"),
    }
    for name, part in shape.items():
        setattr(first, name, part)
    first.train_from_iterator(
        CORPUS * 3,
        trainers.UnigramTrainer(vocab_size=300, show_progress=False, unk_token="<unk>"),
    )
    pieces = [(p, s) for p, s in json.loads(first.to_str())["model"]["vocab"] if p != "<unk>"]
    vocabulary = [("<unk>", 0.0), ("<s>", 0.0), ("</s>", 0.0)]
    vocabulary += [(f"<0x{byte:02X}>", 0.0) for byte in range(256)]
    vocabulary += [(piece, round(score, 6)) for piece, score in pieces]
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=0, byte_fallback=True))
    for name, part in shape.items():
        setattr(tokenizer, name, part)
    tokenizer.decoder = decoders.Sequence(
        [decoders.ByteFallback(), decoders.Metaspace(prepend_scheme="always")]
    )
    tokenizer.add_special_tokens(["<unk>", "<s>", "</s>"])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 1), ("</s>", 2)]
    )
    return tokenizer


def chat(name):
    """transformers' way from messages to ids, with a template of its family."""
    tokenizer = transformers.PreTrainedTokenizerFast(
        tokenizer_file=str(FIXTURE / name / "tokenizer.json"),
        chat_template=DATE + (TEMPLATES / CHATS[name]).read_text(),
        bos_token="<|begin_of_text|>" if name == "llama3" else None,
        eos_token="<|eot_id|>" if name == "llama3" else "<|im_end|>",
    )
    return tokenizer.apply_chat_template(MESSAGES, add_generation_prompt=True)


def answers(tokenizer):
    tokenizer.encode_special_tokens = True
    special = {i for i, t in tokenizer.get_added_tokens_decoder().items() if t.special}
    random.seed(3)
    size = tokenizer.get_vocab_size()
    said = {"texts": [], "sequences": []}
    said["raw"] = tokenizer.encode(TEXTS[3]).ids
    for text in TEXTS:
        ids = tokenizer.encode(text, add_special_tokens=False).ids
        each = {"ids": ids, "decoded": tokenizer.decode(ids, skip_special_tokens=True)}
        if special.intersection(ids):  # Unigram finds them as pieces of text
            each["special"] = True
        said["texts"].append(each)
    for _ in range(12):
        ids = [random.randrange(size) for _ in range(14)]
        prefixes = [ids[: i + 1] for i in range(len(ids))]
        said["sequences"].append(
            {"ids": ids, "prefixes": [tokenizer.decode(prefix) for prefix in prefixes]}
        )
    return said


def main():
    said = {
        "versions": {
            "tokenizers": tokenizers.__version__,
            "transformers": transformers.__version__,
        },
        "date": DATE,
        "messages": MESSAGES,
        "texts": TEXTS,
        "tokenizers": {},
    }
    for name, make in {"llama3": llama3, "qwen2": qwen2, "unigram": unigram}.items():
        folder = FIXTURE / name
        folder.mkdir(parents=True, exist_ok=True)
        tokenizer = make()
        (folder / "tokenizer.json").write_text(
            json.dumps(json.loads(tokenizer.to_str()), separators=(",", ":")) + "\n"
        )
        said["tokenizers"][name] = answers(Tokenizer.from_file(str(folder / "tokenizer.json")))
    for name in CHATS:
        said["tokenizers"][name]["chat"] = chat(name)
    said["tokenizers"]["stories260K"] = answers(Tokenizer.from_file(STORIES))
    (FIXTURE / "answers.json").write_text(json.dumps(said, separators=(",", ":")) + "\n")


main()
