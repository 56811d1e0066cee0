/**
 * A whole Kafka for one machine: broker and schema registry on one data folder, and the file that
 * tells other commands where they run.
 *
 * <p>Only the command line may import it. It imports the broker and the registry, never the other
 * way round.
 */
@NullMarked
package io.hone.app.stack;

import org.jspecify.annotations.NullMarked;
