package io.hone.app.registry;

/**
 * A refusal, with Confluent's error code.
 *
 * <p>Codes of five digits begin with the HTTP status; a code of three digits is the status.
 */
final class RegistryError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final int code;

  private RegistryError(int status, int code, String message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  private static RegistryError of(int code, String message) {
    return new RegistryError(code > 999 ? code / 100 : code, code, message);
  }

  int status() {
    return status;
  }

  int code() {
    return code;
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }

  static RegistryError badRequest(String why) {
    return of(400, why);
  }

  static RegistryError notFound() {
    return of(404, "HTTP 404 Not Found");
  }

  static RegistryError methodNotAllowed() {
    return of(405, "HTTP 405 Method Not Allowed");
  }

  static RegistryError tooLarge(int limit) {
    return of(413, "Request body is larger than %d bytes".formatted(limit));
  }

  static RegistryError incompatible(String subject, Object details) {
    return of(
        409,
        "Schema being registered is incompatible with an earlier schema for subject \"%s\", details: %s"
            .formatted(subject, details));
  }

  static RegistryError subjectNotFound(String subject) {
    return of(40401, "Subject '%s' not found.".formatted(subject));
  }

  static RegistryError versionNotFound(int version) {
    return of(40402, "Version %d not found.".formatted(version));
  }

  static RegistryError schemaNotFound() {
    return of(40403, "Schema not found");
  }

  static RegistryError schemaNotFound(int id) {
    return of(40403, "Schema %d not found".formatted(id));
  }

  static RegistryError subjectSoftDeleted(String subject) {
    return of(
        40404,
        "Subject '%s' was soft deleted. Set permanent=true to delete permanently"
            .formatted(subject));
  }

  static RegistryError subjectNotSoftDeleted(String subject) {
    return of(
        40405,
        "Subject '%s' was not deleted first before being permanently deleted".formatted(subject));
  }

  static RegistryError versionSoftDeleted(SchemaVersion v) {
    return of(
        40406,
        "Subject '%s' Version %d was soft deleted. Set permanent=true to delete permanently"
            .formatted(v.subject(), v.version()));
  }

  static RegistryError versionNotSoftDeleted(SchemaVersion v) {
    return of(
        40407,
        "Subject '%s' Version %d was not deleted first before being permanently deleted"
            .formatted(v.subject(), v.version()));
  }

  static RegistryError levelNotConfigured(String subject) {
    return of(
        40408,
        "Subject '%s' does not have subject-level compatibility configured".formatted(subject));
  }

  static RegistryError invalidSchema(String why) {
    return of(42201, why);
  }

  static RegistryError invalidVersion(String version) {
    return of(
        42202,
        "The specified version '%s' is not a valid version id. Allowed values are between [1, 2^31-1] and the string \"latest\""
            .formatted(version));
  }

  static RegistryError invalidLevel() {
    return of(
        42203,
        "Invalid compatibility level. Valid values are none, backward, forward, full, backward_transitive, forward_transitive, and full_transitive");
  }

  static RegistryError normalizeNotKept() {
    return of(
        422,
        "The embedded registry keeps no setting 'normalize': send ?normalize=true with each request, which normalize.schemas=true makes a serializer do");
  }

  /** Who asked is not who may: a page in a browser, not a program on this machine. */
  static RegistryError notFromHere(String header, String value) {
    return of(
        403,
        "The embedded registry answers programs on this machine only, and %s is '%s': use http://127.0.0.1 and the port, from no web page"
            .formatted(header, value));
  }

  static RegistryError modeNotSupported() {
    return of(42205, "The embedded registry knows the mode READWRITE only");
  }

  static RegistryError internal(String why) {
    return of(50001, "Error in the schema registry: " + why);
  }

  static RegistryError writeFailed(String why) {
    return of(50002, "The schema registry could not write to Kafka, try again: " + why);
  }

  /** Unlike Confluent's 500: nothing is broken here, another instance answers writes. */
  static RegistryError fenced(String why) {
    return new RegistryError(503, 50003, why);
  }
}
