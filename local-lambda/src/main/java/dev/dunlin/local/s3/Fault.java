package dev.dunlin.local.s3;

import java.util.Locale;

/** What can go wrong with a request to S3. */
public enum Fault {
  /** 503 SlowDown is answered; nothing is done. */
  SLOW_DOWN,
  /** 500 InternalError is answered; nothing is done. */
  INTERNAL_ERROR,
  /** 403 AccessDenied is answered; nothing is done. */
  DENIED,
  /** The connection is closed without an answer; nothing is done. */
  REFUSED,
  /** It is done, and the connection is closed without an answer. */
  UNANSWERED,
  /** It is done, and TCP's RST comes at some place in the answer. */
  RESET,
  /** It is done, and the connection ends at some place in the answer, as if that were all. */
  TRUNCATED,
  /** It is done, and at some place in the answer nothing comes for a while. */
  STALL,
  /** One byte of an object's content is another one. Only for a GET of an object. */
  WRONG_BYTES;

  /** As on the command line: {@code slow-down}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
