package io.hone.schemas.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CatalogPageTest {
  @Test
  void shouldBeThePageInTheDocuments() throws IOException {
    Path page = Path.of(System.getProperty("hone.rootdir"), "docs", "reference", "topics.md");

    String generated = CatalogPage.markdown();

    if (Boolean.getBoolean("hone.docs.write")) Files.writeString(page, generated);
    assertThat(page)
        .as("write it anew: ./mvnw -pl schemas test -Dhone.docs.write=true")
        .hasContent(generated);
  }
}
