package dev.dunlin.tests.publish;

import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.shuffle.FileObjectStore;
import dev.dunlin.tests.publish.OutputReader.Look;
import org.junit.jupiter.api.Tag;

@Tag("chaos")
final class PollingReaderOnFilesTest extends PollingReader {
  private final FileObjectStore store = new FileObjectStore();

  @Override
  OutputReader reader() {
    return OutputReader.anybody(store, target());
  }

  @Override
  ObjectUri target() {
    return ObjectUri.file(folder.resolve("outputs/out"));
  }

  /** There is nothing at all, or one whole version. */
  @Override
  void check(Look look, String options) {
    int unused = Versions.version(look, options);
  }
}
