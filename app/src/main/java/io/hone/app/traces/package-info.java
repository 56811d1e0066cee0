/**
 * OpenTelemetry traces of episodes, made from the recorded facts alone: prompts, completions, pairs
 * and outcomes as they come on their topics, so that nothing is carried along where the work is
 * done, and a trace is the same wherever it is made. May know the records and the configuration;
 * must not know the roles, the metrics, the loop or the command line.
 */
@NullMarked
package io.hone.app.traces;

import org.jspecify.annotations.NullMarked;
