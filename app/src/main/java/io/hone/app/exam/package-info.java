/**
 * The examination of a version before anyone uses it: what is asked of it and of the promoted one,
 * what is measured, and the rules that promote or reject. Rules and figures are pure; the asking is
 * at the rim. The command line and the roles may import it; it knows the models' port, the recipes'
 * texts, the configuration and the seed's examination, and no Kafka.
 */
@NullMarked
package io.hone.app.exam;

import org.jspecify.annotations.NullMarked;
