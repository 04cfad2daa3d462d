package dev.dunlin.driver.cost;

import dev.dunlin.core.task.Billing;
import java.math.BigDecimal;

/**
 * What calls of functions cost: the prices of AWS Lambda in us-east-1, in USD (AWS Lambda pricing,
 * November 2026). The first 400,000 GB-s and million calls of a month are free, which is not
 * counted here.
 */
public final class LambdaPrices {
  private static final BigDecimal CALL = new BigDecimal("0.0000002");
  private static final BigDecimal X86_GB_SECOND = new BigDecimal("0.0000166667");
  private static final BigDecimal ARM_GB_SECOND = new BigDecimal("0.0000133334");

  private LambdaPrices() {}

  /** The price of being called, in USD. */
  public static BigDecimal ofCalls(Billing billing) {
    return CALL.multiply(BigDecimal.valueOf(billing.calls()));
  }

  /** The price of the time, in USD. */
  public static BigDecimal ofTime(Billing billing) {
    return X86_GB_SECOND
        .multiply(gigabyteSeconds(billing.x86MegabyteMillis()))
        .add(ARM_GB_SECOND.multiply(gigabyteSeconds(billing.armMegabyteMillis())));
  }

  /** Lambda's unit of time. */
  public static BigDecimal gigabyteSeconds(Billing billing) {
    return gigabyteSeconds(billing.x86MegabyteMillis() + billing.armMegabyteMillis());
  }

  /** 1,024 MB for 1,000 ms; the division has an end, for it is by 2 and 5 alone. */
  private static BigDecimal gigabyteSeconds(long megabyteMillis) {
    return BigDecimal.valueOf(megabyteMillis).divide(BigDecimal.valueOf(1_024_000));
  }
}
