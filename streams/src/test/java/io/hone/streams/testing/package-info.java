/** What tests of several packages share: drivers of topologies, stores, prompts as submitted. */
@NullMarked
package io.hone.streams.testing;

import org.jspecify.annotations.NullMarked;
