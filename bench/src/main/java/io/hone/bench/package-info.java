/**
 * What Hone costs. Each benchmark measures a floor or a peer in the same run and says the ratio:
 * absolute times mean little on a machine that others use. Commands join {@code hone} by {@link
 * java.util.ServiceLoader}, so that nothing depends on this module.
 */
@NullMarked
package io.hone.bench;

import org.jspecify.annotations.NullMarked;
