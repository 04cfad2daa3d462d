package dev.dunlin.driver.cost;

import dev.dunlin.core.store.Requests;
import java.math.BigDecimal;

/**
 * What requests to S3 cost: the prices of S3 Standard in us-east-1, in USD (Amazon S3 pricing,
 * November 2026). Other regions' are up to half as much again.
 */
public final class S3Prices {
  private static final BigDecimal PUT_POST_LIST = new BigDecimal("0.000005");
  private static final BigDecimal GET_HEAD = new BigDecimal("0.0000004");

  private S3Prices() {}

  /** The price of requests, in USD. To delete is free, and so are bytes within the region. */
  public static BigDecimal of(Requests requests) {
    return PUT_POST_LIST
        .multiply(BigDecimal.valueOf(requests.puts() + requests.posts() + requests.lists()))
        .add(GET_HEAD.multiply(BigDecimal.valueOf(requests.gets() + requests.heads())));
  }
}
