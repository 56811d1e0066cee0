package io.hone.consumers.versions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hone.event.Artifact;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** Against Adobe's S3Mock. */
@Tag("slow")
@SuppressWarnings("NullAway.Init") // set before the tests
class S3StoreTest extends ArtifactStoreContract {
  @TempDir private static Path data;
  private static S3Server server;
  private static S3Client behind;
  private String prefix;

  @BeforeAll
  static void start() throws IOException {
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
    server = new S3Server(data);
    behind =
        S3Client.builder()
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .region(Region.US_EAST_1)
            .endpointOverride(server.url())
            .forcePathStyle(true)
            .build();
  }

  @AfterAll
  static void stop() {
    behind.close();
    server.close();
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
  }

  @BeforeEach
  void name(TestInfo test) {
    prefix = "runs/" + test.getTestMethod().orElseThrow().getName() + "-" + System.nanoTime();
  }

  private ArtifactStore open(String bucket, URI url) {
    return S3Store.open(
        S3Location.of("s3://" + bucket + "/" + prefix, Optional.of(url), "us-east-1"), cache());
  }

  private Path cache() {
    return folder.resolve("cache");
  }

  @Override
  ArtifactStore open() {
    return open(S3Server.BUCKET, server.url());
  }

  @Override
  Path written() {
    return cache();
  }

  private String key(String version, String file) {
    return prefix + "/" + version + "/" + file;
  }

  @Override
  void tamper(String version, String file, byte[] content) {
    behind.putObject(
        r -> r.bucket(S3Server.BUCKET).key(key(version, file)).metadata(Map.of("sha256", "?")),
        RequestBody.fromBytes(content));
  }

  @Override
  void delete(String version, String file) {
    behind.deleteObject(r -> r.bucket(S3Server.BUCKET).key(key(version, file)));
  }

  @Test
  void shouldFinishWhatAKilledProcessLeftHalfDone() throws IOException {
    try (ArtifactStore store = open()) {
      Artifact whole = store.put("v1", adapter());
      delete("v1", "run/round.json");

      Artifact finished = store.put("v1", adapter());

      assertThat(finished).isEqualTo(whole);
      assertThat(store.fetch("v1", finished).resolve("run/round.json")).hasContent("hello");
    }
  }

  @Test
  void shouldUseWhatItHasFetchedBefore() throws IOException {
    try (ArtifactStore store = open()) {
      Artifact artifact = store.put("v1", adapter());
      Path first = store.fetch("v1", artifact);
      delete("v1", "run/round.json");

      assertThat(store.fetch("v1", artifact)).isEqualTo(first);
    }
  }

  @Test
  void shouldFetchAgainWhatIsDamagedHere() throws IOException {
    try (ArtifactStore store = open()) {
      Artifact artifact = store.put("v1", adapter());
      Path first = store.fetch("v1", artifact);
      Files.writeString(first.resolve("run/round.json"), "hullo");

      assertThat(store.fetch("v1", artifact).resolve("run/round.json")).hasContent("hello");
    }
  }

  @Test
  void shouldAskToTryAgainWhileTheServerIsAway() throws IOException {
    Artifact artifact;
    try (ArtifactStore store = open()) {
      artifact = store.put("v1", adapter());
    }
    try (ArtifactStore away = open(S3Server.BUCKET, URI.create("http://127.0.0.1:1"))) {
      assertThatThrownBy(() -> away.fetch("v1", artifact))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot be used now")
          .hasMessageContaining("127.0.0.1:1");
    }
  }

  @Test
  void shouldAskToTryAgainWhileThereIsNoBucket() throws IOException {
    try (ArtifactStore store = open("another", server.url())) {
      assertThatThrownBy(() -> store.put("v1", adapter()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("s3://another/" + prefix)
          .hasMessageContaining("status 404");
    }
  }
}
