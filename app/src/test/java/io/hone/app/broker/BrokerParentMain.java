package io.hone.app.broker;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A process that owns a broker and waits to be killed. */
final class BrokerParentMain {
  private BrokerParentMain() {}

  public static void main(String[] args) throws InterruptedException {
    BrokerProcess broker = BrokerProcess.start(BrokerSettings.of(Path.of(args[0])));
    System.out.println("CHILD " + broker.pid());
    new CountDownLatch(1).await();
  }
}
