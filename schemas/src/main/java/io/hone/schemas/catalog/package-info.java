/**
 * The topic catalogue: every topic Hone uses, with name, key, value, clean-up, retention and
 * partitions, and the code that creates them.
 *
 * <p>Whoever writes or reads a topic imports this package and names no topic otherwise. It imports
 * the generated contracts and Kafka's admin client, and must not import the registry or the serdes.
 */
@NullMarked
package io.hone.schemas.catalog;

import org.jspecify.annotations.NullMarked;
