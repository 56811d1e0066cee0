/**
 * Reads what a run has left on its topics, and says how its constants are spelt. Whatever shows or
 * counts a run imports it: the command line, the loop, the console, status, metrics, traces and
 * orders; it imports the connection to a cluster from {@code app.stack}, from {@code streams} the
 * port that it serves, and from {@code consumers} the files of pairs.
 */
@NullMarked
package io.hone.app.records;

import org.jspecify.annotations.NullMarked;
