package io.hone.schemas.catalog;

/** The reference page of the topics, generated from {@link Topic}. */
public final class CatalogPage {
  private CatalogPage() {}

  /** The whole page in Markdown, the same for the same catalogue. */
  public static String markdown() {
    StringBuilder page = new StringBuilder();
    page.append("# Topics\n\n");
    page.append("Generated from the catalogue in `schemas/`; do not edit. ");
    page.append("A topic's full name is `hone.<run>.<topic>`. Keys are UTF-8 strings, ");
    page.append(
        "values Avro in Confluent's wire format. *spread* is the number of partitions that ");
    page.append("the run was created with.\n\n");
    page.append("| topic | key | value | clean-up | kept | partitions | what for |\n");
    page.append("|---|---|---|---|---|---|---|\n");
    for (Topic topic : Topic.values()) page.append(row(topic));
    return page.toString();
  }

  private static String row(Topic topic) {
    return "| `%s` | %s | `%s` | %s | %s | %s | %s |%n"
        .formatted(
            topic.shortName(),
            topic.key(),
            topic.value().getName(),
            topic.cleanUp().policy(),
            topic.retention().map(d -> d.toDays() + " days").orElse("for ever"),
            topic.partitioning() == Partitioning.ONE ? "1" : "spread",
            topic.purpose())
        .replace(System.lineSeparator(), "\n");
  }
}
