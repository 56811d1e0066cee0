package io.hone.app.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.hone.event.ControlCommand;
import io.hone.event.ControlKind;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a person orders on the pages, found in the topic of control, and what becomes of it. */
@Tag("browser")
@ExtendWith(InBrowser.class)
class OrdersInBrowserTest {

  private static List<ControlCommand> orders(ShownRun run, ControlKind kind) {
    return run.orders().stream().filter(order -> order.getKind() == kind).toList();
  }

  private static void sign(Page page, String name, String why, String token) {
    page.keyboard().type(name);
    page.keyboard().press("Tab");
    page.keyboard().type(why);
    page.keyboard().press("Tab");
    page.keyboard().type(token);
    page.keyboard().press("Enter");
  }

  @Test
  void shouldRecordAVoteThatIsGivenByKeyboardAlone(Chromium chromium, ShownRun run)
      throws Exception {
    JsonNode rows = run.api("/api/pairs").path("rows");
    int before = orders(run, ControlKind.VOTE).size();

    try (Window window = chromium.window()) {
      Page page = window.open(run.url(), "#/pairs");
      page.keyboard().press("j");
      page.keyboard().press("j");
      page.keyboard().press("Enter");
      assertThat(page.locator("h1")).hasText("Pair");
      page.locator(".side.chosen .text").waitFor();
      page.keyboard().press("b");
      sign(page, "Ann", "it is right", ShownRun.TOKEN);

      assertThat(page.locator("[data-vote]")).containsText("Recorded: B is better");
      page.keyboard().press("t");
      assertThat(page.locator("[data-vote]")).containsText("Recorded: Tie");
    }

    List<ControlCommand> votes = orders(run, ControlKind.VOTE);
    assertThat(votes).hasSize(before + 2);
    ControlCommand vote = votes.get(before);
    assertThat(vote.getTarget()).isEqualTo(rows.path(1).path("pair_id").asText());
    assertThat(vote.getArguments()).containsEntry("choice", "b");
    assertThat(vote.getIssuedBy()).isEqualTo("Ann");
    assertThat(vote.getWhy()).isEqualTo("it is right");
    assertThat(votes.get(before + 1).getArguments()).containsEntry("choice", "tie");
  }

  @Test
  void shouldOrderNothingWithAWrongTokenAndSayWhy(Chromium chromium, ShownRun run) {
    int before = run.orders().size();

    try (Window window = chromium.window()) {
      Page page = window.open(run.url(), "#/better");
      page.getByText("Pause the run").click();
      sign(page, "Mallory", "for fun", "not the token of this");

      assertThat(page.locator("dialog .error")).containsText("token");
      page.keyboard().press("Escape");
      assertThat(page.locator("dialog")).hasCount(0);
    }

    assertThat(run.orders()).hasSize(before);
  }

  @Test
  void shouldTakeAVersionBackAndShowThatItIsObeyed(Chromium chromium, ShownRun run)
      throws Exception {
    try (Window window = chromium.window()) {
      Page page = window.open(run.url(), "#/better");
      page.getByText("Roll back").click();
      sign(page, "Ann", "it only writes more", ShownRun.TOKEN);

      assertThat(page.locator("[data-order]")).hasAttribute("data-obeyed", "true");
      assertThat(page.locator("tr.current th")).containsText("base");
    }

    assertThat(run.api("/api/run").path("promoted").asText()).isEqualTo("base");
    ControlCommand order = orders(run, ControlKind.ROLLBACK).getLast();
    assertThat(order.getTarget()).isEqualTo("v1");
    assertThat(order.getIssuedBy()).isEqualTo("Ann");
    assertThat(order.getWhy()).isEqualTo("it only writes more");
  }

  @Test
  void shouldSendADeadLetterAgainOnlyAfterADryRun(Chromium chromium, ShownRun run)
      throws Exception {
    long before = run.api("/api/dead-letters").path("total").asLong();

    try (Window window = chromium.window()) {
      Page page = window.open(run.url(), "#/failures");
      Locator send = page.getByText("Send again");
      page.locator("tbody input[type=checkbox]").first().check();
      assertThat(send).isDisabled();
      page.getByText("Dry run of 1 letter").click();
      sign(page, "Ann", "", ShownRun.TOKEN);
      assertThat(page.locator("[data-dry-run=true]")).containsText("1 letter would be written");
      assertThat(run.orders()).noneMatch(order -> order.getKind() == ControlKind.RESEND);
      send.click();
      page.locator("dialog button.main").click();

      assertThat(page.locator("[data-dry-run=false]")).containsText("1 letter written");
      Awaitility.await() // it is as unreadable as it was
          .atMost(ShownRun.LONG)
          .until(() -> run.api("/api/dead-letters").path("total").asLong() == before + 1);
    }

    assertThat(orders(run, ControlKind.RESEND)).hasSize(1);
  }
}
