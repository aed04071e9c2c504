package io.serpentarium.sandbox.python;

import static io.serpentarium.sandbox.python.Results.value;
import static io.serpentarium.sandbox.python.SandboxExtension.run;
import static io.serpentarium.sandbox.python.Sessions.raisedName;
import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.ExecutionResult.SessionFate;
import io.serpentarium.sandbox.Session;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** scipy: right as on Linux, and held by limits, interrupts and roll-back as all other code. */
final class ScipyIT extends PackageFixture {

  /** Compiling it takes half a minute, minutes where many do so. */
  private static final Duration PATIENCE = Duration.ofMinutes(9);

  private static final String SETUP =
      """
      import warnings
      import numpy as np
      import scipy
      from scipy import cluster, constants, fft, integrate, interpolate, io, linalg, ndimage, optimize, signal, sparse, spatial, special, stats
      from scipy.sparse import csgraph
      from scipy.sparse.linalg import cg, eigsh, spsolve, splu, svds
      generator = np.random.default_rng(0)
      a = generator.normal(size=(40, 40))
      b = a @ np.arange(40.0)
      m = sparse.random(200, 200, 0.05, format='csc', random_state=0) + 10 * sparse.eye(200, format='csc')
      points = generator.random((30, 2))
      def r(x):
          return (np.round(np.asarray(x), 6) + 0.0).tolist()
      kept = 42
      """;

  ScipyIT() {
    super("scipy", SETUP, PATIENCE);
  }

