/**
 * The parts that run by themselves against any cluster: the episodes, the inference workers and the
 * trainer. Each is made from a configuration, runs until it is closed, and says so if it ends
 * before.
 */
@NullMarked
package io.hone.app.role;

import org.jspecify.annotations.NullMarked;
