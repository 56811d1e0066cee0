package io.hone.consumers.calls;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidRequestException;

/**
 * A share group's settings live in the broker, and one of them must be there before the first
 * member: a new group begins at the end of its topics by default, and would lose what stands there.
 */
final class ShareGroupSetup {
  /** As many as a broker allows by default: one death may count several times. */
  private static final int MOST_DELIVERIES = 10;

  /**
   * Records from the first that is not done with to the last that was handed out; the most that a
   * broker allows by default. One whose lock nobody lets go stops the stage when they are all used.
   */
  private static final int MOST_LOCKS = 4_000;

  private ShareGroupSetup() {}

  /**
   * Sets them; twice is once.
   *
   * @throws IllegalStateException if the broker's bounds do not allow them, with the broker's
   *     setting to change
   * @throws KafkaException if the broker does not answer, or refuses otherwise
   */
  static void apply(Admin admin, SourceSettings settings) {
    ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, settings.group());
    Map<String, String> wanted =
        Map.of(
            "share.auto.offset.reset",
            "earliest",
            "share.isolation.level",
            "read_committed",
            "share.record.lock.duration.ms",
            Long.toString(settings.lock().toMillis()),
            "share.delivery.count.limit",
            Integer.toString(MOST_DELIVERIES),
            "share.partition.max.record.locks",
            Integer.toString(MOST_LOCKS));
    List<AlterConfigOp> changes =
        wanted.entrySet().stream()
            .map(e -> new ConfigEntry(e.getKey(), e.getValue()))
            .map(entry -> new AlterConfigOp(entry, AlterConfigOp.OpType.SET))
            .toList();
    try {
      admin.incrementalAlterConfigs(Map.of(group, changes)).all().get();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof InvalidConfigurationException
          || e.getCause() instanceof InvalidRequestException) {
        throw new IllegalStateException(
            "the broker refuses the settings of share group %s (%s): raise group.share.max.record.lock.duration.ms or group.share.max.partition.max.record.locks on the broker, whichever it is, or shorten worker.call-limit, worker.retry-window or worker.version-patience"
                .formatted(settings.group(), e.getCause().getMessage()),
            e);
      }
      if (e.getCause() instanceof KafkaException k) throw k;
      throw new KafkaException("the settings of share group " + settings.group(), e.getCause());
    }
  }
}