  /** The values are those of scipy on Linux and x86-64, whose LAPACK is another. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "r([special.gamma(0.5), special.erf(0.3), special.jv(1, 2.0), special.hyp2f1(1, 2, 3, 0.5), special.ellipk(0.5), special.betainc(2, 3, 0.4)]) | [1.772454, 0.328627, 0.576725, 1.545177, 1.854075, 0.5248]",
        "r([special.zeta(3), special.lambertw(1).real, special.expit(0.5), special.digamma(1), special.airy(1)[0], special.wofz(1 + 1j).imag]) | [1.202057, 0.567143, 0.622459, -0.577216, 0.135292, 0.208219]",
        "special.comb(10, 3, exact=True), r(special.logsumexp([1, 2, 3])), r(special.loggamma(1 + 2j).real), r(special.sph_harm_y(1, 0, 0.5, 0.2).real) | (120, 3.407606, -1.876079, 0.428789)",
        "r(linalg.solve(a, b))[1:4], r(linalg.det(a[:6, :6])), r(linalg.svdvals(a)[:3]) | ([1.0, 2.0, 3.0], 1.06496, [12.68697, 11.303525, 10.780301])",
        "r(linalg.eigh(a + a.T)[0][:3]), r(linalg.expm(a / 40).sum()), r(linalg.inv(a)[0, 0]), r(linalg.pinv(a[:, :3]).sum()) | ([-16.722137, -14.8209, -13.07853], 39.648059, 0.576521, -0.199543)",
        "p, l, u = linalg.lu(a); np.allclose(p @ l @ u, a), bool(np.isclose(abs(np.diag(u)).prod(), abs(linalg.det(a)))), linalg.lu_factor(a)[1].tolist()[:5] | (True, True, [24, 9, 10, 11, 7])",
        "q, t = linalg.qr(a); np.allclose(q @ t, a), np.allclose(q.T @ q, np.eye(40)), r(abs(t[1, 1])) | (True, True, 6.093519)",
        "c = linalg.cholesky(a @ a.T + np.eye(40)); np.allclose(c.T @ c, a @ a.T + np.eye(40)), r(c[0, 0]) | (True, 5.092022)",
        "w = linalg.eigvals(a); r(abs(np.sort_complex(w)[:2])), bool(np.isclose(w.sum(), np.trace(a))) | ([6.088164, 6.088164], True)",
        "s, z = linalg.schur(a); np.allclose(z @ s @ z.T, a), np.allclose(linalg.logm(linalg.expm(a / 40)), a / 40), np.allclose(linalg.sqrtm(a @ a.T) @ linalg.sqrtm(a @ a.T), a @ a.T) | (True, True, True)",
        "h = (a + 1j * a.T).astype('complex64'); h.dtype.name, np.allclose(linalg.inv(h) @ h, np.eye(40), atol=1e-3), np.allclose(linalg.svdvals(h), np.linalg.svd(h.astype(complex))[1], rtol=1e-4) | ('complex64', True, True)",
        "z = a + 1j * a.T; np.allclose(linalg.solve(z, z @ b), b), np.allclose(linalg.lu_solve(linalg.lu_factor(z), b), np.linalg.solve(z, b)), r(linalg.eigh(z + z.conj().T)[0][0]) | (True, True, -24.300481)",
        "f = a.astype('float32'); linalg.solve(f, f @ np.ones(40, 'float32')).dtype.name, np.allclose(linalg.svdvals(f), linalg.svdvals(a), rtol=1e-4), np.allclose(linalg.lstsq(f[:, :5], f @ np.ones(40, 'f'))[0], np.linalg.lstsq(f[:, :5], f @ np.ones(40, 'f'))[0], atol=1e-4) | ('float32', True, True)",
        "r(linalg.solve_toeplitz([3, 1, 0.5], [1, 2, 3])), r(linalg.solve_banded((1, 1), [[0, 1, 1], [4, 4, 4], [1, 1, 0]], [1, 2, 3])), r(linalg.solve_triangular([[2, 0], [1, 3]], [2, 4], lower=True)) | ([0.070588, 0.352941, 0.870588], [0.178571, 0.285714, 0.678571], [1.0, 1.0])",
        "r(linalg.blas.ddot([1, 2, 3], [4, 5, 6])), r(linalg.blas.dgemm(1, [[1, 2], [3, 4]], [[1, 0], [1, 1]])), r(abs(linalg.blas.zdotc([1j, 2], [1j, 3]))), r(linalg.blas.sdot([1, 2], [3, 4])), r(linalg.blas.dznrm2([3j, 4])) | (32.0, [[3.0, 2.0], [7.0, 4.0]], 7.0, 11.0, 5.0)",
        "r(linalg.lapack.dlamch('e') * 2 ** 53), r(linalg.lapack.dgesv([[2, 0], [0, 4]], [2, 4])[2].ravel()) | (1.0, [1.0, 1.0])",
        "r((m @ m.T).sum()), r(eigsh(m @ m.T, 2)[0]), r(cg(m.T @ m, np.ones(200))[0][:2]), r(spsolve(m, np.ones(200))[:2]), r(splu(m).solve(np.ones(200))[5]) | (45439.197242, [160.859491, 237.225581], [0.004813, 0.004808], [0.063196, 0.075103], 0.077001)",
        "r(svds(m, 2, v0=np.ones(200))[1]), sparse.csr_array([[0, 1], [2, 0]]).toarray().tolist(), csgraph.shortest_path(sparse.csr_array([[0, 1, 9], [0, 0, 2], [0, 0, 0]]))[0].tolist() | ([12.68304, 15.402129], [[0, 1], [2, 0]], [0.0, 1.0, 3.0])",
        "csgraph.connected_components(sparse.csr_array([[0, 1, 0], [0, 0, 0], [0, 0, 0]]))[0], r(csgraph.minimum_spanning_tree(sparse.csr_array([[0, 1, 5], [0, 0, 2], [0, 0, 0]])).sum()) | (2, 3.0)",
        "r(optimize.minimize(optimize.rosen, [1.3, 0.7, 0.8]).x.round(3)), r(optimize.brentq(lambda x: x**3 - 2, 0, 2)), r(optimize.least_squares(lambda x: x - 3, [0.0]).x) | ([1.0, 1.0, 1.0], 1.259921, [3.0])",
        "[bool(np.allclose(optimize.minimize(optimize.rosen, [1.3, 0.7], method=n).x, 1, atol=1e-2)) for n in ('Nelder-Mead', 'L-BFGS-B', 'SLSQP', 'Powell', 'TNC', 'COBYQA', 'trust-constr')] | [True, True, True, True, True, True, True]",
        "x = np.linspace(0, 4, 50); r(optimize.curve_fit(lambda x, a, b: a * np.exp(-b * x), x, 2 * np.exp(-x))[0]), optimize.linear_sum_assignment([[4, 1], [2, 8]])[1].tolist(), r(optimize.root(lambda x: x * x - 2, 1.0).x), r(optimize.nnls([[1, 0], [0, 1]], [1, -1])[0]) | ([2.0, 1.0], [1, 0], [1.414214], [1.0, 0.0])",
        "s = optimize.linprog([-1, -2], [[1, 1], [3, 1]], [4, 6], bounds=(0, None)); s.status, r(s.fun), r(s.x) | (0, -8.0, [0.0, 4.0])",
        "s = optimize.milp([-1, -2], constraints=optimize.LinearConstraint([[2, 1], [1, 3]], ub=[5.5, 7.5]), integrality=[1, 1]); s.status, r(s.fun), r(s.x) | (0, -5.0, [1.0, 2.0])",
        "r(optimize.differential_evolution(lambda x: (x[0] - 1) ** 2, [(-5, 5)], seed=1).x.round(4)), r(optimize.newton(lambda x: x * x - 2, 1.0)), r(optimize.isotonic_regression([1, 3, 2, 4]).x) | ([1.0], 1.414214, [1.0, 2.5, 2.5, 4.0])",
        "r(integrate.quad(np.sin, 0, np.pi)), r(integrate.solve_ivp(lambda t, y: -y, [0, 5], [1.0], rtol=1e-8).y[0, -1]), r(integrate.solve_ivp(lambda t, y: -y, [0, 5], [1.0], method='LSODA', rtol=1e-8).y[0, -1]), r(integrate.odeint(lambda y, t: -y, 1.0, [0, 1])[1]), r(integrate.simpson([0, 1, 4, 9], dx=1)), r(integrate.dblquad(lambda y, x: x * y, 0, 1, 0, 1)[0]) | ([2.0, 0.0], 0.006738, 0.006738, [0.367879], 9.0, 0.25)",
        "r(interpolate.CubicSpline([0, 1, 2, 3], [0, 1, 4, 9])(1.5)), r(interpolate.interp1d([0, 1], [1, 2])(0.5)), r(interpolate.splev(0.5, interpolate.splrep([0, 1, 2, 3], [0, 1, 8, 27]))), r(interpolate.RBFInterpolator(points, points.sum(1))([[0.5, 0.5]])), r(interpolate.griddata(points, points.sum(1), [[0.5, 0.5]])), r(interpolate.RegularGridInterpolator(([0, 1], [0, 1]), [[0, 1], [2, 3]])([0.5, 0.5])) | (2.25, 1.5, 0.125, [1.0], [1.0], [1.5])",
        "r(stats.norm.cdf(1.96)), r(stats.ttest_ind([1, 2, 3, 4], [2, 3, 4, 6]).pvalue), r(stats.pearsonr([1, 2, 3, 5], [1, 3, 2, 6])), r(stats.gamma(2).ppf(0.3)), r(stats.kstest([0.1, 0.5, 0.7], 'uniform').pvalue), r(stats.linregress([0, 1, 2], [1, 3, 5.5]).slope) | (0.975002, 0.287208, [0.903508, 0.096492], 1.097349, 0.886222, 2.25)",
        "r(stats.chi2_contingency([[10, 20], [30, 5]]).pvalue), r(stats.fisher_exact([[8, 2], [1, 5]]).pvalue), r(stats.mannwhitneyu([1, 2, 3], [4, 5, 6]).pvalue), r(stats.gaussian_kde([1, 2, 3])(2)), r(stats.multivariate_normal([0, 0]).cdf([0, 0])), stats.skellam(3, 2).rvs(2, random_state=1).tolist() | (4.7e-05, 0.034965, 0.1, [0.318156], 0.25, [2, 0])",
        "r(stats.studentized_range.cdf(3, 3, 10)), r(stats.genhyperbolic(0.5, 1.5, -0.5).cdf(1)), r(stats.binom.pmf(3, 10, 0.5)), r(stats.spearmanr([1, 2, 3, 4], [1, 3, 2, 4]).statistic), r(stats.qmc.Sobol(2, scramble=False).random(4)[3]) | (0.865017, 0.942802, 0.117188, 0.8, [0.25, 0.75])",
        "spatial.Delaunay(points).simplices.shape, r(spatial.ConvexHull(points).volume), r(spatial.cKDTree(np.eye(3)).query([0.9, 0, 0])[0]), r(spatial.distance.pdist(points[:3])), spatial.Voronoi(points).vertices.shape, r(spatial.transform.Rotation.from_euler('z', 90, degrees=True).apply([1, 0, 0])) | ((47, 3), 0.761973, 0.1, [0.571136, 0.408346, 0.938084], (47, 2), [0.0, 1.0, 0.0])",
        "r(abs(fft.rfft(np.arange(8.0)))[:3]), r(fft.dct([1.0, 2, 3])), np.allclose(fft.ifft2(fft.fft2(a)), a), np.allclose(fft.irfft(fft.rfft(a, workers=4)), a), fft.next_fast_len(97) | ([28.0, 10.452504, 5.656854], [12.0, -3.464102, 0.0], True, True, 98)",
        "r(signal.butter(3, 0.2)[0]), r(signal.filtfilt(*signal.butter(2, 0.3), np.arange(20.0))[10]), signal.find_peaks([0, 1, 0, 2, 0])[0].tolist(), r(signal.convolve([1, 2, 3], [0, 1, 0.5])), r(signal.sosfilt(signal.butter(2, 0.3, output='sos'), np.ones(5))), r(signal.savgol_filter([1, 2, 5, 4, 3.0], 3, 1)), r(signal.resample([1, 2, 3, 4.0], 2)), r(signal.welch(np.sin(np.arange(64)), nperseg=32)[1].max()) | ([0.018099, 0.054297, 0.054297, 0.018099], 9.999995, [1, 3], [0.0, 1.0, 2.5, 4.0, 1.5], [0.131106, 0.491359, 0.85617, 1.030905, 1.062263], [0.666667, 2.666667, 3.666667, 4.0, 3.0], [1.5, 3.5], 10.548979)",
        "r(ndimage.gaussian_filter(np.eye(5), 1)[2, 2]), ndimage.label([[1, 0, 1], [1, 0, 0]])[1], r(ndimage.zoom([[0, 1], [2, 3.0]], 2, order=1)[1]), r(ndimage.rotate(np.eye(3), 45, reshape=False)[1]), ndimage.median_filter([1, 9, 2, 8, 3], 3).tolist(), r(ndimage.distance_transform_edt([[0, 1, 1]])) | (0.283212, 2, [0.666667, 1.0, 1.333333, 1.666667], [0.747858, 1.0, 0.747858], [1, 2, 8, 3, 3], [[0.0, 1.0, 2.0]])",
        "cluster.hierarchy.fcluster(cluster.hierarchy.linkage([[0], [1], [9], [10]]), 2, 'maxclust').tolist(), r(np.sort(cluster.vq.kmeans([[0.0], [1], [9], [10]], 2, seed=1)[0].ravel())), r(constants.c), r(scipy.differentiate.derivative(np.sin, 0.0).df) | ([1, 1, 2, 2], [0.5, 9.5], 299792458.0, 1.0)",
        "from scipy.stats import sampling; u = sampling.NumericalInverseHermite(stats.norm()); r(u.ppf([0.1, 0.975])) | [-1.281552, 1.959964]",
      })
  void computesAsOnLinux(String code, String expected) {
    assertValue(code.replace("; ", "\n"), expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "linalg.solve(np.zeros((2, 2)), [1, 2]) | LinAlgError",
        "linalg.cholesky([[1, 2], [2, 1]]) | LinAlgError",
        "linalg.inv(np.ones((2, 3))) | ValueError",
        "linalg.lapack.dgetrs([[1.0]], [5], [1.0], trans=7) | error",
        "splu(sparse.csc_array((3, 3))) | RuntimeError",
        "optimize.brentq(lambda x: x * x + 1, 0, 1) | ValueError",
        "optimize.linprog([1], method='none') | ValueError",
        "integrate.quad(lambda x: 1 // 0, 0, 1) | ZeroDivisionError",
        "spatial.ConvexHull([[0, 0], [1, 1], [2, 2]]) | QhullError",
        "fft.rfft([]) | ValueError",
        "interpolate.CubicSpline([0, 0], [1, 2]) | ValueError",
        "io.loadmat('nowhere.mat') | FileNotFoundError",
        "import scipy.odr | ImportError",
      })
  void whatIsWrongIsRaised(String code, String name) {
    assertThat(raisedName(run(session, code))).isIn(name, "ModuleNotFoundError");
    assertValue("kept", "42");
  }

  @Test
  void readsAndWritesFiles() {
    String code =
        """
        io.savemat('a.mat', {'a': a, 'm': m})
        io.mmwrite('m.mtx', m)
        sparse.save_npz('m.npz', m)
        back = io.loadmat('a.mat')
        (np.array_equal(back['a'], a), abs(back['m'] - m).max(), abs(io.mmread('m.mtx') - m).max() < 1e-12,
         abs(sparse.load_npz('m.npz') - m).max())
        """;
    assertValue(code, "(True, np.float64(0.0), np.True_, np.float64(0.0))");
  }

  @Test
  void anInterruptEndsALongCall() {
    assertInterruptible("print('ready')\nlarge = linalg.svd(generator.normal(size=(900, 900)))");
    assertValue("kept, r(linalg.det(a[:6, :6]))", "(42, 1.06496)");
  }

  @Test
  void aLimitEndsALongCallAndRollsBack() {
    assertTooSlow("lost = 1\nwhile True: linalg.svd(generator.normal(size=(400, 400)))", 1_500);
    assertValue(
        "'m' in globals() and kept, r(spsolve(m, np.ones(200))[:2])", "(42, [0.063196, 0.075103])");
    ExecutionResult crashed = run(session, "gone = 1\nimport os\nos.abort()");
    assertThat(crashed.sessionState()).isEqualTo(SessionFate.ROLLED_BACK);
    assertValue("'gone' in globals(), r(linalg.det(a[:6, :6]))", "(False, 1.06496)");
  }

  @Test
  void theMemoryLimitHolds() {
    assertTooLarge("many = []\nwhile True: many.append(linalg.qr(np.ones((800, 800))))");
    assertValue("many = None\nr(linalg.det(a[:6, :6]))", "1.06496");
    assertTooLarge("linalg.solve(np.eye(3_000), np.eye(3_000))");
    assertValue("r(spsolve(m, np.ones(200))[:2])", "[0.063196, 0.075103]");
  }

  @Test
  void aForkHasMatricesOfItsOwn() {
    try (Session fork = session.fork(1).getFirst()) {
      run(fork, "a[0, 0] = 100\nlu = splu(m * 2)");
      assertThat(value(run(fork, "r(lu.solve(np.ones(200))[0])"))).isEqualTo("0.031598");
    }
    assertValue("r(linalg.det(a[:6, :6])), 'lu' in globals()", "(1.06496, False)");
  }

  @Test
  void aSnapshotGoesOnInAnotherSandbox() throws IOException {
    run(
        session,
        "lu = splu(m)\ntree = spatial.cKDTree(points)\nspline = interpolate.CubicSpline([0, 1, 2], [0, 1, 4])");
    assertSameElsewhere(
        "r(lu.solve(np.ones(200))[:2]), r(tree.query([0.5, 0.5])[0]), r(spline(1.5)), r(linalg.svdvals(a)[:2]), "
            + "optimize.linprog([-1, -2], [[1, 1], [3, 1]], [4, 6]).status, r(optimize.brentq(lambda x: x**3 - 2, 0, 2))");
  }
}
