package io.hone.app.console;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A page, and everything that happened on it that nobody saw. */
final class Window implements AutoCloseable {
  private final BrowserContext context;
  private final Page page;
  private final List<String> troubles = new ArrayList<>();
  private final List<URI> requests = new ArrayList<>();

  Window(BrowserContext context) {
    this.context = context;
    this.page = context.newPage();
    page.setDefaultTimeout((double) ShownRun.LONG.toMillis());
    page.onPageError(error -> troubles.add("error: " + error));
    page.onDialog(
        dialog -> {
          troubles.add("dialog: " + dialog.message());
          dialog.dismiss();
        });
    page.onConsoleMessage(this::told);
    page.onRequest(request -> requests.add(URI.create(request.url())));
  }

  private void told(ConsoleMessage message) {
    if (message.type().equals("error")) troubles.add("console: " + message.text());
  }

  Page page() {
    return page;
  }

  /** Opens a place of the console and waits until it shows more than that it loads. */
  Page open(URI console, String hash) {
    page.navigate(console.resolve("/" + hash).toString());
    page.locator("main h1").waitFor();
    page.locator("[data-connection=open]").waitFor();
    page.waitForFunction("() => !document.querySelector('main .waiting')");
    return page;
  }

  /** What a program would read at a figure. */
  String figure(String name) {
    return page.locator("[data-figure='" + name + "']").first().getAttribute("data-value");
  }

  /** Errors, dialogs and refused loads. */
  List<String> troubles() {
    return troubles;
  }

  List<URI> requests() {
    return requests;
  }

  void keep(String name) {
    page.screenshot(
        new Page.ScreenshotOptions()
            .setFullPage(true)
            .setPath(Path.of("target", "console", name + ".png")));
  }

  @Override
  public void close() {
    context.close();
  }
}
