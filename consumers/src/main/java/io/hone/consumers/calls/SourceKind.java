package io.hone.consumers.calls;

/** How calls are taken from their topics. */
public enum SourceKind {
  /**
   * A share group (KIP-932): any number of workers on one partition, a dead worker's calls are with
   * others within a second; a consumer for each call in flight, so for tens of them.
   */
  SHARE_GROUP,
  /**
   * A plain consumer with a sliding window: hundreds of calls in flight at little cost; a partition
   * belongs to one worker at a time, so there are never more workers at work than partitions.
   */
  SLIDING_WINDOW
}
