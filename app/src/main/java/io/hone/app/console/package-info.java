/**
 * What the console shows. {@link io.hone.app.console.RunIndex} holds what a run's topics tell,
 * within a bound, and {@link io.hone.app.console.WatchedRun} fills it; what is too large to be held
 * is looked up when somebody asks for it. The parts of the API turn both into JSON, and {@link
 * io.hone.app.console.Console} puts all together. Reads topics and state that exist anyway, and
 * writes only what a person orders. May know records, status, statistics, orders and the web
 * server; must not know roles, the command line or the loop.
 */
@NullMarked
package io.hone.app.console;

import org.jspecify.annotations.NullMarked;
