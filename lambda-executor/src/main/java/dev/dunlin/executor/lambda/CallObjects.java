package dev.dunlin.executor.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.dunlin.core.store.ObjectStat;
import dev.dunlin.core.store.ObjectStore;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.core.store.RequestCounts;
import dev.dunlin.core.store.Requests;
import dev.dunlin.core.task.Billing;
import dev.dunlin.core.task.TaskOutcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;

/** The objects that one call uses beside its task's, and the requests that they take. */
final class CallObjects {
  private final RequestCounts requests = new RequestCounts();
  private final ObjectStore store;

  CallObjects(WarmExecutor executor) {
    store = executor.store(requests);
  }

  /** An object as text. */
  String text(ObjectUri object) throws IOException {
    ObjectStat version = store.stat(object);
    try (InputStream in = store.read(version, 0, version.lengthBytes())) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  /** Writes an object. */
  void put(ObjectUri object, byte[] content) throws IOException {
    ObjectStat unused = store.put(object, content);
  }

  /** Whether nobody has put this object before. */
  boolean claim(ObjectUri object, String who) throws IOException {
    try {
      ObjectStat unused = store.putIfAbsent(object, who.getBytes(UTF_8));
      return true;
    } catch (FileAlreadyExistsException _) {
      return false;
    }
  }

  /** What the call has asked so far. */
  Requests requests() {
    return requests.sum();
  }

  /** An outcome with what the call has asked so far, and its bill. */
  TaskOutcome counted(TaskOutcome outcome, Billing billing) {
    return outcome.with(outcome.metrics().plus(requests.sum(), billing));
  }
}
