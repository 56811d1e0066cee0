"""render_templates.py FOLDER

Renders every *.jinja of FOLDER (models/src/test/resources/templates) for every conversation below
with Python's jinja2, set up as transformers' chat_template_utils does, and writes expected.json.
Needs jinja2 (Debian: python3-jinja2); written with jinja2 3.1.6.
"""

import datetime
import json
import pathlib
import sys

from jinja2.exceptions import TemplateError
from jinja2.ext import loopcontrols
from jinja2.sandbox import ImmutableSandboxedEnvironment

NOW = datetime.datetime(2024, 7, 26, 9, 5, 3)
SPECIAL = {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>"}

CONVERSATIONS = {
    "user": [("user", "Hi!")],
    "system": [("system", "  Be brief. "), ("user", "Hi!\nThere ")],
    "turns": [
        ("user", " a "),
        ("assistant", " b\n"),
        ("user", "c"),
        ("assistant", "d"),
        ("user", "e"),
    ],
    "system_turns": [("system", "S"), ("user", "a"), ("assistant", "b"), ("user", "c")],
    "answered": [
        ("user", "What is {{ 1+1 }}? {% raw %} {# no #}"),
        ("assistant", '<think>\nhm "quoted" \\n\n</think>\n\ntwo \u00e9 \u6f22 \U0001f642'),
    ],
    "thought": [("user", "q"), ("assistant", "<think>\none\n</think>\n\ntwo"), ("user", "r")],
    "tool_like": [
        ("user", "q"),
        ("assistant", "x"),
        ("user", "<tool_response>y</tool_response>"),
    ],
    "two_users": [("user", "a"), ("user", "b")],
    "empty": [("system", ""), ("user", "")],
    "spaces": [("user", "\u00a0 a\u2003\t"), ("assistant", "\u3000b \r\n"), ("user", "\n\nc\n")],
    "syntax": [("user", "{% for %} {{ messages }} {#"), ("assistant", "'\"\\' }} %}"), ("user", "#}")],
}


def environment():
    def raise_exception(message):
        raise TemplateError(message)

    env = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=[loopcontrols]
    )
    env.filters["tojson"] = lambda value: json.dumps(value, ensure_ascii=False)
    env.globals["raise_exception"] = raise_exception
    env.globals["strftime_now"] = NOW.strftime
    return env


def main(folder):
    env = environment()
    cases = []
    for path in sorted(folder.glob("*.jinja")):
        template = env.from_string(path.read_text(encoding="utf-8"))
        for name, turns in CONVERSATIONS.items():
            for prompt in (True, False):
                case = {
                    "template": path.name,
                    "conversation": name,
                    "messages": [{"role": r, "text": t} for r, t in turns],
                    "generationPrompt": prompt,
                }
                messages = [{"role": r, "content": t} for r, t in turns]
                try:
                    case["expected"] = template.render(
                        messages=messages, add_generation_prompt=prompt, **SPECIAL
                    )
                except TemplateError as error:
                    case["raises"] = str(error)
                cases.append(case)
    (folder / "expected.json").write_text(json.dumps(cases, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
