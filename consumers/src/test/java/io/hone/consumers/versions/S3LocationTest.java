package io.hone.consumers.versions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class S3LocationTest {
  @ParameterizedTest
  @CsvSource({
    "s3://bucket, v1/a",
    "s3://bucket/, v1/a",
    "s3://bucket/runs, runs/v1/a",
    "s3://bucket/runs/main/, runs/main/v1/a"
  })
  void shouldPutVersionsBelowThePrefix(String address, String key) {
    S3Location place = S3Location.of(address, Optional.empty(), "us-east-1");

    assertThat(place.key("v1", "a")).isEqualTo(key);
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3://", "s3://B", "bucket/runs", "s3://bucket/a b", "s3:/bucket"})
  void shouldRefuseWhatIsNoPlace(String address) {
    assertThatThrownBy(() -> S3Location.of(address, Optional.empty(), "us-east-1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'" + address + "' is no place in S3: write s3://BUCKET/PREFIX.");
  }

  @Test
  void shouldNameAVersionByItsAddress() {
    S3Location place = S3Location.of("s3://bucket/runs", Optional.empty(), "us-east-1");

    assertThat(place.uri("v1")).isEqualTo("s3://bucket/runs/v1");
  }
}
