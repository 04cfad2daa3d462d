package dev.dunlin.driver.deploy;

import dev.dunlin.core.failure.UserErrorException;
import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import software.amazon.awssdk.core.exception.SdkException;

/** Takes the stack out of an account, with all that is in its bucket. */
public final class Removal {
  private final AwsStack stack;
  private final String name;
  private final ObjectStore store;
  private final StackListener listener;

  Removal(AwsStack stack, String name, ObjectStore store, StackListener listener) {
    this.stack = stack;
    this.name = name;
    this.store = store;
    this.listener = listener;
  }

  /**
   * Does it.
   *
   * @param agreed is shown what will be lost, and says whether it may be
   * @throws UserErrorException if there is no such stack, or it is not agreed to
   */
  public void run(Predicate<List<String>> agreed) throws IOException, InterruptedException {
    try {
      remove(agreed);
    } catch (SdkException e) {
      throw AwsRefusals.of("remove the stack %s in %s".formatted(name, stack.region()), e);
    }
  }

  private void remove(Predicate<List<String>> agreed) throws IOException, InterruptedException {
    StackStatus status = stack.status();
    if (status.isGone()) {
      throw new UserErrorException(
          "There is no stack %s in %s: nothing to remove. If it is in another region, set lambda.region or AWS_REGION"
              .formatted(name, stack.region()));
    }
    if (status.isChanging()) {
      listener.step("waiting for a change that is under way (" + status.word() + ")");
      stack.await();
      if (stack.status().isGone()) {
        return; // The change was the end of a removal that was interrupted.
      }
    }
    String bucket = stack.outputs().getOrDefault("BucketName", "");
    List<ObjectStat> objects = bucket.isEmpty() ? List.of() : content(bucket);
    if (!agreed.test(losses(bucket, objects))) {
      throw new UserErrorException("Nothing was changed");
    }
    if (!objects.isEmpty()) {
      listener.step("emptying the bucket");
      store.delete(objects.stream().map(ObjectStat::uri).toList());
    }
    listener.step("removing the stack");
    stack.remove();
  }

  private List<ObjectStat> content(String bucket) throws IOException {
    try {
      return store.list(ObjectUri.parse("s3://" + bucket + "/"));
    } catch (NoSuchFileException e) {
      return List.of(); // Somebody has removed it by hand, which is no reason to keep the rest.
    }
  }

  private List<String> losses(String bucket, List<ObjectStat> objects) {
    List<String> losses = new ArrayList<>();
    losses.add("the stack %s, its functions, roles and logs".formatted(name));
    if (!bucket.isEmpty()) {
      long bytes = objects.stream().mapToLong(ObjectStat::lengthBytes).sum();
      losses.add(
          "the bucket %s with %d objects (%d bytes)".formatted(bucket, objects.size(), bytes));
    }
    return losses;
  }
}
