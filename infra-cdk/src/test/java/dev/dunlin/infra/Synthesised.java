package dev.dunlin.infra;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import software.amazon.awscdk.App;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The stack, as CDK makes its template. */
record Synthesised(String text) {
  /** The template of the whole stack, whose functions are made from this package. */
  static Synthesised of(String packageId, Path folder) throws IOException {
    return of(folder, stack -> stack.addFunctions(packageId));
  }

  /** The template of the first step. */
  static Synthesised bucket(Path folder) throws IOException {
    return of(folder, stack -> {});
  }

  private static Synthesised of(Path folder, Consumer<DunlinStack> more) throws IOException {
    App app = App.Builder.create().outdir(folder.toString()).treeMetadata(false).build();
    DunlinStack stack = new DunlinStack(app, "dunlin");
    more.accept(stack);
    app.synth();
    return new Synthesised(Files.readString(folder.resolve(stack.getTemplateFile())) + "\n");
  }

  JsonNode json() {
    return JsonMapper.shared().readTree(text);
  }
}
