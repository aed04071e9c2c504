package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.PackageInfo;
import io.serpentarium.sandbox.linking.SideSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/**
 * A package that comes with the artifacts, with the extension modules that its Python files import.
 *
 * @param info its name and version
 * @param modules the names by which programs import it
 * @param sides its extension modules
 * @param library returns a zip of its files, whose entries are stored; not to be changed
 * @param librarySha256 SHA-256 of that zip in lower-case hex
 */
record Pack(
    PackageInfo info,
    List<String> modules,
    List<SideSource> sides,
    Supplier<byte[]> library,
    String librarySha256) {

  private static final String FOLDER = "packs/";
  private static final String INDEX = FOLDER + "packs.json";
  private static final int FORMAT = 1;

  /** All that there are; none where the artifacts have no packs. */
  static List<Pack> all(ArtifactFiles files) throws IOException {
    if (!ArtifactFiles.has(INDEX)) {
      return List.of();
    }
    JsonNode index = ArtifactFiles.json(INDEX);
    int format = index.required("format").intValue();
    if (format != FORMAT) {
      throw new IOException("%s is of format %d, not %d".formatted(INDEX, format, FORMAT));
    }
    List<Pack> packs = new ArrayList<>();
    for (JsonNode pack : index.required("packs")) {
      packs.add(read(pack, files));
    }
    return List.copyOf(packs);
  }

  private static Pack read(JsonNode pack, ArtifactFiles files) {
    JsonNode library = pack.required("library");
    String sha256 = text(library, "sha256");
    return new Pack(
        new PackageInfo(text(pack, "name"), text(pack, "version")),
        pack.required("modules").valueStream().map(JsonNode::stringValue).toList(),
        pack.required("sides").valueStream().map(side -> source(side, files)).toList(),
        content(text(library, "file"), sha256, files),
        sha256);
  }

  private static SideSource source(JsonNode side, ArtifactFiles files) {
    String file = text(side, "file");
    String sha256 = text(side, "sha256");
    String name = file.substring(0, file.lastIndexOf('.'));
    return new SideSource(name, sha256, content(file, sha256, files));
  }

  private static Supplier<byte[]> content(String file, String sha256, ArtifactFiles files) {
    return () -> {
      try {
        return files.get(FOLDER + file, sha256);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + file, e);
      }
    };
  }

  private static String text(JsonNode node, String name) {
    return node.required(name).stringValue();
  }
}
