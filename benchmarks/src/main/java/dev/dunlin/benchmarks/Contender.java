package dev.dunlin.benchmarks;

import java.util.List;

/**
 * An engine with its settings.
 *
 * @param name a word: {@code dunlin-hash}
 * @param meaning the engine and what was set, for the result page
 * @param command starts its process, which speaks the protocol of {@link
 *     dev.dunlin.benchmarks.runner.RunnerLoop}
 */
record Contender(String name, String meaning, List<String> command) {
  Contender {
    command = List.copyOf(command);
  }
}
