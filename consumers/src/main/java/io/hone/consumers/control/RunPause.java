package io.hone.consumers.control;

import io.hone.consumers.records.TopicTail;
import io.hone.event.ControlCommand;
import io.hone.event.ControlKind;
import io.hone.schemas.catalog.Namespace;
import io.hone.schemas.catalog.Topic;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a run is paused: the last order to pause or to resume it counts. Paused, too, until the
 * orders that there are have been read, so that whoever starts into a pause begins nothing.
 *
 * <p>Life cycle: {@link #start} opens a {@link TopicTail}, {@link #close} ends it.
 */
public final class RunPause implements BooleanSupplier, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunPause.class);

  private final TopicTail<ControlCommand> tail;
  private final Orders orders;

  private RunPause(TopicTail<ControlCommand> tail, Orders orders) {
    this.tail = tail;
    this.orders = orders;
  }

  /** What was read of them. */
  private static final class Orders implements TopicTail.Receiver<ControlCommand> {
    private final String run;
    private volatile boolean paused;
    private volatile boolean known;

    Orders(String run) {
      this.run = run;
    }

    @Override
    public void record(ControlCommand order) {
      boolean pause = order.getKind() == ControlKind.PAUSE;
      if (!order.getRun().equals(run) || !(pause || order.getKind() == ControlKind.RESUME)) return;
      paused = pause;
      if (known) tell(order);
    }

    @Override
    public void caughtUp() {
      known = true;
      if (paused) LOG.atInfo().addKeyValue("run", run).log("the run is paused");
    }

    private void tell(ControlCommand order) {
      LOG.atInfo()
          .addKeyValue("run", run)
          .addKeyValue("by", order.getIssuedBy())
          .addKeyValue("why", order.getWhy())
          .log(paused ? "the run is paused" : "the run goes on");
    }
  }

  /**
   * Starts; returns at once.
   *
   * @param kafka settings of Kafka's clients and of the registry
   */
  public static RunPause start(Namespace run, Map<String, Object> kafka) {
    Orders orders = new Orders(run.run());
    return new RunPause(
        TopicTail.start(run.topic(Topic.CONTROL), ControlCommand.class, kafka, orders), orders);
  }

  /** Whether nothing new may be begun now. */
  @Override
  public boolean getAsBoolean() {
    return orders.paused || !orders.known;
  }

  @Override
  public void close() {
    tail.close();
  }
}
