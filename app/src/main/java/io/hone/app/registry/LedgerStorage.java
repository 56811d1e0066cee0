package io.hone.app.registry;

import java.util.List;
import java.util.function.Consumer;

/**
 * Where the ledger's records are kept. One thread at a time.
 *
 * <p>Methods may be called again after they failed, except after {@link SupersededException}.
 */
interface LedgerStorage extends AutoCloseable {

  /**
   * Becomes the writer, or finds that it still is, and reads everything.
   *
   * @throws StorageException if the records cannot be read now
   * @throws SupersededException if another writer took over
   */
  List<LedgerRecord> open();

  /**
   * Writes all of them or none. After a failure only {@link #open} can tell which.
   *
   * @throws StorageException if it is not known whether they are written
   * @throws SupersededException if another writer took over, and they are not written
   */
  void append(List<LedgerRecord> records);

  /**
   * Tells at most once, from a thread of its own and until closed, that another writer took over.
   * Called once, after {@link #open}.
   *
   * @param superseded takes a sentence for the user
   */
  void watch(Consumer<String> superseded);

  @Override
  void close();
}
