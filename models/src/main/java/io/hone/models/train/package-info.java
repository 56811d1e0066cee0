/**
 * Learning from preference pairs: DPO, IPO and their relatives, supervised fine-tuning, AdamW,
 * checkpoints that survive a kill at any point. Losses, schedules and batches are pure; the trainer
 * is the only effect.
 */
@NullMarked
package io.hone.models.train;

import org.jspecify.annotations.NullMarked;
