package io.hone.consumers.versions;

import static org.awaitility.Awaitility.await;

import io.hone.consumers.testing.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Adobe's S3Mock in a process of its own: an S3-compatible server that nobody here wrote. */
final class S3Server implements AutoCloseable {
  static final String BUCKET = "versions";

  private final int port = FreePorts.next();
  private final Process process;

  S3Server(Path folder) throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-jar",
            Path.of("target/s3-peer/s3mock.jar").toAbsolutePath().toString(),
            "--server.address=127.0.0.1",
            "--server.port=" + FreePorts.next(),
            "--com.adobe.testing.s3mock.http-port=" + port,
            "--com.adobe.testing.s3mock.store.initial-buckets=" + BUCKET,
            "--com.adobe.testing.s3mock.store.root=" + folder);
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    await().atMost(Duration.ofSeconds(90)).until(this::answers);
  }

  private boolean answers() {
    if (!process.isAlive()) throw new IllegalStateException("S3Mock ended");
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  @Override
  public void close() {
    process.destroy();
  }
}
