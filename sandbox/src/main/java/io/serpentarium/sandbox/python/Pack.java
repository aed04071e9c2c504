package io.serpentarium.sandbox.python;

import io.serpentarium.sandbox.PackageInfo;
import io.serpentarium.sandbox.linking.SideSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/**
 * A package that comes with the artifacts.
 *
 * @param info the package and the names under which it is imported
 * @param sides its extension modules; none if it is written in Python alone
 * @param library returns a zip of its files, whose entries are stored; not to be changed
 * @param librarySha256 SHA-256 of that zip in lower-case hex
 */
record Pack(
    PackageInfo info, List<SideSource> sides, Supplier<ByteBuffer> library, String librarySha256) {

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
        new PackageInfo(
            text(pack, "name"),
            text(pack, "version"),
            pack.required("modules").valueStream().map(JsonNode::stringValue).toList()),
        pack.required("sides").valueStream().map(side -> source(side, files)).toList(),
        () -> contentOf(() -> files.map(FOLDER + text(library, "file"), sha256)),
        sha256);
  }

  private static SideSource source(JsonNode side, ArtifactFiles files) {
    String file = text(side, "file");
    String sha256 = text(side, "sha256");
    String name = file.substring(0, file.lastIndexOf('.'));
    return new SideSource(name, sha256, () -> contentOf(() -> files.get(FOLDER + file, sha256)));
  }

  /** Gives a file's content. */
  private interface Reading<T> {
    T content() throws IOException;
  }

  private static <T> T contentOf(Reading<T> file) {
    try {
      return file.content();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read a package", e);
    }
  }

  private static String text(JsonNode node, String name) {
    return node.required(name).stringValue();
  }
}
