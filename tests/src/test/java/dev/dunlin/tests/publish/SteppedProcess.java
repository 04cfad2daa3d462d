package dev.dunlin.tests.publish;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.IncompatibleThreadStateException;
import com.sun.jdi.Method;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import com.sun.jdi.connect.ListeningConnector;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.request.ClassPrepareRequest;
import com.sun.jdi.request.EventRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * The dunlin command in a process of its own, under a debugger that halts it before each step of a
 * kind: so it can be looked at, or killed by SIGKILL, at every one, with nothing in the command
 * that knows of it.
 */
final class SteppedProcess {
  private final Map<String, Set<String>> methods;
  private final Predicate<List<String>> counts;

  /**
   * Halts at the start of methods.
   *
   * @param methods their names, by class
   * @param counts whether a call is a step: given its stack, {@code class.method} from the
   *     innermost
   */
  SteppedProcess(Map<String, Set<String>> methods, Predicate<List<String>> counts) {
    this.methods = Map.copyOf(methods);
    this.counts = counts;
  }

  /** Is told of each step while the process stands still before it. */
  interface Observer {
    /** Decides whether the process may go on, or dies here. */
    boolean goesOn(int step, String method) throws IOException;
  }

  /** Runs a command to its end, or its death; gives its exit code, 137 after SIGKILL. */
  int run(Path folder, Map<String, String> environment, Observer observer, String... arguments)
      throws IOException, InterruptedException {
    ListeningConnector connector =
        Bootstrap.virtualMachineManager().listeningConnectors().stream()
            .filter(c -> c.transport().name().equals("dt_socket"))
            .findFirst()
            .orElseThrow();
    Map<String, Connector.Argument> options = connector.defaultArguments();
    Objects.requireNonNull(options.get("localAddress")).setValue("127.0.0.1");
    Objects.requireNonNull(options.get("timeout")).setValue("60000");
    Process process = null;
    try {
      String address = connector.startListening(options);
      process = start(address, folder, environment, arguments);
      VirtualMachine machine = connector.accept(options);
      connector.stopListening(options);
      observe(machine, process, observer);
      assertTrue(process.waitFor(120, TimeUnit.SECONDS), "the command does not end");
      return process.exitValue();
    } catch (IllegalConnectorArgumentsException e) {
      throw new IllegalStateException(e);
    } finally {
      if (process != null) {
        process.destroyForcibly();
      }
    }
  }

  private static Process start(
      String address, Path folder, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-agentlib:jdwp=transport=dt_socket,server=n,suspend=y,address=" + address,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dslf4j.internal.verbosity=ERROR",
                "--enable-native-access=ALL-UNNAMED",
                "-Duser.home=" + folder,
                "-cp",
                Objects.requireNonNullElse(
                    System.getProperty("surefire.test.class.path"),
                    System.getProperty("java.class.path")),
                "dev.dunlin.driver.cli.Main"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("command.txt").toFile());
    builder.environment().putAll(environment);
    return builder.start();
  }

  private void observe(VirtualMachine machine, Process process, Observer observer)
      throws IOException, InterruptedException {
    for (String name : methods.keySet()) {
      machine.classesByName(name).forEach(type -> halt(machine, type));
      ClassPrepareRequest loaded = machine.eventRequestManager().createClassPrepareRequest();
      loaded.addClassFilter(name);
      loaded.enable();
    }
    int step = 0;
    try {
      machine.resume();
      while (true) {
        EventSet events = machine.eventQueue().remove();
        for (Event event : events) {
          if (event instanceof ClassPrepareEvent prepared) {
            halt(machine, prepared.referenceType());
          } else if (event instanceof BreakpointEvent hit
              && counts.test(stack(hit.thread()))
              && !observer.goesOn(step++, hit.location().method().name())) {
            process.destroyForcibly();
            return;
          }
        }
        events.resume();
      }
    } catch (VMDisconnectedException e) {
      return; // It has come to its end.
    }
  }

  private void halt(VirtualMachine machine, ReferenceType type) {
    Set<String> names = methods.getOrDefault(type.name(), Set.of());
    for (Method method : type.methods()) {
      if (names.contains(method.name()) && !method.isAbstract() && !method.isNative()) {
        EventRequest halt =
            machine.eventRequestManager().createBreakpointRequest(method.location());
        halt.setSuspendPolicy(EventRequest.SUSPEND_ALL);
        halt.enable();
      }
    }
  }

  private static List<String> stack(ThreadReference thread) {
    try {
      return thread.frames().stream()
          .map(frame -> frame.location())
          .map(at -> at.declaringType().name() + "." + at.method().name())
          .toList();
    } catch (IncompatibleThreadStateException e) {
      throw new IllegalStateException("A thread at a breakpoint stands still", e);
    }
  }
}
