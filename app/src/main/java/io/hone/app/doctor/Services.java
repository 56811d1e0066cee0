package io.hone.app.doctor;

import static io.hone.app.stack.Cluster.get;

import io.hone.app.stack.Cluster;
import io.hone.app.stack.Endpoints;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.KafkaException;

/** Checks that the broker and the registry of a running stack answer. */
final class Services {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private Services() {}

  static Finding broker(Endpoints stack) {
    try (Cluster cluster = Cluster.connect(Map.of("bootstrap.servers", stack.bootstrapServers()))) {
      int topics = get(cluster.admin().listTopics().names()).size();
      return Finding.ok("broker", "answers at " + stack.bootstrapServers() + ", topics: " + topics);
    } catch (KafkaException e) {
      return Finding.fail(
          "broker",
          "does not answer at " + stack.bootstrapServers(),
          "end process "
              + stack.pid()
              + " and start ./hone up again; its log is kafka/logs/broker.log");
    }
  }

  static Finding registry(Endpoints stack) {
    String url = stack.schemaRegistryUrl();
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url + "/subjects")).timeout(PATIENCE).build();
      int status = http.send(request, BodyHandlers.ofString()).statusCode();
      return status == 200
          ? Finding.ok("registry", "answers at " + url)
          : Finding.fail("registry", url + " answers with HTTP " + status, "start ./hone up again");
    } catch (IOException e) {
      return Finding.fail("registry", "does not answer at " + url, "start ./hone up again");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Finding.fail("registry", "the check was interrupted", "run it again");
    }
  }
}
