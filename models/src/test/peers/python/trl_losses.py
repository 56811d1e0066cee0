"""trl_losses.py

Writes its part of models/src/test/resources/peers/trl.json: the losses that TRL's own DPOTrainer
gives for log-probabilities that are made up. TRL 1 knows the length-normalised loss, TRL 0 label
smoothing, so run it in models/ once with each; needs torch, transformers, accelerate, datasets,
and trl, written with trl 0.25.1 and 1.16.0.
"""

import collections
import itertools
import json
import pathlib
import random
import types

import torch
import trl
from accelerate import Accelerator
from trl.trainer.dpo_trainer import DPOTrainer

FIXTURE = pathlib.Path("src/test/resources/peers/trl.json")


def pairs():
    """Log-probabilities of each token: chosen, rejected, and the same under the reference."""
    random.seed(11)
    made = []
    for chosen, rejected in [(5, 8), (1, 1), (12, 3), (2, 30), (7, 7)]:
        policy = [[-random.expovariate(0.7) for _ in range(n)] for n in (chosen, rejected)]
        made.append((policy, [[v + random.gauss(0, 0.6) for v in side] for side in policy]))
    return made


def trainer(**settings):
    """TRL's trainer without a model: only what the loss reads."""
    bare = object.__new__(DPOTrainer)
    bare.accelerator = Accelerator(cpu=True)
    for name, value in settings.items():
        setattr(bare, name, value)
    return bare


def whole_loss(policy, reference, loss_types, weights, beta):
    """TRL 1: the loss and its slopes with respect to the log-probabilities of both answers."""
    prompt = 3
    lengths = [len(side) for side in policy]
    width = prompt + max(lengths)
    mask = torch.zeros(2, width, dtype=torch.long)
    scores = torch.zeros(2, width - 1, dtype=torch.float64)
    for row, side in enumerate(policy):
        mask[row, prompt : prompt + len(side)] = 1
        scores[row, prompt - 1 : prompt - 1 + len(side)] = torch.tensor(side, dtype=torch.float64)
    scores.requires_grad_()
    nothing = torch.zeros(2, width - 1, dtype=torch.float64)
    bare = trainer(
        model=types.SimpleNamespace(training=True),
        aux_loss_enabled=False,
        ld_alpha=None,
        precompute_ref_logps=True,
        f_divergence_type="reverse_kl",
        loss_types=loss_types,
        loss_weights=weights,
        beta=beta,
        label_smoothing=0.0,
        use_weighting=False,
        _metrics={"train": collections.defaultdict(list)},
        _total_train_tokens=0,
        _tp_size=1,
    )
    said = types.SimpleNamespace(
        log_probs=scores, entropy=nothing, mean_logits=nothing, is_top1=nothing.bool()
    )
    loss = bare._compute_loss(
        lambda **kwargs: said,
        {
            "input_ids": torch.ones(2, width, dtype=torch.long),
            "attention_mask": torch.ones(2, width, dtype=torch.long),
            "completion_mask": mask,
            "ref_chosen_logps": torch.tensor([sum(reference[0])], dtype=torch.float64),
            "ref_rejected_logps": torch.tensor([sum(reference[1])], dtype=torch.float64),
        },
        False,
    )
    loss.backward()
    metrics = bare._metrics["train"]
    return {
        "loss": loss.item(),
        "slopes": scores.grad[:, prompt - 1].tolist(),
        "rewards": [metrics["rewards/chosen"][0], metrics["rewards/rejected"][0]],
    }


def smoothed_loss(policy, reference, loss_type, smoothing, beta):
    """TRL 0: the loss of a pair with label smoothing."""
    bare = trainer(
        reference_free=False,
        f_divergence_type="reverse_kl",
        f_divergence_params=None,
        beta=beta,
        label_smoothing=smoothing,
    )
    sums = [
        torch.tensor([sum(side)], dtype=torch.float64) for side in (*policy, *reference)
    ]
    losses, chosen, rejected = DPOTrainer.dpo_loss(bare, *sums, loss_type)
    return {"loss": losses.item(), "rewards": [chosen.item(), rejected.item()]}


def case(policy, reference, **settings):
    sums = [sum(side) for side in (*policy, *reference)]
    return {"sums": sums, "tokens": [len(side) for side in policy], **settings}


def cases():
    if trl.__version__.startswith("0."):
        for (policy, reference), smoothing, beta in itertools.product(
            pairs(), [0.0, 0.1, 0.4], [0.1, 0.7]
        ):
            made = case(policy, reference, type="sigmoid", beta=beta, smoothing=smoothing, nll=0.0)
            yield made | smoothed_loss(policy, reference, "sigmoid", smoothing, beta)
    else:
        for (policy, reference), name, nll, beta in itertools.product(
            pairs(), ["sigmoid", "ipo", "sigmoid_norm"], [0.0, 0.3], [0.1, 0.7]
        ):
            made = case(policy, reference, type=name, beta=beta, smoothing=0.0, nll=nll)
            yield made | whole_loss(policy, reference, [name, "sft"], [1.0, nll], beta)


def main():
    said = json.loads(FIXTURE.read_text()) if FIXTURE.exists() else {}
    said[trl.__version__] = json.loads(
        json.dumps(list(cases())), parse_float=lambda text: float(f"{float(text):.12g}")
    )
    FIXTURE.write_text(json.dumps(said, separators=(",", ":"), sort_keys=True) + "\n")


main()
