package io.hone.producers.prompts;

import com.fasterxml.jackson.databind.JsonNode;
import io.hone.event.ContentKind;
import io.hone.event.ContentPart;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLConnection;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Images by reference: the contract wants where the bytes lie, their media type and their SHA-256.
 * A file of this machine ({@code file:} with an absolute path) is read for its hash; nothing is
 * ever fetched from elsewhere, so such an image says {@code "sha256"} beside its {@code "url"}.
 */
final class Images {
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private Images() {}

  /**
   * The part that OpenAI's {@code {"type": "image_url", "image_url": {"url"}}} describes.
   *
   * @throws UnfitException if the contract's fields are not to be had
   */
  static ContentPart part(JsonNode part) {
    JsonNode image = part.path("image_url");
    JsonNode described = image.isObject() ? image : part;
    String url = Texts.sound(image.isObject() ? image.path("url").asText() : image.asText());
    if (url.startsWith("data:")) {
      throw new UnfitException("holds the bytes of an image: put them into a file and name it");
    }
    return ContentPart.newBuilder()
        .setKind(ContentKind.IMAGE)
        .setText(null)
        .setMediaType(mediaType(described, url))
        .setUri(url)
        .setSha256(described.has("sha256") ? given(described) : hash(url))
        .build();
  }

  private static String given(JsonNode described) {
    String given = described.path("sha256").asText();
    if (!SHA256.matcher(given).matches()) {
      throw new UnfitException(
          "has the sha256 '%s' of an image: take 64 lower-case hexadecimal digits"
              .formatted(given));
    }
    return given;
  }

  private static String mediaType(JsonNode described, String url) {
    String type = described.path("media_type").asText();
    if (type.isEmpty()) {
      String guessed = URLConnection.guessContentTypeFromName(url.replaceFirst("[?#].*", ""));
      type = guessed == null ? "" : guessed;
    }
    if (!type.startsWith("image/")) {
      throw new UnfitException(
          "has an image '%s' of no known media type: say \"media_type\" beside its \"url\""
              .formatted(url));
    }
    return type;
  }

  private static String hash(String url) {
    Path file = file(url);
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) digest.update(buffer, 0, n);
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new UnfitException(
          "has an image '%s' that cannot be read (%s): correct its \"url\""
              .formatted(url, e.getClass().getSimpleName()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static Path file(String url) {
    try {
      URI uri = URI.create(url);
      if ("file".equals(uri.getScheme()) && Files.isRegularFile(Path.of(uri))) return Path.of(uri);
    } catch (IllegalArgumentException | FileSystemNotFoundException e) {
      // Told below, as what it is for the user.
    }
    throw new UnfitException(
        "has an image '%s' that is no file:///… of this machine: images are not fetched, so say \"sha256\" beside its \"url\""
            .formatted(url));
  }
}
