/**
 * One class of ours inside DJL's package: what it calls there is package-private. Only {@code
 * io.hone.models.torch} may import it.
 */
@NullMarked
package ai.djl.pytorch.jni;

import org.jspecify.annotations.NullMarked;
