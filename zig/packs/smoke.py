"""Tests the packages beside the standard library, each in a session that links its side modules (linking.py).

    smoke.py MODULE STDLIB_ZIP PACKS --time SECONDS

PACKS is the folder where build.sh keeps NAME.wasm and NAME.zip.
"""
import argparse
import sys
import unittest

import packed  # finds the next one
import guest


class Smoke(unittest.TestCase):
    packed = None

    def setUp(self):
        self.python, self.linker = self.packed.session()

    def value(self, code):
        result = self.python.execute(code)
        self.assertEqual(result.status, guest.COMPLETED, result)
        return result.value

    def test_markupsafe(self):
        self.assertEqual(self.value("import markupsafe\nmarkupsafe._escape_inner.__module__, markupsafe.escape('<a>')"),
                         "('markupsafe._speedups', Markup('&lt;a&gt;'))")

    def test_regex(self):
        self.assertEqual(self.value("import regex\nregex.findall(r'\\p{Lu}\\w+', 'Äpfel und Birnen')"), "['Äpfel', 'Birnen']")

    def test_numpy_counts_with_64_bits(self):
        self.assertEqual(self.value('import numpy as np\nint(np.arange(10**6).sum()), np.array([1]).dtype, np.dtype(int), np.int_ is np.int64'),
                         "(499999500000, dtype('int64'), dtype('int64'), True)")
        self.assertEqual(self.value('np.repeat(np.arange(3), np.arange(3)), np.add.reduceat(np.arange(8), np.array([0, 4]))'),
                         '(array([1, 2, 2]), array([ 6, 22]))')

    def test_numpy_tells_of_floating_point_errors(self):
        result = self.python.execute('import numpy as np\nnp.linalg.inv(np.zeros((2, 2)))')
        self.assertEqual(result.error_name, 'LinAlgError', result)
        for code, wanted in (('np.array([1.0]) / 0', 'divide by zero'), ('np.log(np.array([0.0]))', 'divide by zero'),
                             ('np.sqrt(np.array([-1.0]))', 'invalid value'), ('np.exp(np.array([1e3]))', 'overflow'),
                             ('np.float64(1) / 0', 'divide by zero')):
            self.assertIn(wanted, self.value(f"try:\n    with np.errstate(all='raise'):\n        {code}\n"
                                             'except FloatingPointError as error:\n    told = str(error)\ntold'), code)

    def test_numpy_computes(self):
        self.assertEqual(self.value('import numpy as np\nnp.random.default_rng(0).integers(0, 10, 5).tolist(), '
                                    'np.random.RandomState(1).rand(2).tolist()'),
                         '([8, 6, 5, 2, 3], [0.417022004702574, 0.7203244934421581])')
        self.assertEqual(self.value('np.allclose(np.linalg.inv(np.array([[1.0, 2], [3, 4]])), [[-2, 1], [1.5, -0.5]]), '
                                    'np.fft.fft([1, 2, 3, 4]).tolist()'),
                         '(True, [(10+0j), (-2+2j), (-2+0j), (-2-2j)])')
        self.assertEqual(self.linker.unresolved, set())

    def test_pandas(self):
        self.value("import io, pandas as pd\nframe = pd.DataFrame({'k': list('abab'), 'n': [1, 2, 3, 4], 'x': [1.5, None, 2.5, 3]})")
        self.assertEqual(self.value("frame.groupby('k').n.sum().tolist(), str(frame.n.dtype), frame.x.mean().round(3)"),
                         "([4, 6], 'int64', np.float64(2.333))")
        self.assertEqual(self.value('pd.read_csv(io.StringIO(frame.to_csv(index=False))).equals(frame), '
                                    "pd.read_json(io.StringIO(frame.to_json())).shape"), '(True, (4, 3))')
        self.assertEqual(self.value("i = pd.date_range('2024-03-31', periods=4, freq='h', tz='Europe/Berlin')\n"
                                    "pd.Series(range(4), i).resample('2h').sum().tolist(), i[-1].isoformat()"),
                         "([1, 5], '2024-03-31T04:00:00+02:00')")
        self.assertEqual(self.python.execute("frame['zz']").error_name, 'KeyError')
        self.assertEqual(self.linker.unresolved, set())

    def test_exceptions_of_cpp(self):
        self.assertEqual(self.value("import kiwisolver as k\nx, s = k.Variable('x'), k.Solver()\ns.addConstraint(x >= 1)\n"
                                    "try: s.addConstraint(x <= 0)\nexcept k.UnsatisfiableConstraint as error: told = type(error).__name__\n"
                                    "told, x.name()"), "('UnsatisfiableConstraint', 'x')")
        self.assertEqual(self.linker.unresolved, set())

    def test_lxml(self):
        self.assertEqual(self.value("from lxml import etree, html, objectify\n"
                                    "etree.XML('<a><b>ä</b></a>').xpath('string(//b)'), html.fromstring('<p>x<br>y').text_content(), "
                                    "objectify.fromstring('<a><n>2</n></a>').n + 1"), "('ä', 'xy', 3)")
        self.assertEqual(self.value("etree.XML('<?xml version=\"1.0\" encoding=\"koi8-r\"?><a>ж</a>'.encode('koi8-r')).text"), "'ж'")
        self.assertEqual(self.python.execute("etree.XML('<a>')").error_name, 'XMLSyntaxError')
        self.assertEqual(self.linker.unresolved, set())

    def test_pillow(self):
        self.assertEqual(self.value("import io\nfrom PIL import Image\nfile = io.BytesIO()\n"
                                    "Image.new('RGB', (9, 9), 'red').save(file, 'JPEG')\nImage.open(file).getpixel((4, 4))"), '(254, 0, 0)')
        self.assertEqual(self.value("try: Image.open(io.BytesIO(file.getvalue()[:300])).load()\nexcept OSError as error: told = 'truncated' in str(error).lower()\n"
                                    "told"), 'True')
        self.assertEqual(self.linker.unresolved, set())

    def test_matplotlib(self):
        self.value("import io, tempfile\ntempfile.tempdir, tempfile.mkdtemp = '/tmp', lambda **settings: '/tmp'\n"
                   'import matplotlib.pyplot as plt\nfigure, axes = plt.subplots()\n'
                   "axes.contour([[0, 1], [1, 0]])\naxes.set_title('$\\\\sqrt{x}$')\nfile = io.BytesIO()\nfigure.savefig(file)")
        self.assertEqual(self.value("file.getvalue()[:4], len(file.getvalue()) > 5000, plt.rcParams['backend']"), "(b'\\x89PNG', True, 'Agg')")
        self.assertEqual(self.python.execute('from matplotlib import ft2font\nft2font.FT2Font(io.BytesIO(b"no font"))').error_name,
                         'RuntimeError')
        self.assertEqual(self.linker.unresolved, set())

    def test_scipy(self):
        self.value('import numpy as np\nfrom scipy import linalg, optimize, sparse, special\na = np.array([[4.0, 1], [2, 3]])')
        self.assertEqual(self.value('linalg.eigvals(a).real.round(6).tolist(), linalg.solve(a, [1, 2]).round(6).tolist(), special.gamma(5.0)'),
                         '([5.0, 2.0], [0.1, 0.6], np.float64(24.0))')
        self.assertEqual(self.value("linalg.schur(a, sort='lhp')[2], abs(linalg.svdvals(a.astype('complex64'))).sum().round(3)"),
                         '(0, np.float32(7.071))')
        self.assertEqual(self.value('import scipy.sparse.linalg as solvers\nsolvers.spsolve(sparse.csc_array(a), [1.0, 2]).round(6).tolist()'), '[0.1, 0.6]')
        self.assertEqual(self.value('optimize.linprog([-1, -2], [[1, 1], [3, 1]], [4, 6]).x.tolist()'), '[0.0, 4.0]')
        self.assertEqual(self.python.execute('linalg.cholesky(-a)').error_name, 'LinAlgError')
        self.assertEqual(self.linker.unresolved, set())

    def test_what_is_in_python_alone(self):
        self.assertEqual(self.value("import jinja2\njinja2.Template('{{ x | e }}').render(x='<')"), "'&lt;'")
        self.assertEqual(self.value("import bs4, yaml\nbs4.BeautifulSoup('<p>a', 'html.parser').p.text, yaml.safe_load('a: [1]')"),
                         "('a', {'a': [1]})")
        self.assertEqual(self.value("import sympy\nsympy.factor(sympy.symbols('x') ** 2 - 1)"), '(x - 1)*(x + 1)')


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    packed.add_arguments(parser)
    Smoke.packed = packed.Packed(parser.parse_args())
    unittest.main(argv=sys.argv[:1])


if __name__ == '__main__':
    main()
