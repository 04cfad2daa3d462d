package dev.dunlin.driver.cli;

import dev.dunlin.core.config.ByteSize;
import dev.dunlin.core.store.ObjectUri;
import dev.dunlin.driver.cli.output.Errors;
import dev.dunlin.driver.session.Cleaning;
import dev.dunlin.driver.session.Cleaning.Finding;
import dev.dunlin.shuffle.Leftover;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code dunlin clean}: finds what killed jobs have left, and removes it. */
@Command(
    name = "clean",
    description = "Find what killed jobs have left, and remove it with --yes.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  dunlin clean                                  # of this machine's jobs, and in work.uri",
      "  dunlin clean s3://bucket/out out/daily        # also of jobs that wrote there",
      "  dunlin clean s3://bucket --older-than 6h --yes",
      "",
      "Nothing of a job that runs on this machine is touched. Of other machines' jobs only the age is",
      "known. Unfinished uploads that are no job of Dunlin's are left alone."
    })
final class CleanCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "FOLDER",
      arity = "0..*",
      description = "A folder that COPY has written to, or one of such folders.")
  private List<String> folders = new ArrayList<>();

  @Option(
      names = "--older-than",
      paramLabel = "AGE",
      converter = Age.class,
      description =
          "How old a thing must be whose job nobody here knows: 30m, 6h or 1d (the default).")
  private Duration olderThan = Duration.ofDays(1);

  @Option(names = "--yes", description = "Remove what is found; else it is only shown.")
  private boolean yes;

  @Mixin private CommonOptions options = new CommonOptions();

  @Override
  public Integer call() {
    PrintStream err = System.err;
    try (Cleaning cleaning =
        new Cleaning(options.config(), warning -> err.println("warning: " + warning))) {
      Instant now = Instant.now();
      List<Finding> findings =
          cleaning.find(folders.stream().map(ObjectUri::parse).toList(), now.minus(olderThan));
      return clean(cleaning, findings, now, err);
    } catch (IOException e) {
      return Errors.report(new UncheckedIOException("Cannot look: " + e.getMessage(), e), err);
    } catch (RuntimeException e) {
      return Errors.report(e, err);
    }
  }

  private int clean(Cleaning cleaning, List<Finding> findings, Instant now, PrintStream err) {
    int removed = 0;
    long bytes = 0;
    int failed = 0;
    for (Finding finding : findings) {
      Leftover leftover = finding.leftover();
      if (finding.isRemovable()) {
        if (yes) {
          try {
            cleaning.remove(finding);
          } catch (IOException | RuntimeException e) {
            int unused = Errors.report(failure(leftover, e), err);
            failed++;
            continue;
          }
        }
        removed++;
        bytes += leftover.bytes();
      }
      System.out.println(
          "%-8s %-18s %-11s %7s %10s  %s"
              .formatted(
                  switch (finding.verdict()) {
                    case DEAD, OLD -> done(leftover);
                    case YOUNG -> "too new";
                    case LIVING -> "in use";
                  },
                  leftover.kind(),
                  leftover.job().isEmpty() ? "-" : leftover.job(),
                  age(Duration.between(leftover.touched(), now)),
                  new ByteSize(leftover.bytes()).rounded(),
                  leftover.place()));
    }
    if (!options.quiet()) {
      err.println(closing(findings, removed, bytes));
    }
    return failed == 0 ? 0 : Errors.FAILURE;
  }

  private String done(Leftover leftover) {
    return switch (leftover.kind()) {
      case CLAIM -> yes ? "undone" : "undo";
      case COMMIT -> yes ? "finished" : "finish";
      case STAGED, REPLACED, TEMPORARY, UPLOAD, WORK -> yes ? "removed" : "remove";
    };
  }

  private static RuntimeException failure(Leftover leftover, Exception e) {
    return e instanceof IOException io
        ? new UncheckedIOException(
            "Cannot clean up %s: %s".formatted(leftover.place(), io.getMessage()), io)
        : (RuntimeException) e;
  }

  private String closing(List<Finding> findings, int removed, long bytes) {
    long tooNew = findings.stream().filter(f -> f.verdict() == Cleaning.Verdict.YOUNG).count();
    String kept =
        tooNew == 0
            ? ""
            : " %d may be of a job at work: see --older-than (%s now)."
                .formatted(tooNew, age(olderThan));
    String size = new ByteSize(bytes).rounded();
    if (removed == 0) {
      return "There is nothing to remove." + kept;
    }
    return (yes
            ? "Removed %d, %s.".formatted(removed, size)
            : "Would remove %d, %s. Add --yes to do it.".formatted(removed, size))
        + kept;
  }

  /** In two units at most: {@code 2d 3h}, {@code 5m}. */
  static String age(Duration age) {
    long minutes = Math.max(0, age.toMinutes());
    if (minutes < 60) {
      return minutes + "m";
    }
    long hours = minutes / 60;
    if (hours < 24) {
      return minutes % 60 == 0 ? hours + "h" : "%dh %dm".formatted(hours, minutes % 60);
    }
    return hours % 24 == 0 ? hours / 24 + "d" : "%dd %dh".formatted(hours / 24, hours % 24);
  }

  /** A number and a unit. */
  static final class Age implements ITypeConverter<Duration> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,6})([mhd])");

    @Override
    public Duration convert(String text) {
      Matcher matcher = FORM.matcher(text);
      if (!matcher.matches()) {
        throw new TypeConversionException("'%s' is no age like 30m, 6h or 1d".formatted(text));
      }
      long number = Long.parseLong(matcher.group(1));
      return switch (matcher.group(2)) {
        case "m" -> Duration.ofMinutes(number);
        case "h" -> Duration.ofHours(number);
        default -> Duration.ofDays(number);
      };
    }
  }
}
