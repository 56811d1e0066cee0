package io.hone.models.openai;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocketFactory;

/** Certificates that keytool makes for a test, and the trust stores that hold them. */
final class Certificates {
  static final String PASSWORD = "changeit";

  private Certificates() {}

  /** A key pair in {@code key.p12} and its certificate alone in {@code trust.p12}. */
  static void make(Path folder, String name) throws IOException, InterruptedException {
    String key = folder.resolve("key.p12").toString();
    String certificate = folder.resolve("server.cer").toString();
    String trust = folder.resolve("trust.p12").toString();
    keytool(
        "-genkeypair",
        "-alias",
        "server",
        "-keyalg",
        "EC",
        "-dname",
        "CN=test",
        "-ext",
        "san=dns:" + name,
        "-validity",
        "2",
        "-keystore",
        key);
    keytool("-exportcert", "-alias", "server", "-file", certificate, "-keystore", key);
    keytool(
        "-importcert", "-noprompt", "-alias", "server", "-file", certificate, "-keystore", trust);
  }

  static SSLServerSocketFactory sockets(Path folder) throws IOException, GeneralSecurityException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(
        KeyStore.getInstance(folder.resolve("key.p12").toFile(), PASSWORD.toCharArray()),
        PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context.getServerSocketFactory();
  }

  private static void keytool(String... arguments) throws IOException, InterruptedException {
    List<String> command = new java.util.ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-storepass", PASSWORD, "-storetype", "PKCS12"));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (process.waitFor() != 0) throw new IOException("keytool failed: " + command);
  }
}
