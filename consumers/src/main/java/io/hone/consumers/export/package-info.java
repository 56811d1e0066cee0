/**
 * Preference pairs out of a run, into files that trainers elsewhere read: TRL's JSON lines and
 * Parquet. The command line hands the records over; nothing here knows where they come from.
 */
@NullMarked
package io.hone.consumers.export;

import org.jspecify.annotations.NullMarked;
