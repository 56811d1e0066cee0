package io.hone.models;

import java.nio.file.Path;
import java.util.Set;
import reactor.core.publisher.Mono;

/**
 * Keeps several versions of one base model at a time, so that the next version is swapped in while
 * the last one still generates.
 */
public interface VersionHost {

  /**
   * Loads a version; requests may name it once this completes. Loading a name that is loaded is an
   * error: a version never changes.
   *
   * @param version its name, as requests will give it
   * @param folder an adapter in PEFT's format, or a model folder with full weights of the same
   *     architecture
   */
  Mono<Void> load(String version, Path folder);

  /**
   * Takes a version away: requests that begin later are refused, those that run end on it, then its
   * memory is freed. Unloading what is not loaded does nothing.
   */
  Mono<Void> unload(String version);

  /** The names of the versions that requests may ask for now. */
  Set<String> versions();
}
