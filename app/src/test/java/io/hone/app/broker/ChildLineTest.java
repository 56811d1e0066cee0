package io.hone.app.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChildLineTest {
  @Test
  void shouldReadWhatItPrints() {
    for (ChildLine line :
        List.of(
            new ChildLine.Ready("127.0.0.1:9092"),
            new ChildLine.Failed("port 9092 is in use"),
            new ChildLine.Died("the disk is full"))) {
      assertThat(ChildLine.parse(line.print())).contains(line);
    }
  }

  @Test
  void shouldStayOnOneLine() {
    assertThat(new ChildLine.Failed("one\ntwo").print()).isEqualTo("FAILED one two");
  }

  @Test
  void shouldSkipWhatLibrariesPrint() {
    assertThat(ChildLine.parse("WARNING: something")).isEmpty();
    assertThat(ChildLine.parse("READY")).isEmpty();
  }

  @Test
  void shouldRefuseImpossiblePortsAndHeap() {
    Path folder = Path.of("folder");
    assertThatThrownBy(() -> new BrokerSettings(folder, 70_000, 0, Map.of()))
        .hasMessage("port 70000 is not between 0 and 65535: choose another with --port");
    assertThatThrownBy(() -> new BrokerSettings(folder, 9092, 9092, Map.of()))
        .hasMessage("port 9092 is asked for twice: choose another with --controller-port");
    assertThatThrownBy(() -> new ChildJvm("much", List.of()))
        .hasMessage("the broker's heap \"much\" is not a size: write it like 512m");
  }
}
