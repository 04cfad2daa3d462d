package dev.dunlin.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.dunlin.local.s3.S3Request;
import dev.dunlin.local.s3.S3Request.Kind;
import dev.dunlin.local.s3.S3Traffic.Exchange;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Queries of 1,000 ticks, planned at 300. */
@Tag("unit")
final class WaitingTest {
  private static final String SEGMENT = "work/j-1/s0/t";

  /** One whose answer is there once the latency is over. */
  private static Exchange exchange(Kind kind, String key, long from, long to) {
    return exchange(kind, key, from, to, to);
  }

  private static Exchange exchange(Kind kind, String key, long from, long passed, long to) {
    return new Exchange(
        new S3Request(kind, "bucket", key, ""), from, passed, to, 0, 0, Optional.empty());
  }

  private static Waiting waiting(Exchange... exchanges) {
    return new Waiting(List.of(exchanges), 0, 300, 1000, "work/");
  }

  private static void assertWaited(long nanos, Exchange... exchanges) {
    assertEquals(nanos, waiting(exchanges).waitedNanos(2));
  }

  @Test
  void whatIsAskedAsSoonAsItIsKnownIsNotLate() {
    assertWaited(
        0,
        exchange(Kind.HEAD, "a", 0, 40),
        exchange(Kind.GET, "a", 40, 80),
        exchange(Kind.GET, "a", 300, 400),
        exchange(Kind.GET, "b", 300, 420),
        exchange(Kind.PUT, SEGMENT + 0, 500, 540),
        exchange(Kind.GET, SEGMENT + 0, 540, 580),
        exchange(Kind.DELETE, "", 600, 640));
  }

  @Test
  void independentRequestsOfThePlanInAChainAreLate() {
    assertWaited(
        80,
        exchange(Kind.HEAD, "a", 0, 40),
        exchange(Kind.HEAD, "b", 40, 80),
        exchange(Kind.LIST, "c/", 80, 120));
  }

  @Test
  void independentRequestsOfATaskInAChainAreLate() {
    assertWaited(
        80,
        exchange(Kind.GET, "a", 300, 340),
        exchange(Kind.GET, "a", 340, 380),
        exchange(Kind.GET, "b", 380, 420));
  }

  @Test
  void segmentsInAChainAreLate() {
    assertWaited(
        40,
        exchange(Kind.PUT, SEGMENT + 0, 400, 440),
        exchange(Kind.PUT, SEGMENT + 1, 410, 450),
        exchange(Kind.GET, SEGMENT + 0, 450, 490),
        exchange(Kind.GET, SEGMENT + 1, 490, 530));
  }

  @Test
  void aSegmentWaitsForTheLastOfItsStageAndForNoOther() {
    assertWaited(
        10,
        exchange(Kind.PUT, SEGMENT + 0, 400, 440),
        exchange(Kind.PUT, SEGMENT + 1, 410, 500),
        exchange(Kind.PUT, "work/j-1/s1/t0", 410, 600),
        exchange(Kind.GET, SEGMENT + 0, 510, 550));
  }

  @Test
  void aFooterWaitsForTheListingThatNamesIt() {
    assertWaited(
        25,
        exchange(Kind.LIST, "a/", 0, 40),
        exchange(Kind.HEAD, "b", 0, 55),
        exchange(Kind.GET, "a/1", 40, 80),
        exchange(Kind.GET, "b", 80, 120));
  }

  @Test
  void aFooterOfAKnownFileIsKnownFromTheBeginning() {
    assertWaited(40, exchange(Kind.GET, "a", 100, 140));
  }

  @Test
  void onlyWhatWouldHaveBeenSparedIsWaitedFor() {
    assertWaited(30, exchange(Kind.GET, "a", 330, 530));
  }

  @Test
  void whatHasToWaitForAPlaceIsNotLate() {
    Exchange first = exchange(Kind.GET, "a", 300, 340);
    Exchange second = exchange(Kind.GET, "a", 300, 350);
    Exchange third = exchange(Kind.GET, "b", 340, 380);
    Exchange fourth = exchange(Kind.GET, "b", 355, 395);
    assertWaited(5, first, second, third, fourth);
    assertEquals(
        0, waiting(first, second, third).waitedNanos(1), "more than allowed: another task's");
    assertEquals(55, waiting(first, second, third, fourth).waitedNanos(5));
  }

  @Test
  void whileTheServerAnswersNobodyWaits() {
    assertWaited(
        40, exchange(Kind.GET, "a", 300, 340, 400), exchange(Kind.GET, "b", 400, 440, 500));
    assertWaited(
        10, exchange(Kind.GET, "a", 300, 340, 430), exchange(Kind.GET, "b", 400, 440, 500));
  }

  @Test
  void timeInWhichSeveralAreLateCountsOnce() {
    assertWaited(
        60,
        exchange(Kind.GET, "a", 500, 540),
        exchange(Kind.GET, "b", 510, 550),
        exchange(Kind.GET, "c", 600, 610));
  }

  @Test
  void whatLastsBeyondTheQueryCountsUpToItsEnd() {
    assertWaited(60, exchange(Kind.GET, "a", 940, 1100));
    assertEquals(60, waiting(exchange(Kind.DELETE, "a", 940, 1100)).inFlightNanos());
  }

  @Test
  void writingIsNeverLate() {
    assertWaited(
        0,
        exchange(Kind.PUT, SEGMENT + 0, 400, 440),
        exchange(Kind.POST, "out/a", 440, 480),
        exchange(Kind.DELETE, "", 480, 520));
  }
}
