package io.hone.schemas.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.hone.schemas.registry.RegistryException.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Turns what happened on the wire into a kind and a sentence. */
final class RegistryFailure {
  private static final int LONGEST_QUOTE = 300;

  private RegistryFailure() {}

  /**
   * No answer came, or more of it than is taken.
   *
   * @param who what was asked, with its address
   * @param key the setting that holds the address
   */
  static RegistryException silence(String who, String key, IOException e) {
    Kind kind = Kind.UNAVAILABLE;
    String remedy = "start it or correct " + key;
    String reason = reason(e);
    if (caused(e, AnswerTooLargeException.class)) {
      kind = Kind.UNREADABLE;
      remedy = "correct " + key;
    } else if (e instanceof SSLException && !caused(e, EOFException.class)) {
      kind = Kind.UNTRUSTED;
      remedy = tlsRemedy(e, key);
    } else if (who.contains("https://")) {
      // With TLS 1.3 the alert that says so may be lost when the other side hangs up (RFC 8446,
      // 6.1).
      remedy += "; if it asks for a certificate, set schema.registry.ssl.keystore.location";
    }
    String what =
        kind == Kind.UNAVAILABLE
            ? "does not answer"
            : kind == Kind.UNREADABLE ? "cannot be used" : "cannot be trusted";
    return new RegistryException(
        kind, 0, 0, "%s %s (%s): %s".formatted(who, what, reason, remedy), e);
  }

  private static String tlsRemedy(IOException e, String key) {
    String reason = reason(e);
    if (reason.contains("subject alternative") || reason.contains("No name matching")) {
      return "correct %s to a name that its certificate holds".formatted(key);
    }
    if (caused(e, CertificateException.class)) {
      return "set schema.registry.ssl.truststore.location to a store that holds its certificate's authority";
    }
    if (reason.contains("certificate")) {
      return "set schema.registry.ssl.keystore.location to a store whose certificate it trusts";
    }
    return "check https in %s and schema.registry.ssl.*".formatted(key);
  }

  /** An answer came, and it is an error. */
  static RegistryException answer(
      RegistryEndpoint endpoint, String what, BoundedHttp.Answer answer) {
    int status = answer.status();
    JsonNode json = answer.json();
    int code = json.path("error_code").asInt(0);
    Kind kind = kind(status, code);
    String said = quote(json.path("message").asText(""));
    String sentence =
        switch (kind) {
          case NOT_AUTHORISED -> notAuthorised(endpoint, status);
          case UNREADABLE ->
              "schema registry %s answered %s with something that is not JSON: correct schema.registry.url"
                  .formatted(endpoint.url(), what);
          default ->
              "schema registry %s answered %s with HTTP %d%s%s: %s"
                  .formatted(
                      endpoint.url(),
                      what,
                      status,
                      code == 0 ? "" : ", error " + code,
                      said.isEmpty() ? "" : " (" + said + ")",
                      status / 100 == 3 ? redirected(answer) : remedy(kind));
        };
    return new RegistryException(kind, status, code, sentence, null);
  }

  /** An answer came, is no error, and lacks what it must have. */
  static RegistryException unreadable(String why, Optional<RuntimeException> cause) {
    return new RegistryException(
        Kind.UNREADABLE,
        200,
        0,
        "the schema registry's answer cannot be used (%s): check that schema.registry.url is a Confluent-compatible registry with Avro schemas"
            .formatted(quote(why)),
        cause.orElse(null));
  }

  private static Kind kind(int status, int code) {
    if (status / 100 == 2) return Kind.UNREADABLE;
    if (status == 401 || status == 403) return Kind.NOT_AUTHORISED;
    if (status == 408 || status == 429 || status >= 500) return Kind.UNAVAILABLE;
    if (status == 409) return Kind.INCOMPATIBLE;
    // A 404 without Confluent's code comes from something else at this address.
    return status == 404 && code / 100 == 404 ? Kind.UNKNOWN : Kind.REFUSED;
  }

  private static String redirected(BoundedHttp.Answer answer) {
    return "redirects are not followed, correct schema.registry.url"
        + answer.location().map(to -> " (it points to " + quote(to) + ")").orElse("");
  }

  private static String remedy(Kind kind) {
    return switch (kind) {
      case UNAVAILABLE -> "wait, or look at the registry's log";
      case UNKNOWN -> "register the schema, or correct schema.registry.url";
      case INCOMPATIBLE -> "change the schema compatibly, or the subject's level";
      default -> "correct the request or schema.registry.url";
    };
  }

  private static String notAuthorised(RegistryEndpoint endpoint, int status) {
    Optional<String> key = endpoint.credentials().map(Credentials::key);
    if (key.isEmpty()) {
      return "schema registry %s asks for credentials (HTTP %d): set basic.auth.credentials.source=USER_INFO and basic.auth.user.info, or bearer.auth.credentials.source=STATIC_TOKEN and bearer.auth.token"
          .formatted(endpoint.url(), status);
    }
    return status == 401
        ? "schema registry %s refused the credentials (HTTP 401): correct %s"
            .formatted(endpoint.url(), key.get())
        : "schema registry %s forbids this to the credentials (HTTP 403): grant the right, or change %s"
            .formatted(endpoint.url(), key.get());
  }

  private static String reason(IOException e) {
    if (e instanceof HttpConnectTimeoutException) return "no connection in http.connect.timeout.ms";
    if (e instanceof HttpTimeoutException) return "no answer in http.read.timeout.ms";
    if (caused(e, UnresolvedAddressException.class)) return "unknown host";
    if (e instanceof ConnectException && e.getMessage() == null) return "connection refused";
    return quote(message(e));
  }

  private static String message(Throwable e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private static boolean caused(Throwable e, Class<? extends Throwable> type) {
    for (Throwable at = e; at != null; at = at.getCause()) {
      if (type.isInstance(at)) return true;
    }
    return false;
  }

  static String quote(String text) {
    String line = text.replaceAll("\\s+", " ").strip();
    return line.length() <= LONGEST_QUOTE ? line : line.substring(0, LONGEST_QUOTE) + "…";
  }
}
