package io.hone.app.metrics;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Threads and queues of Reactor's schedulers. The executors are only looked at when somebody asks;
 * tasks run as if nobody did, which Reactor's own timed schedulers would not allow.
 *
 * <p>Life cycle: schedulers that are made before it, or after it was closed, are not seen.
 */
final class ReactorPools implements Source, AutoCloseable {
  private static final String KEY = "hone.metrics";

  private final Map<ThreadPoolExecutor, String> schedulers = new ConcurrentHashMap<>();

  private record Pool(int threads, int busy, int queued) {
    static Pool of(ThreadPoolExecutor executor) {
      return new Pool(
          executor.getPoolSize(), executor.getActiveCount(), executor.getQueue().size());
    }

    Pool plus(Pool other) {
      return new Pool(threads + other.threads, busy + other.busy, queued + other.queued);
    }
  }

  private ReactorPools() {}

  /** Sees every scheduler that is made from now on. */
  static ReactorPools open() {
    ReactorPools pools = new ReactorPools();
    Schedulers.addExecutorServiceDecorator(KEY, pools::noted);
    return pools;
  }

  private java.util.concurrent.ScheduledExecutorService noted(
      Scheduler scheduler, java.util.concurrent.ScheduledExecutorService executor) {
    // A scheduler ends idle executors and makes others: those that ended are forgotten.
    schedulers.keySet().removeIf(ExecutorService::isShutdown);
    if (executor instanceof ThreadPoolExecutor pool) schedulers.put(pool, name(scheduler));
    return executor;
  }

  /** Such as {@code boundedElastic("hone-worker", ...)}: its own name, or its kind. */
  private static String name(Scheduler scheduler) {
    String text = scheduler.toString();
    int from = text.indexOf('"');
    int to = text.indexOf('"', from + 1);
    return from >= 0 && to > from ? text.substring(from + 1, to) : text.replaceAll("\\W.*", "");
  }

  @Override
  public void read(Readings into) {
    Map<String, Pool> found = new TreeMap<>();
    schedulers.forEach(
        (executor, name) -> {
          if (!executor.isShutdown()) found.merge(name, Pool.of(executor), Pool::plus);
        });
    found.forEach(
        (name, pool) -> {
          into.put(HoneMeter.REACTOR_THREADS, pool.threads(), name);
          into.put(HoneMeter.REACTOR_BUSY, pool.busy(), name);
          into.put(HoneMeter.REACTOR_QUEUED, pool.queued(), name);
        });
  }

  @Override
  public void close() {
    Schedulers.removeExecutorServiceDecorator(KEY);
  }
}
