package io.hone.schemas.catalog;

import org.apache.avro.util.ClassSecurityValidator;

/**
 * The generated classes as Avro sees them.
 *
 * <p>Since 1.12.2 Avro refuses to make an instance of a generated class that nobody has declared
 * trusted, for all of the JVM, even the ones it generated itself. A program that uses the contracts
 * without this catalogue or our serdes starts with {@code
 * -Dorg.apache.avro.SERIALIZABLE_PACKAGES=io.hone.event}.
 */
public final class Contracts {
  /** The package of the generated classes, and the namespace of their schemas. */
  public static final String PACKAGE = "io.hone.event";

  static {
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(
            ClassSecurityValidator.getGlobal(), type -> type.getPackageName().equals(PACKAGE)));
  }

  private Contracts() {}

  /** Makes Avro trust the generated classes, in addition to what it trusts already. */
  public static void trust() {
    // The work is done once, when this class is initialised.
  }
}
