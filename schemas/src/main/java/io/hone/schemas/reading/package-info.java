/**
 * What a record of a topic turns out to be: an event, or a dead letter, or nothing that can be told
 * before the registry helps again.
 *
 * <p>One rule for every component that reads. Imports the contracts and the registry client's
 * failures; it knows no serde by name, and nothing of who reads.
 */
@NullMarked
package io.hone.schemas.reading;

import org.jspecify.annotations.NullMarked;
