package io.hone.app.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The JVM that a broker gets for itself.
 *
 * @param maxHeap its largest heap, as after {@code -Xmx}
 * @param flags further flags, after Hone's own
 */
public record ChildJvm(String maxHeap, List<String> flags) {

  public ChildJvm {
    if (!maxHeap.matches("[1-9][0-9]*[kKmMgG]?")) {
      throw new BrokerException(
          "the broker's heap \"%s\" is not a size: write it like 512m".formatted(maxHeap));
    }
    flags = List.copyOf(flags);
  }

  /**
   * Half a gigabyte, of which an idle broker uses a tenth, and the archive of loaded classes that
   * the launcher made and names with {@code -Dhone.broker.archive}, if it did.
   */
  public static ChildJvm defaults() {
    String archive = System.getProperty("hone.broker.archive");
    return new ChildJvm("512m", archive == null ? List.of() : sharing(archive));
  }

  /** The JVM goes without an archive that does not fit, and says nothing about it. */
  private static List<String> sharing(String archive) {
    int java = Runtime.version().feature();
    List<String> flags = new ArrayList<>();
    flags.add((java >= 25 ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + archive);
    flags.add("-Xlog:cds=off");
    // Before 24 an unknown tag is a fault that keeps the JVM from starting.
    if (java >= 24) flags.add("-Xlog:aot=off");
    return flags;
  }

  /** The command that runs {@link BrokerMain} on this process's Java and class path. */
  List<String> command(BrokerSettings settings, BrokerFolder folder) {
    List<String> command = new ArrayList<>();
    command.add(java());
    command.add("-Xmx" + maxHeap);
    command.add("-XX:+UseSerialGC");
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.add("--enable-native-access=ALL-UNNAMED");
    if (Runtime.version().feature() >= 23) {
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    command.add("-XX:ErrorFile=" + folder.logs().resolve("jvm-crash-%p.log"));
    command.add("-Dhone.log.file=" + folder.logFile());
    command.addAll(flags);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(BrokerMain.class.getName());
    command.addAll(arguments(settings));
    return command;
  }

  private static String java() {
    return ProcessHandle.current()
        .info()
        .command()
        .orElseGet(() -> System.getProperty("java.home") + "/bin/java");
  }

  private static List<String> arguments(BrokerSettings settings) {
    List<String> arguments = new ArrayList<>();
    arguments.add(settings.folder().toString());
    arguments.add(Integer.toString(settings.port()));
    arguments.add(Integer.toString(settings.controllerPort()));
    for (Map.Entry<String, String> override : settings.overrides().entrySet()) {
      arguments.add(override.getKey() + "=" + override.getValue());
    }
    return arguments;
  }
}
