/**
 * One small HTTP server: routes that are fixed at the start, files of the class path, JSON and
 * server-sent events, and the rules of who may ask for what. The metrics and the console are served
 * by it; it knows nothing of runs, topics or events.
 */
@NullMarked
package io.hone.app.web;

import org.jspecify.annotations.NullMarked;
