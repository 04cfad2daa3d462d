package dev.dunlin.driver.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.dunlin.core.store.Requests;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
final class S3PricesTest {
  @Test
  void writingAndListingCostTwelveTimesWhatReadingDoesAndDeletingNothing() {
    long million = 1_000_000;
    assertEquals(0, S3Prices.of(Requests.NONE).signum());
    assertEquals(0.4, S3Prices.of(new Requests(million, 0, 0, 0, 0, 0, 1 << 30, 0)).doubleValue());
    assertEquals(5, S3Prices.of(new Requests(0, million, 0, 0, 0, 0, 0, 1 << 30)).doubleValue());
    assertEquals(
        15.8,
        S3Prices.of(new Requests(million, million, million, million, million, million, 0, 0))
            .doubleValue());
  }
}
