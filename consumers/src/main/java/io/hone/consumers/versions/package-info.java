/**
 * Versions of the policy where they are used: an {@link io.hone.consumers.versions.ArtifactStore}
 * that holds their files, and a {@link io.hone.consumers.versions.VersionFollower} of the topic of
 * models that fetches, checks and loads what is announced. Knows Kafka, the contracts and {@link
 * io.hone.models.VersionHost}; both the workers and the trainer import it, and it imports neither.
 */
@NullMarked
package io.hone.consumers.versions;

import org.jspecify.annotations.NullMarked;
