package io.hone.models.file;

import io.hone.models.ModelException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tensors of several safetensors files, as {@code model.safetensors.index.json} lists them. Index
 * and files must agree exactly.
 */
public final class ShardedTensors implements Tensors {
  private final Path index;
  private final Map<String, SafetensorsReader> files;
  private final Map<String, SafetensorsReader> byName;

  private ShardedTensors(
      Path index, Map<String, SafetensorsReader> files, Map<String, SafetensorsReader> byName) {
    this.index = index;
    this.files = files;
    this.byName = byName;
  }

  /**
   * Opens an index and the files it lists, which lie beside it.
   *
   * @throws ModelException permanent if a file is missing or wrong, or holds other tensors than the
   *     index says
   */
  public static ShardedTensors open(Path index) {
    JsonFields map = JsonFields.read(index).object("weight_map");
    Map<String, SafetensorsReader> files = new LinkedHashMap<>();
    Map<String, SafetensorsReader> byName = new LinkedHashMap<>();
    ShardedTensors tensors = new ShardedTensors(index, files, byName);
    try {
      for (String name : map.names()) {
        String file = map.text(name);
        if (!file.matches("[\\w.-]+\\.safetensors")) {
          throw map.refused(name, "the name of a safetensors file beside the index");
        }
        SafetensorsReader reader = files.get(file);
        if (reader == null) {
          reader = SafetensorsReader.open(index.resolveSibling(file));
          files.put(file, reader);
        }
        if (!reader.names().contains(name)) {
          throw ModelException.permanent(
              "File "
                  + reader.file()
                  + " lacks tensor "
                  + name
                  + ", which "
                  + index
                  + " puts there.");
        }
        byName.put(name, reader);
      }
      for (SafetensorsReader reader : files.values()) {
        for (String name : reader.names()) {
          if (byName.get(name) != reader) {
            throw ModelException.permanent(
                "File "
                    + reader.file()
                    + " holds tensor "
                    + name
                    + ", which "
                    + index
                    + " does not put there.");
          }
        }
      }
      return tensors;
    } catch (RuntimeException e) {
      tensors.close();
      throw e;
    }
  }

  private SafetensorsReader file(String name) {
    SafetensorsReader reader = byName.get(name);
    if (reader == null) {
      throw new IllegalArgumentException("Index " + index + " has no tensor \"" + name + "\".");
    }
    return reader;
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(byName.keySet());
  }

  @Override
  public Dtype dtype(String name) {
    return file(name).dtype(name);
  }

  @Override
  public long[] shape(String name) {
    return file(name).shape(name);
  }

  @Override
  public void copyTo(String name, FloatBuffer target) {
    file(name).copyTo(name, target);
  }

  @Override
  public void copyTo(String name, long from, FloatBuffer target) {
    file(name).copyTo(name, from, target);
  }

  @Override
  public List<ByteBuffer> bytes(String name) {
    return file(name).bytes(name);
  }

  @Override
  public void close() {
    files.values().forEach(SafetensorsReader::close);
  }
}
