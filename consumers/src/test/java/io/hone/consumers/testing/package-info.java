/** What the tests of the consumers run on: a broker and a registry in their own JVM. */
@NullMarked
package io.hone.consumers.testing;

import org.jspecify.annotations.NullMarked;
