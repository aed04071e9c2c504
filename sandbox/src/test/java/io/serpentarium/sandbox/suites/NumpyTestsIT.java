package io.serpentarium.sandbox.suites;

import java.io.IOException;

/** numpy's own tests, the sample of them. */
final class NumpyTestsIT extends SuiteFixture {

  NumpyTestsIT() throws IOException {
    super("numpy");
  }
}
