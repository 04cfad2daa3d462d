package dev.dunlin.local.s3;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How often a fault happens, and to what.
 *
 * @param rate the share of requests, 0 to 1
 * @param keys how the keys of the objects begin, without the bucket; empty for all requests
 */
public record FaultRule(Fault fault, double rate, String keys) {
  private static final Pattern TEXT = Pattern.compile("([a-z-]+)=([0-9.]+)(?:@(.*))?");

  public FaultRule {
    if (!(rate >= 0 && rate <= 1)) {
      throw new IllegalArgumentException("The rate of " + fault + " is not from 0 to 1: " + rate);
    }
  }

  /** A rule for all requests. */
  public static FaultRule of(Fault fault, double rate) {
    return new FaultRule(fault, rate, "");
  }

  /** The inverse of {@link #toString()}. */
  public static FaultRule parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (matcher.matches()) {
      for (Fault fault : Fault.values()) {
        if (fault.toString().equals(matcher.group(1))) {
          String keys = matcher.group(3);
          return new FaultRule(
              fault, Double.parseDouble(matcher.group(2)), keys == null ? "" : keys);
        }
      }
    }
    List<Fault> faults = Arrays.asList(Fault.values());
    throw new IllegalArgumentException(
        "'%s' is no fault. One is FAULT=RATE or FAULT=RATE@KEY-PREFIX, of %s"
            .formatted(text, faults));
  }

  /** {@code slow-down=0.02}, {@code wrong-bytes=0.01@work/}. */
  @Override
  public String toString() {
    return fault + "=" + rate + (keys.isEmpty() ? "" : "@" + keys);
  }

  boolean isFor(S3Request request) {
    return request.key().startsWith(keys)
        && (fault != Fault.WRONG_BYTES || request.kind() == S3Request.Kind.GET);
  }
}
