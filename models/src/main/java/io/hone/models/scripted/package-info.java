/**
 * A model that is a script: seeded answers, latency and faults, for tests and benchmarks of the
 * whole house. Everything may import it; it imports the port of the models and Project Reactor, and
 * knows no Kafka and no recipe.
 */
@NullMarked
package io.hone.models.scripted;

import org.jspecify.annotations.NullMarked;
