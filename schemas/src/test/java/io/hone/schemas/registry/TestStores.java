package io.hone.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;

/**
 * PKCS12 stores that the JDK's keytool makes, and servers that use them.
 *
 * @param folder where they lie
 */
record TestStores(Path folder) {
  static final String PASSWORD = "changeit";

  /** A self-signed certificate for a name, with its key. */
  Path key(String name, String alternative) throws Exception {
    Path store = folder.resolve(name + ".p12");
    keytool(
        "-genkeypair",
        "-keystore",
        store.toString(),
        "-alias",
        name,
        "-keyalg",
        "EC",
        "-dname",
        "CN=" + name,
        "-ext",
        "san=" + alternative,
        "-validity",
        "2");
    return store;
  }

  /** A store that trusts what the other store shows. */
  Path trusting(Path key) throws Exception {
    String name = key.getFileName().toString().replace(".p12", "");
    Path certificate = folder.resolve(name + ".pem");
    Path store = folder.resolve(name + "-trust.p12");
    keytool(
        "-exportcert",
        "-rfc",
        "-keystore",
        key.toString(),
        "-alias",
        name,
        "-file",
        certificate.toString());
    keytool(
        "-importcert",
        "-noprompt",
        "-keystore",
        store.toString(),
        "-alias",
        name,
        "-file",
        certificate.toString());
    return store;
  }

  /** A server that shows the key's certificate. */
  static HttpsConfigurator showing(Path key) throws Exception {
    return new HttpsConfigurator(context(key, key));
  }

  /** A server that also asks its clients for a certificate that it trusts. */
  static HttpsConfigurator showingAndAsking(Path key, Path trust) throws Exception {
    SSLContext context = context(key, trust);
    return new HttpsConfigurator(context) {
      @Override
      public void configure(HttpsParameters parameters) {
        SSLParameters asking = context.getDefaultSSLParameters();
        asking.setNeedClientAuth(true);
        parameters.setSSLParameters(asking);
      }
    };
  }

  private static SSLContext context(Path key, Path trust) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(load(key), PASSWORD.toCharArray());
    TrustManagerFactory trusted =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusted.init(load(trust));
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trusted.getTrustManagers(), null);
    return context;
  }

  private static KeyStore load(Path file) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }

  private static void keytool(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(output).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
  }
}
