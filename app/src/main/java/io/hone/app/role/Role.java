package io.hone.app.role;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.CompletableFuture;

/** Something that runs until it is closed. */
public sealed interface Role extends AutoCloseable permits StreamsRole, WorkerRole, TrainerRole {

  /** What runs, for people and programs; the keys are in the order in which they are shown. */
  ObjectNode description();

  /** Completes with one sentence if it ends unasked. */
  CompletableFuture<String> died();

  /** Ends in order, within a minute. */
  @Override
  void close();
}
