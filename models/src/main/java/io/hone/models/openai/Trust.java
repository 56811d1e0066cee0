package io.hone.models.openai;

import io.hone.models.ModelException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Whose certificates are believed. A server's name must fit its certificate either way. */
public sealed interface Trust {

  /** Those that the Java platform believes. */
  record Platform() implements Trust {}

  /**
   * Those of a trust store, and no others.
   *
   * @param file PKCS #12 or JKS, as keytool writes it
   * @param password of the store
   */
  record Store(Path file, Secret password) implements Trust {}

  /**
   * Opens the trust store.
   *
   * @return empty for the platform's own
   * @throws ModelException PERMANENT if the store cannot be opened
   */
  default Optional<TrustManagerFactory> open(Function<String, @Nullable String> environment) {
    return switch (this) {
      case Platform() -> Optional.empty();
      case Store(Path file, Secret secret) -> {
        char[] password = secret.read(environment).map(String::toCharArray).orElse(new char[0]);
        try {
          TrustManagerFactory factory =
              TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
          factory.init(KeyStore.getInstance(file.toFile(), password));
          yield Optional.of(factory);
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
          throw ModelException.permanent(
              file
                  + ": the trust store cannot be opened ("
                  + e.getClass().getSimpleName()
                  + "); it must be PKCS #12 or JKS, and the password must fit.");
        }
      }
    };
  }
}
