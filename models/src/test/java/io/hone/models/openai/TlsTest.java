package io.hone.models.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hone.models.ModelException;
import io.hone.models.ModelException.Kind;
import io.hone.models.openai.Wire.PoolFigures;
import io.netty.buffer.ByteBufAllocator;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against an HTTPS server whose certificate keytool made. */
class TlsTest {
  @TempDir Path folder;

  @Test
  void shouldTalkToAServerWhoseCertificateIsInTheTrustStore() throws Exception {
    Certificates.make(folder, "localhost");
    try (FakeServer server = server("https");
        OpenAiModel model = open(server, trust("trust.p12", Certificates.PASSWORD))) {
      assertThat(Fixture.only(Fixture.get(model.generate(Fixture.chat()))).text())
          .isEqualTo("Hello");
    }
  }

  @Test
  void shouldRefuseACertificateThatThePlatformDoesNotTrust() throws Exception {
    Certificates.make(folder, "localhost");
    try (FakeServer server = server("https")) {
      assertUntrusted(server, new Trust.Platform());
    }
  }

  @Test
  void shouldRefuseACertificateForAnotherName() throws Exception {
    Certificates.make(folder, "elsewhere.example.org");
    try (FakeServer server = server("https")) {
      assertUntrusted(server, trust("trust.p12", Certificates.PASSWORD));
    }
  }

  @Test
  void shouldRefuseAPortThatDoesNotSpeakTls() throws Exception {
    Certificates.make(folder, "localhost");
    FakeServer.Script plain = exchange -> exchange.raw("HTTP/1.1 400 Bad Request\r\n\r\n");
    try (FakeServer server =
        new FakeServer(javax.net.ServerSocketFactory.getDefault(), "https", plain)) {
      assertThatThrownBy(() -> open(server, trust("trust.p12", Certificates.PASSWORD)))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining(server.host());
    }
  }

  @Test
  void shouldNameATrustStoreThatCannotBeOpened() throws Exception {
    Certificates.make(folder, "localhost");
    Files.writeString(folder.resolve("text.p12"), "this is no trust store");
    try (FakeServer server = server("https")) {
      assertThatThrownBy(() -> open(server, trust("trust.p12", "another")))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("trust.p12: the trust store cannot be opened")
          .hasMessageNotContaining("another");
      assertThatThrownBy(() -> open(server, trust("text.p12", Certificates.PASSWORD)))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("text.p12");
      assertThatThrownBy(() -> open(server, trust("none.p12", Certificates.PASSWORD)))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("none.p12");
    }
  }

  private void assertUntrusted(FakeServer server, Trust trust) {
    assertThatThrownBy(() -> open(server, trust))
        .isInstanceOfSatisfying(
            ModelException.class, failure -> assertThat(failure.kind()).isEqualTo(Kind.PERMANENT))
        .hasMessageContaining(server.host() + " could not prove by TLS who it is");
  }

  private FakeServer server(String scheme) throws Exception {
    return new FakeServer(
        Certificates.sockets(folder),
        scheme,
        exchange -> exchange.answer(200, Fixture.CHAT_ANSWER));
  }

  private Trust trust(String file, String password) throws Exception {
    Path secret = Files.writeString(folder.resolve("password"), password);
    return new Trust.Store(folder.resolve(file), new Secret.File(secret));
  }

  private static OpenAiModel open(FakeServer server, Trust trust) {
    return Fixture.get(
        OpenAiModel.open(
            Fixture.settings(server).withTrust(trust),
            Fixture.effects(new PoolFigures(), ByteBufAllocator.DEFAULT)));
  }
}
