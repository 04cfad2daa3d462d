package dev.dunlin.tests.localstack;

import dev.dunlin.shuffle.S3Contract;
import dev.dunlin.shuffle.s3.S3Settings;
import org.junit.jupiter.api.BeforeAll;

/** The contract of the store on S3, on LocalStack. */
@NeedsLocalStack
final class S3ObjectStoreOnLocalStackTest extends S3Contract {
  private static final String BUCKET = "contract";

  private final LocalStack localStack;

  S3ObjectStoreOnLocalStackTest(LocalStack localStack) {
    this.localStack = localStack;
  }

  @BeforeAll
  static void makeBucket(LocalStack localStack) {
    localStack.makeBucket(BUCKET);
  }

  @Override
  protected S3Settings settings() {
    return localStack.s3Settings();
  }

  @Override
  protected String bucket() {
    return BUCKET;
  }

  @Override
  protected boolean deletesOnCondition() {
    return false;
  }
}
