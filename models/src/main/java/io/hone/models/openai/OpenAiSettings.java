package io.hone.models.openai;

import java.net.URI;
import java.util.Map;
import java.util.Set;

/**
 * How a server is reached and asked. Holds no secret, only the places of secrets.
 *
 * @param baseUrl http or https, host, port and path up to {@code /v1}, with or without that
 * @param apiKey sent as bearer token; read once, when the model is opened
 * @param dialect what the server understands beyond OpenAI's API
 * @param trust whose certificates are believed, for https
 * @param modelNames the server's name of a version, where it is not the version's own
 * @param limits times, sizes and numbers
 * @param retries when a failed attempt is made again
 */
public record OpenAiSettings(
    URI baseUrl,
    Secret apiKey,
    Dialect dialect,
    Trust trust,
    Map<String, String> modelNames,
    Limits limits,
    RetryPolicy retries) {

  /** What a server understands beyond OpenAI's API. */
  public enum Dialect {
    /** Nothing: answers carry no token ids, versions are loaded by the server's owner. */
    OPENAI,
    /** vLLM: token ids, every cut of the distribution set, calls that load and unload adapters. */
    VLLM,
    /** llama.cpp: the port's order of cuts, and no others. */
    LLAMA_CPP
  }

  public OpenAiSettings {
    modelNames = Map.copyOf(modelNames);
    boolean http =
        "http".equalsIgnoreCase(baseUrl.getScheme())
            || "https".equalsIgnoreCase(baseUrl.getScheme());
    if (baseUrl.getRawUserInfo() != null || baseUrl.getRawQuery() != null) {
      throw new IllegalArgumentException(
          "The base URL of "
              + baseUrl.getHost()
              + " has a user or a query in it; give the key by an environment variable or a file.");
    }
    if (!http || baseUrl.getHost() == null) {
      throw new IllegalArgumentException(
          "The base URL is " + baseUrl + "; it must be like https://host:8000/v1.");
    }
    if (Set.copyOf(modelNames.values()).size() < modelNames.size()) {
      throw new IllegalArgumentException(
          "Two versions have the same model name: " + modelNames + "; names must differ.");
    }
  }

  /** OpenAI's dialect, no key, the platform's trust, versions as model names. */
  public static OpenAiSettings of(URI baseUrl) {
    return new OpenAiSettings(
        baseUrl,
        new Secret.None(),
        Dialect.OPENAI,
        new Trust.Platform(),
        Map.of(),
        Limits.DEFAULT,
        RetryPolicy.DEFAULT);
  }

  public OpenAiSettings withApiKey(Secret value) {
    return new OpenAiSettings(baseUrl, value, dialect, trust, modelNames, limits, retries);
  }

  public OpenAiSettings withDialect(Dialect value) {
    return new OpenAiSettings(baseUrl, apiKey, value, trust, modelNames, limits, retries);
  }

  public OpenAiSettings withTrust(Trust value) {
    return new OpenAiSettings(baseUrl, apiKey, dialect, value, modelNames, limits, retries);
  }

  public OpenAiSettings withModelNames(Map<String, String> value) {
    return new OpenAiSettings(baseUrl, apiKey, dialect, trust, value, limits, retries);
  }

  public OpenAiSettings withLimits(Limits value) {
    return new OpenAiSettings(baseUrl, apiKey, dialect, trust, modelNames, value, retries);
  }

  public OpenAiSettings withRetries(RetryPolicy value) {
    return new OpenAiSettings(baseUrl, apiKey, dialect, trust, modelNames, limits, value);
  }

  /** The server's name of a version. */
  String modelName(String version) {
    return modelNames.getOrDefault(version, version);
  }

  /** The version that a server's name stands for. */
  String version(String modelName) {
    return modelNames.entrySet().stream()
        .filter(entry -> entry.getValue().equals(modelName))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(modelName);
  }

  /** The base URL that ends in {@code /v1}. */
  String root() {
    String text = baseUrl.toString().replaceAll("/+$", "");
    return text.endsWith("/v1") ? text : text + "/v1";
  }

  /** Host and port, as errors name the server. */
  String host() {
    return baseUrl.getPort() < 0 ? baseUrl.getHost() : baseUrl.getHost() + ":" + baseUrl.getPort();
  }
}
