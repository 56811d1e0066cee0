package io.hone.app.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.command.InspectContainerResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/** Our own image as a cluster would run it: non-root, read-only root, a memory limit, no rights. */
@Tag("containers")
class ImageTest {
  private static final long MEMORY = 1L << 30;

  @Test
  void shouldBecomeHealthyWithNothingWritableButData() throws Exception {
    try (GenericContainer<?> hone =
        new GenericContainer<>("hone:ci")
            .withTmpFs(Map.of("/tmp", "rw", "/data", "rw,uid=10001,gid=10001"))
            .withCreateContainerCmdModifier(
                command ->
                    Objects.requireNonNull(command.getHostConfig())
                        .withReadonlyRootfs(true)
                        .withMemory(MEMORY)
                        .withCapDrop(com.github.dockerjava.api.model.Capability.ALL))
            .waitingFor(Wait.forHealthcheck().withStartupTimeout(Duration.ofMinutes(2)))) {

      hone.start();

      InspectContainerResponse state = hone.getContainerInfo();
      assertThat(state.getConfig().getUser()).isEqualTo("10001:10001");
      assertThat(topics(hone)).hasSizeGreaterThanOrEqualTo(15);
    }
  }

  private static JsonNode topics(GenericContainer<?> hone)
      throws IOException, InterruptedException {
    ExecResult result = hone.execInContainer("/opt/hone/bin/hone", "topics", "--json");
    assertThat(result.getExitCode()).as(result.getStderr()).isZero();
    return new ObjectMapper().readTree(result.getStdout());
  }
}
