package io.hone.app.console;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The browser of the tests; one for all of them. */
final class Chromium implements AutoCloseable {
  private static final Path WHERE =
      Path.of(System.getProperty("hone.chromium", "/usr/bin/chromium"));
  private static final List<String> QUIETLY =
      List.of(
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  private final Playwright playwright;
  private final Browser browser;

  private Chromium(Playwright playwright, Browser browser) {
    this.playwright = playwright;
    this.browser = browser;
  }

  static Chromium start() {
    Playwright playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    PlaywrightAssertions.setDefaultAssertionTimeout((double) ShownRun.LONG.toMillis());
    // No sandbox: continuous integration runs as root.
    Browser browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(WHERE)
                    .setChromiumSandbox(false)
                    .setArgs(QUIETLY));
    return new Chromium(playwright, browser);
  }

  /** A window of its own, in which nothing is remembered. */
  Window window(ColorScheme look, int width) {
    BrowserContext context =
        browser.newContext(
            new Browser.NewContextOptions()
                .setColorScheme(look)
                .setTimezoneId("UTC")
                .setViewportSize(width, 900));
    return new Window(context);
  }

  Window window() {
    return window(ColorScheme.LIGHT, 1280);
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
