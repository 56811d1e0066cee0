/**
 * The whole loop in one process: prompts are submitted round by round, each answered, judged and
 * meta-judged by the promoted version, which is then trained on what came of it, examined and
 * swapped. {@link io.hone.app.loop.Loop} starts the roles and drives them; what it decides from is
 * {@link io.hone.app.loop.LoopFacts}, read from the topics alone, so that a loop that was killed
 * goes on where it was. The rest is pure: which prompts are whose, and how a result is told.
 *
 * <p>It never sees what is right: only the examination does.
 */
@NullMarked
package io.hone.app.loop;

import org.jspecify.annotations.NullMarked;
