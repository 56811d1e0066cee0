package io.hone.schemas.registry;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;

/**
 * One address of the registry.
 *
 * @param url without credentials and without a slash at its end, fit for messages
 * @param credentials what this address is asked with
 */
record RegistryEndpoint(URI url, Optional<Credentials> credentials) {
  private static final String URL = "schema.registry.url";

  /**
   * Reads {@code schema.registry.url} and the keys of authentication.
   *
   * @throws ConfigException naming the key, its value (never a secret) and what it may be
   */
  static List<RegistryEndpoint> of(Map<String, ?> config) {
    String list =
        Setting.text(config, URL)
            .orElseThrow(
                () ->
                    new ConfigException(
                        URL + " is not set: name the registry, e.g. http://127.0.0.1:8081"));
    Optional<Credentials> forAll = Credentials.of(config);
    List<RegistryEndpoint> endpoints = new ArrayList<>();
    for (String one : list.split(",")) {
      if (!one.isBlank()) endpoints.add(endpoint(one.strip(), forAll));
    }
    return List.copyOf(endpoints);
  }

  private static RegistryEndpoint endpoint(String text, Optional<Credentials> configured) {
    try {
      URI uri = new URI(text.replaceAll("/+$", ""));
      String scheme = String.valueOf(uri.getScheme());
      if (uri.getHost() == null || !scheme.matches("https?")) throw notAnAddress(text);
      Optional<Credentials> ofUrl =
          Optional.ofNullable(uri.getUserInfo()).map(user -> Credentials.basic(user, URL));
      URI bare = new URI(scheme, null, uri.getHost(), uri.getPort(), uri.getPath(), null, null);
      return new RegistryEndpoint(bare, configured.or(() -> ofUrl));
    } catch (URISyntaxException e) {
      throw notAnAddress(text);
    }
  }

  private static ConfigException notAnAddress(String text) {
    String shown = text.replaceAll("//.*@", "//");
    return new ConfigException(
        "%s holds '%s', which is no address: take http(s)://host:port, more than one with commas"
            .formatted(URL, shown));
  }
}
