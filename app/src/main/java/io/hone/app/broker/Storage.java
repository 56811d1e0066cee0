package io.hone.app.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble.VerificationFlag;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.jspecify.annotations.Nullable;

/** Makes a folder's data ready for the node: formats it once, afterwards checks that it is ours. */
final class Storage {
  private final BrokerFolder folder;

  Storage(BrokerFolder folder) {
    this.folder = folder;
  }

  void open() {
    try {
      if (isEmpty(folder.data())) {
        format();
      }
    } catch (IOException e) {
      throw BrokerFolder.notWritable(folder.data(), e);
    } catch (Exception e) {
      throw new BrokerException(
          "folder %s cannot be formatted (%s): choose another with --data"
              .formatted(folder.data(), e.getMessage()),
          e);
    }
    verify();
  }

  private static boolean isEmpty(Path data) throws IOException {
    if (!Files.isDirectory(data)) {
      return true;
    }
    try (Stream<Path> files = Files.list(data)) {
      return files.findAny().isEmpty();
    }
  }

  /** Formats beside and moves, so that a kill in between leaves nothing half formatted. */
  private void format() throws Exception {
    Path fresh = folder.root().resolve("data.new");
    delete(fresh);
    Files.createDirectories(fresh);
    PrintStream silent =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    new Formatter()
        .setPrintStream(silent)
        .setNodeId(NodeConfig.NODE_ID)
        .setClusterId(Uuid.randomUuid().toString())
        .setDirectories(List.of(fresh.toString()))
        .setMetadataLogDirectory(fresh.toString())
        .setControllerListenerName(NodeConfig.CONTROLLER)
        // Only here: later runs keep the release that the data was born with.
        .setReleaseVersion(MetadataVersion.latestProduction())
        .run();
    Files.deleteIfExists(folder.data());
    Files.move(fresh, folder.data(), StandardCopyOption.ATOMIC_MOVE);
  }

  private void verify() {
    Path data = folder.data();
    try {
      MetaPropertiesEnsemble found =
          new MetaPropertiesEnsemble.Loader()
              .addLogDirs(List.of(data.toString()))
              .addMetadataLogDir(data.toString())
              .load();
      if (!found.errorLogDirs().isEmpty()) {
        throw unusable("cannot be read", null);
      }
      if (!found.emptyLogDirs().isEmpty()) {
        throw unusable("is missing", null);
      }
      found.verify(
          found.clusterId(),
          OptionalInt.of(NodeConfig.NODE_ID),
          EnumSet.of(
              VerificationFlag.REQUIRE_AT_LEAST_ONE_VALID,
              VerificationFlag.REQUIRE_METADATA_LOG_DIR));
    } catch (BrokerException e) {
      throw e;
    } catch (Exception e) {
      throw unusable("belongs to another Kafka node: " + e.getMessage(), e);
    }
  }

  private BrokerException unusable(String what, @Nullable Exception e) {
    String message =
        "%s %s: restore it from a backup, or start anew with another folder by --data"
            .formatted(folder.data().resolve("meta.properties"), what);
    return e == null ? new BrokerException(message) : new BrokerException(message, e);
  }

  private static void delete(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(tree)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
