package io.hone.app.console;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the browser and the run that is shown; both are made once and closed at the end. */
final class InBrowser implements ParameterResolver {
  private static final Namespace SHARED = Namespace.create(InBrowser.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == Chromium.class || type == ShownRun.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    var store = context.getRoot().getStore(SHARED);
    return parameter.getParameter().getType() == Chromium.class
        ? store.computeIfAbsent(Chromium.class, key -> Chromium.start(), Chromium.class)
        : store.computeIfAbsent(ShownRun.class, key -> played(), ShownRun.class);
  }

  private static ShownRun played() {
    try {
      return ShownRun.play(Files.createTempDirectory(Path.of("target"), "shown"));
    } catch (Exception e) {
      throw new IllegalStateException("the run that is to be shown could not be played", e);
    }
  }
}
