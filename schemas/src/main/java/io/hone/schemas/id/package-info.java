/**
 * Ids derived from content, so that a record made twice is one record. Pure: knows no Kafka and no
 * clock, and everything may import it.
 */
@NullMarked
package io.hone.schemas.id;

import org.jspecify.annotations.NullMarked;
