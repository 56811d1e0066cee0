/** The command line. It may know every other package of Hone; nothing may know it. */
@NullMarked
package io.hone.app;

import org.jspecify.annotations.NullMarked;
