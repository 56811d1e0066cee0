package io.hone.app.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Turns every failure into one sentence on the error stream and an exit code. What a user or a
 * server put into the sentence cannot break its line, colour the terminal or fill it.
 */
public final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {
  /** Longer words are cut in their middle; no path or name that works is as long. */
  private static final Pattern ENDLESS = Pattern.compile("(\\S{100})\\S{100,}(\\S{20})");

  private static final Pattern CONTROL = Pattern.compile("\\p{Cc}");

  @Override
  public int handleExecutionException(Exception e, CommandLine line, @Nullable ParseResult parsed) {
    PrintWriter err = line.getErr();
    err.println(line.getColorScheme().errorText("hone: " + sentence(e)));
    HoneCommand root = (HoneCommand) line.getCommandSpec().root().userObject();
    if (root.verbose()) e.printStackTrace(err);
    err.flush();
    return line.getCommandSpec().exitCodeOnExecutionException();
  }

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandLine line = e.getCommandLine();
    PrintWriter err = line.getErr();
    err.println(line.getColorScheme().errorText("hone: " + oneLine(e.getMessage())));
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(e, err)) {
      err.println("Try '" + line.getCommandSpec().qualifiedName() + " --help'.");
    }
    err.flush();
    return line.getCommandSpec().exitCodeOnInvalidInput();
  }

  /** One sentence for the user, whatever went wrong. */
  static String sentence(Throwable e) {
    for (Throwable t : List.of(e, e.getCause() == null ? e : e.getCause())) {
      if (t instanceof AuthenticationException || t instanceof AuthorizationException) {
        return oneLine(t.getMessage())
            + ": correct the security settings in the file named by --config";
      }
    }
    String message = oneLine(e.getMessage());
    return known(e) && !message.isEmpty()
        ? message
        : "unexpected %s%s: run again with --verbose and report it"
            .formatted(e.getClass().getSimpleName(), message.isEmpty() ? "" : " (" + message + ")");
  }

  private static boolean known(Throwable e) {
    String type = e.getClass().getName();
    return type.startsWith("io.hone.")
        || type.startsWith("org.apache.kafka.common.")
        || e instanceof IOException
        || e instanceof UncheckedIOException
        || e instanceof IllegalArgumentException;
  }

  /** The message on one line, without control characters and endless words. */
  static String oneLine(@Nullable String message) {
    if (message == null) return "";
    String line = message.strip().replaceAll("\\s*\\R\\s*", " ");
    return CONTROL
        .matcher(ENDLESS.matcher(line).replaceAll("$1…$2"))
        .replaceAll(found -> "\\\\u%04x".formatted((int) found.group().charAt(0)));
  }
}
