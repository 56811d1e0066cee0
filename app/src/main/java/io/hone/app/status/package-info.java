/**
 * How a run stands: the account of its prompts, and what each stage does right now. It reads topics
 * and the groups' offsets, and never writes.
 */
@NullMarked
package io.hone.app.status;

import org.jspecify.annotations.NullMarked;
