/**
 * What the topic of models says when all of its records are read together: which version is
 * promoted, who descends from whom, what of the other topics has been learned from. Pure; whoever
 * reads the topic folds it with {@link io.hone.schemas.versions.VersionBook}.
 */
@NullMarked
package io.hone.schemas.versions;

import org.jspecify.annotations.NullMarked;
