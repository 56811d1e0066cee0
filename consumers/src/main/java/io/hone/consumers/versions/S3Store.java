package io.hone.consumers.versions;

import io.hone.event.Artifact;
import io.hone.event.ArtifactFile;
import io.hone.models.file.AtomicFolder;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * A store in S3-compatible storage, with keys from the environment as AWS's tools take them. A
 * version's files are objects below its name; each carries its SHA-256. What is fetched lies in a
 * folder of this machine, where several processes may share it, and is checked again at each fetch.
 *
 * <p>A version is whole when its announcement names its files, so a put that was killed is finished
 * by the next. One process at a time may put. A file may have 5 GB at most, S3's limit for one
 * request.
 */
public final class S3Store implements ArtifactStore {
  private static final String SHA = "sha256";

  private final S3Location place;
  private final Path cache;
  private final S3Client client;

  private S3Store(S3Location place, Path cache, S3Client client) {
    this.place = place;
    this.cache = cache;
    this.client = client;
  }

  /**
   * Opens it; nothing is sent before something is put or fetched.
   *
   * @param cache the folder where what is fetched lies
   */
  public static S3Store open(S3Location place, Path cache) {
    S3ClientBuilder client =
        S3Client.builder()
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .region(Region.of(place.region()))
            // Servers by the bucket's name are AWS's own; newer checksums not every server knows.
            .forcePathStyle(place.endpoint().isPresent())
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
    place.endpoint().ifPresent(client::endpointOverride);
    return new S3Store(place, cache.toAbsolutePath().normalize(), client.build());
  }

  /** Something that is asked of the server. */
  @FunctionalInterface
  private interface Request<T> {
    T send() throws IOException;
  }

  /** What goes wrong between us and the server passes, or someone corrects it. */
  private <T> T ask(Request<T> request) throws IOException {
    try {
      return request.send();
    } catch (SdkException e) {
      String why = e instanceof S3Exception s3 ? "status " + s3.statusCode() + ", " : "";
      throw new IOException(
          "The artefact store %s%s cannot be used now (%s%s): look at the server, the bucket and the keys in the environment."
              .formatted(
                  place.uri(""),
                  place.endpoint().map(url -> " at " + url).orElse(""),
                  why,
                  String.valueOf(e.getMessage()).replaceAll("\\p{Cc}+", " ")),
          e);
    }
  }

  @Override
  public synchronized Artifact put(String version, Path folder) throws IOException {
    ArtifactFiles.requireName(version);
    Artifact wanted = ArtifactFiles.list(version, place.uri(version), folder);
    if (ask(() -> hasOthers(version, wanted))) throw ArtifactFiles.taken(version, wanted.getUri());
    for (ArtifactFile file : wanted.getFiles()) {
      Optional<HeadObjectResponse> there = ask(() -> head(version, file));
      if (there.isEmpty()) {
        ask(() -> send(version, file, folder));
      } else if (!same(there.get(), file)) {
        throw ArtifactFiles.taken(version, wanted.getUri());
      }
    }
    return wanted;
  }

  private boolean hasOthers(String version, Artifact wanted) {
    Set<String> keys = new HashSet<>();
    wanted.getFiles().forEach(file -> keys.add(place.key(version, file.getPath())));
    return client
        .listObjectsV2Paginator(r -> r.bucket(place.bucket()).prefix(place.key(version, "")))
        .contents()
        .stream()
        .map(S3Object::key)
        .anyMatch(key -> !keys.contains(key));
  }

  private Optional<HeadObjectResponse> head(String version, ArtifactFile file) {
    try {
      String key = place.key(version, file.getPath());
      return Optional.of(client.headObject(r -> r.bucket(place.bucket()).key(key)));
    } catch (NoSuchBucketException e) {
      throw e;
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    }
  }

  private static boolean same(HeadObjectResponse there, ArtifactFile file) {
    return Objects.equals(there.contentLength(), file.getBytes())
        && file.getSha256().equals(there.metadata().get(SHA));
  }

  private Object send(String version, ArtifactFile file, Path folder) {
    return client.putObject(
        r ->
            r.bucket(place.bucket())
                .key(place.key(version, file.getPath()))
                .metadata(Map.of(SHA, file.getSha256())),
        RequestBody.fromFile(folder.resolve(file.getPath())));
  }

  @Override
  public synchronized Path fetch(String version, Artifact artifact) throws IOException {
    ArtifactFiles.requireSound(version, artifact);
    Files.createDirectories(cache);
    try (FileChannel channel =
            FileChannel.open(
                cache.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock == null) throw busy();
      return fetchAlone(version, artifact);
    } catch (OverlappingFileLockException e) {
      throw busy();
    }
  }

  private IOException busy() {
    return new IOException("Another process fetches into " + cache + " now.");
  }

  private Path fetchAlone(String version, Artifact artifact) throws IOException {
    Path folder = cache.resolve(version);
    if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      try {
        ArtifactFiles.requireExactly(version, artifact, folder);
        return folder;
      } catch (BadArtifactException e) {
        // Damaged here, or of an earlier run with this name: the store decides.
        AtomicFolder.delete(folder);
      }
    }
    AtomicFolder.write(
        folder,
        unfinished -> {
          for (ArtifactFile file : artifact.getFiles()) receive(version, file, unfinished);
        });
    return folder;
  }

  private void receive(String version, ArtifactFile file, Path folder) throws IOException {
    Path target = folder.resolve(file.getPath());
    String where = place.uri(version) + "/" + file.getPath();
    HeadObjectResponse there =
        ask(() -> head(version, file))
            .orElseThrow(() -> ArtifactFiles.missing(version, file.getPath(), where));
    // Before it is fetched: a wrong one may be of any size.
    ArtifactFiles.requireSame(version, file, there.contentLength(), where);
    Files.createDirectories(Objects.requireNonNull(target.getParent()));
    ask(
        () ->
            client.getObject(
                r -> r.bucket(place.bucket()).key(place.key(version, file.getPath())), target));
    ArtifactFiles.requireSame(version, file, target);
  }

  @Override
  public void close() {
    client.close();
  }
}
