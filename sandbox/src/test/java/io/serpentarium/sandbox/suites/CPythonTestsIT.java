package io.serpentarium.sandbox.suites;

import java.io.IOException;

/** CPython's own tests, the sample of them. */
final class CPythonTestsIT extends SuiteFixture {

  CPythonTestsIT() throws IOException {
    super("cpython");
  }
}
