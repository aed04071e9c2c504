package io.serpentarium.service.core.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImportScanTest {

  private static final Set<String> WANTED = Set.of("numpy", "pandas");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "import numpy",
        "import numpy as np",
        "import numpy.linalg as la",
        "import os, numpy as np",
        "from numpy import *",
        "from numpy.linalg import inv",
        "x = 1\n    import numpy # why\n",
        "import os\r\nimport numpy\r\n"
      })
  void findsImports(String code) {
    assertThat(ImportScan.of(code, WANTED)).containsExactly("numpy");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n\n",
        "importnumpy",
        "import numpyx",
        "from .numpy import x",
        "x = 'import numpy'",
        "from os import numpy",
        "import"
      })
  void findsNothingElse(String code) {
    assertThat(ImportScan.of(code, WANTED)).isEmpty();
  }

  @Test
  void looksAtTheBeginningOfALineOnly() {
    String line = "import " + "a, ".repeat(1_000_000) + "numpy";
    assertThat(ImportScan.of(line + "\nimport pandas", WANTED)).containsExactly("pandas");
  }
}
