package io.serpentarium.sandbox.wasm;

/**
 * The type of a function in a binary.
 *
 * @param parameters one character for each parameter: the byte of its type
 * @param results one character for each result: the byte of its type
 */
public record Signature(String parameters, String results) {

  /** The byte of {@code i32}. */
  public static final char I32 = 0x7f;

  /** The byte of {@code i64}. */
  public static final char I64 = 0x7e;

  /** The signature without parameters and results. */
  public static final Signature NONE = new Signature("", "");

  static Signature read(WasmReader reader) {
    return new Signature(types(reader), types(reader));
  }

  private static String types(WasmReader reader) {
    int count = reader.count();
    StringBuilder types = new StringBuilder(count);
    for (int i = 0; i < count; i++) {
      types.append((char) reader.readByte());
    }
    return types.toString();
  }

  /** Returns the type as in {@code (i32, f64) -> i32}. */
  @Override
  public String toString() {
    return "(%s) -> %s".formatted(names(parameters), results.isEmpty() ? "()" : names(results));
  }

  private static String names(String types) {
    StringBuilder names = new StringBuilder();
    types.chars().forEach(type -> names.append(names.isEmpty() ? "" : ", ").append(name(type)));
    return names.toString();
  }

  private static String name(int type) {
    return switch (type) {
      case I32 -> "i32";
      case I64 -> "i64";
      case 0x7d -> "f32";
      case 0x7c -> "f64";
      case 0x7b -> "v128";
      default -> "0x" + Integer.toHexString(type);
    };
  }
}
