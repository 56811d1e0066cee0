package io.hone.streams.recipe.text;

import io.hone.streams.recipe.Conversation;
import io.hone.streams.recipe.Hash;
import io.hone.streams.recipe.Message;
import io.hone.streams.recipe.Part;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a model is asked, with places for foreign text.
 *
 * <p>A template is messages, each behind a line {@code [[system]]}, {@code [[user]]} or {@code
 * [[assistant]]}, with placeholders such as {@code {{response}}}. A placeholder's text is {@link
 * Enclosed} and is never searched for placeholders itself.
 */
public final class Template {
  private static final Pattern SPEAKER = Pattern.compile("(?m)^\\[\\[(\\w+)]][ \\t]*\\n");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(\\w+)}}");

  private final String hash;
  private final List<Section> sections;

  /**
   * A template's text.
   *
   * @param origin where it comes from, for errors
   */
  record Source(String origin, String text) {}

  private record Section(Message.Role role, List<Piece> pieces) {}

  /** Text, or the name of what stands in its place; taken apart once, for it is filled often. */
  private record Piece(String text, boolean placeholder) {}

  private Template(String hash, List<Section> sections) {
    this.hash = hash;
    this.sections = sections;
  }

  /**
   * @param origin where the text comes from, for errors
   * @param source the template
   * @param placeholders every one must be there, and no other
   * @throws IllegalArgumentException if the template is not of this form, naming origin and fault
   */
  static Template parse(String origin, String source, Set<String> placeholders) {
    String text = source.replace("\r\n", "\n");
    List<Section> sections = sections(origin, text);
    Set<String> found = new HashSet<>();
    for (Section section : sections) {
      section.pieces().stream().filter(Piece::placeholder).forEach(at -> found.add(at.text()));
    }
    if (!found.equals(placeholders)) {
      throw new IllegalArgumentException(
          "template %s has the placeholders %s; it needs exactly %s, written {{name}}"
              .formatted(origin, new TreeSet<>(found), new TreeSet<>(placeholders)));
    }
    return new Template(Hash.sha256(text.getBytes(StandardCharsets.UTF_8)), sections);
  }

  private static List<Section> sections(String origin, String text) {
    List<MatchResult> speakers = SPEAKER.matcher(text).results().toList();
    if (speakers.isEmpty() || !text.substring(0, speakers.getFirst().start()).isBlank()) {
      throw new IllegalArgumentException(
          "template %s must begin with a line [[system]], [[user]] or [[assistant]]"
              .formatted(origin));
    }
    List<Section> sections = new ArrayList<>();
    for (int i = 0; i < speakers.size(); i++) {
      int end = i + 1 < speakers.size() ? speakers.get(i + 1).start() : text.length();
      String body = text.substring(speakers.get(i).end(), end).strip();
      sections.add(new Section(role(origin, speakers.get(i).group(1)), pieces(body)));
    }
    return List.copyOf(sections);
  }

  private static List<Piece> pieces(String body) {
    List<Piece> pieces = new ArrayList<>();
    int from = 0;
    for (MatchResult at : PLACEHOLDER.matcher(body).results().toList()) {
      pieces.add(new Piece(body.substring(from, at.start()), false));
      pieces.add(new Piece(at.group(1), true));
      from = at.end();
    }
    pieces.add(new Piece(body.substring(from), false));
    return List.copyOf(pieces);
  }

  private static Message.Role role(String origin, String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "system" -> Message.Role.SYSTEM;
      case "user" -> Message.Role.USER;
      case "assistant" -> Message.Role.ASSISTANT;
      default ->
          throw new IllegalArgumentException(
              "template %s lets '%s' speak; it may be system, user or assistant"
                  .formatted(origin, name));
    };
  }

  /** SHA-256 of the text with Unix line ends, lower-case hexadecimal. */
  public String hash() {
    return hash;
  }

  /**
   * @param texts by placeholder
   * @param images shown at the end of the last message, in order
   */
  public Conversation fill(Map<String, Enclosed> texts, List<Part.Image> images) {
    Map<String, Enclosed> known = Map.copyOf(texts);
    List<Part.Image> shown = List.copyOf(images);
    return Conversation.written(() -> messages(known, shown));
  }

  private List<Message> messages(Map<String, Enclosed> texts, List<Part.Image> images) {
    List<Message> messages = new ArrayList<>();
    for (Section section : sections) {
      messages.add(Message.of(section.role(), fill(section, texts)));
    }
    Message last = messages.removeLast();
    List<Part> parts = new ArrayList<>(last.parts());
    parts.addAll(images);
    messages.add(new Message(last.role(), parts));
    return messages;
  }

  private static String fill(Section section, Map<String, Enclosed> texts) {
    return section.pieces().stream()
        .map(piece -> piece.placeholder() ? block(piece.text(), texts) : piece.text())
        .collect(Collectors.joining("")); // with a separator it copies each text but once
  }

  private static String block(String placeholder, Map<String, Enclosed> texts) {
    Enclosed text = texts.get(placeholder);
    if (text == null) {
      throw new IllegalArgumentException("no text for the placeholder " + placeholder);
    }
    return text.block();
  }
}
