package io.hone.schemas.registry;

import org.apache.avro.Schema;

/**
 * A schema as the registry has it.
 *
 * @param subject its subject
 * @param version its number within the subject, from 1
 * @param id its id in the registry, which the wire format carries
 * @param schema the schema
 */
public record RegisteredSchema(String subject, int version, int id, Schema schema) {}
