package dev.dunlin.driver.deploy;

/** Is told what happens to a stack. */
public interface StackListener {
  /** A step begins. */
  void step(String what);

  /**
   * A resource has got another status.
   *
   * @param name its logical id
   * @param type as in {@code AWS::S3::Bucket}
   * @param status as in {@code CREATE_COMPLETE}
   * @param reason why, where it failed; else empty
   */
  void resource(String name, String type, String status, String reason);
}
