/**
 * What operations see of a run and its processes: meters in Prometheus' form, health, the page that
 * lists them, alert rules and a dashboard. Everything is read when it is asked for, from state that
 * exists anyway; what works is not slower for being watched. May know the roles, their status and
 * the web server; must not know the command line or the loop.
 */
@NullMarked
package io.hone.app.metrics;

import org.jspecify.annotations.NullMarked;
