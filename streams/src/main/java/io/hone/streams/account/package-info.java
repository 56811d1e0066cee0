/**
 * What became of a run, from its records alone: the account of its prompts, and whether everything
 * in it follows from the recorded facts. Pure: records come in by {@link
 * io.hone.streams.account.RunRecords}, whoever reads them.
 *
 * <p>It uses the recipes and the contracts' translations of {@code streams.episode}, and nothing of
 * the topology: what is checked here must not be checked by what is being checked.
 */
@NullMarked
package io.hone.streams.account;

import org.jspecify.annotations.NullMarked;
