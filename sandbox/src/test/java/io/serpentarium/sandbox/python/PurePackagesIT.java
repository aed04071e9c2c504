package io.serpentarium.sandbox.python;

import static io.serpentarium.sandbox.python.Results.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.serpentarium.sandbox.ExecutionRequest;
import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.Limit;
import io.serpentarium.sandbox.Limits;
import io.serpentarium.sandbox.PackageInfo;
import io.serpentarium.sandbox.Sandbox;
import io.serpentarium.sandbox.Session;
import io.serpentarium.sandbox.SessionOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The packages in Python alone that come along: each does what people import it for. */
final class PurePackagesIT {

  /** Seconds on a quiet machine; others may run on this one. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private static Sandbox sandbox;

  @BeforeAll
  static void start() {
    sandbox = SandboxExtension.start(2);
  }

  @AfterAll
  static void stop() {
    if (sandbox != null) {
      sandbox.close();
    }
  }

  /** A package, a program, and what its last expression is on Linux. */
  static Stream<Arguments> programs() {
    return Stream.of(
        arguments(
            "attrs",
            """
            import attr, attrs
            @attrs.define(order=True)
            class Point:
                x: int = attrs.field(validator=attrs.validators.instance_of(int))
                y: int = attrs.field(default=0, converter=int)

            try: Point('1')
            except TypeError as error: refused = error.args[1].name
            Point(1, '2'), attrs.asdict(attrs.evolve(Point(1), y=3)), Point(1) < Point(2), refused, attr.fields(Point).x.type
            """,
            "(Point(x=1, y=2), {'x': 1, 'y': 3}, True, 'x', <class 'int'>)"),
        arguments(
            "beautifulsoup4",
            """
            from bs4 import BeautifulSoup
            soup = BeautifulSoup('<ul id=a><li class="x y">Ä<li>b</ul><a href="/c?d=1&amp;e">f</a>', 'html.parser')
            [li.get_text() for li in soup.select('#a li')], soup.select_one('li.y:has(~ li)') is None, soup.a['href'], soup.find('li').name
            """,
            "(['Äb', 'b'], True, '/c?d=1&e', 'li')"),
        arguments(
            "cycler",
            """
            from cycler import cycler
            styles = cycler(color=['r', 'g']) * cycler(lw=[1, 2]) + cycler(ls=list('abcd'))
            len(styles), list(styles)[2], styles.by_key()['lw']
            """,
            "(4, {'color': 'g', 'lw': 1, 'ls': 'c'}, [1, 2, 1, 2])"),
        arguments(
            "fonttools",
            """
            import io
            from fontTools import agl, subset
            from fontTools.pens.boundsPen import BoundsPen
            from fontTools.ttLib import TTFont, newTable
            font, file, pen = TTFont(), io.BytesIO(), BoundsPen(None)
            font.setGlyphOrder(['.notdef'])
            font['name'] = newTable('name')
            font['name'].names = []
            font['name'].setName('Größe', 1, 3, 1, 0x409)
            font.save(file)
            pen.moveTo((0, 0)); pen.curveTo((0, 4), (4, 4), (4, 0))
            agl.toUnicode('Adieresis'), TTFont(file)['name'].getDebugName(1), pen.bounds, subset.Options().hinting
            """,
            "('Ä', 'Größe', (0, 0, 4, 3.0), True)"),
        arguments(
            "hypothesis",
            """
            from hypothesis import given, settings, strategies as st
            counted = []
            @settings(max_examples=30)
            @given(st.lists(st.integers()))
            def sorts(values):
                counted.append(values)
                assert sorted(values, reverse=True)[::-1] == sorted(values)

            sorts()
            @given(st.integers(), st.text())
            def small(number, text): assert number < 1000

            try: small()
            except AssertionError as error: notes = error.__notes__
            len(counted), 'number=1000,' in notes[0], "text=''," in notes[0]
            """,
            "(30, True, True)"),
        arguments(
            "iniconfig",
            """
            import iniconfig
            ini = iniconfig.IniConfig('x.ini', '[a]\\nb = 1\\n  2\\n[c]\\nd = x\\n')
            ini['a']['b'].split(), ini.get('c', 'd'), ini.lineof('c', 'd'), 'e' in ini
            """,
            "(['1', '2'], 'x', 5, False)"),
        arguments(
            "jinja2",
            """
            import jinja2
            pages = {'base': '<h1>{% block title %}?{% endblock %}</h1>',
                     'page': '{% extends "base" %}{% block title %}{{ names | sort | join(", ") }}{% endblock %}'}
            environment = jinja2.Environment(loader=jinja2.DictLoader(pages), autoescape=True, undefined=jinja2.StrictUndefined)
            try: environment.from_string('a{% for %}')
            except jinja2.TemplateSyntaxError as error: line = error.lineno
            environment.get_template('page').render(names=['b<', 'a']), line
            """,
            "('<h1>a, b&lt;</h1>', 1)"),
        arguments(
            "mpmath",
            """
            from mpmath import mp, quad, zeta, findroot, cos
            mp.dps = 30
            str(mp.pi), str(quad(lambda x: x ** 2, [0, 1])), str(zeta(3)), str(findroot(cos, 1.5))
            """,
            "('3.14159265358979323846264338328', '0.333333333333333333333333333333', "
                + "'1.20205690315959428539973816151', '1.57079632679489661923132169164')"),
        arguments(
            "networkx",
            """
            import networkx as nx
            graph = nx.Graph()
            graph.add_weighted_edges_from([('a', 'b', 4), ('a', 'c', 1), ('c', 'b', 2), ('b', 'd', 5)])
            (nx.shortest_path(graph, 'a', 'd', weight='weight'), nx.dijkstra_path_length(graph, 'a', 'd'), nx.density(graph),
             sorted(nx.minimum_spanning_tree(graph).edges), list(nx.topological_sort(nx.DiGraph([(1, 2), (0, 1)]))),
             nx.maximum_flow_value(nx.DiGraph([(0, 1, {'capacity': 3}), (1, 2, {'capacity': 2})]), 0, 2))
            """,
            "(['a', 'c', 'b', 'd'], 8, 0.6666666666666666, [('a', 'c'), ('b', 'c'), ('b', 'd')], [0, 1, 2], 2)"),
        arguments(
            "openpyxl",
            """
            import io, openpyxl
            from openpyxl.styles import Font
            book = openpyxl.Workbook()
            sheet = book.active
            for row in [['name', 'n'], ['ä', 1.5], ['b', 2]]: sheet.append(row)
            sheet['B4'] = '=SUM(B2:B3)'
            sheet['A1'].font = Font(bold=True)
            book.save('book.xlsx')
            read = openpyxl.load_workbook('book.xlsx').active
            [[cell.value for cell in row] for row in read], read['A1'].font.b
            """,
            "([['name', 'n'], ['ä', 1.5], ['b', 2], [None, '=SUM(B2:B3)']], True)"),
        arguments(
            "packaging",
            """
            from packaging.requirements import Requirement
            from packaging.version import Version
            wanted = Requirement('numpy>=2,<3; python_version > "3"')
            Version('1.10') > Version('1.9rc1'), Version('2.5.5') in wanted.specifier, wanted.marker.evaluate()
            """,
            "(True, True, True)"),
        arguments(
            "pluggy",
            """
            import pluggy
            spec, impl = pluggy.HookspecMarker('p'), pluggy.HookimplMarker('p')
            class Specs:
                @spec
                def add(self, n): 'adds'

            class Plugin:
                def __init__(self, more): self.more = more
                @impl
                def add(self, n): return n + self.more

            manager = pluggy.PluginManager('p')
            manager.add_hookspecs(Specs)
            for more in 1, 2: manager.register(Plugin(more))
            manager.hook.add(n=3)
            """,
            "[5, 4]"),
        arguments(
            "pyparsing",
            """
            from pyparsing import Forward, Group, ParseException, Suppress, Word, delimited_list, nums
            value = Forward()
            value <<= Word(nums).set_parse_action(lambda found: int(found[0])) | Group(Suppress('(') + delimited_list(value) + Suppress(')'))
            try: value.parse_string('(1,')
            except ParseException as error: at = error.loc
            value.parse_string('(1, (2, 3), 4)').as_list(), at
            """,
            "([[1, [2, 3], 4]], 2)"),
        arguments(
            "pytest",
            """
            import io, pathlib, pytest
            from contextlib import redirect_stdout
            pathlib.Path('t').mkdir()
            pathlib.Path('t/conftest.py').write_text('import pytest\\n@pytest.fixture(scope="module")\\ndef seven():\\n    yield 7\\n')
            pathlib.Path('t/test_a.py').write_text('''
            import os, pytest
            @pytest.mark.parametrize('n, square', [(2, 4), (3, 9), pytest.param(4, 15, id='bad')])
            def test_squares(n, square): assert n * n == square
            def test_fixtures(seven, tmp_path, capsys, monkeypatch):
                (tmp_path / 'f').write_text('x')
                monkeypatch.setenv('SEVEN', str(seven))
                print(os.environ['SEVEN'])
                assert capsys.readouterr().out == '7\\\\n'
            def test_raises():
                with pytest.raises(ZeroDivisionError, match='by zero'): 1 / 0
                assert 0.1 + 0.2 == pytest.approx(0.3)
            @pytest.mark.skip(reason='later')
            def test_skipped(): pass
            ''')
            class Verdicts:
                told = []
                def pytest_runtest_logreport(self, report):
                    if report.when == 'call' or report.skipped: self.told.append(f'{report.nodeid.partition("::")[2]} {report.outcome}')

            with redirect_stdout(io.StringIO()) as shown: code = pytest.main(['-q', 't'], [Verdicts()])
            int(code), Verdicts.told, 'assert (4 * 4) == 15' in shown.getvalue(), '1 failed, 4 passed, 1 skipped' in shown.getvalue()
            """,
            "(1, ['test_squares[2-4] passed', 'test_squares[3-9] passed', 'test_squares[bad] failed', "
                + "'test_fixtures passed', 'test_raises passed', 'test_skipped skipped'], True, True)"),
        arguments(
            "python-dateutil",
            """
            from datetime import datetime
            from dateutil import parser, relativedelta, rrule, tz
            (parser.parse('3 May 2024 10:15 UTC').isoformat(), datetime(2024, 1, 31) + relativedelta.relativedelta(months=1),
             [day.day for day in rrule.rrule(rrule.DAILY, count=3, dtstart=datetime(2024, 2, 28))],
             datetime(2024, 7, 1, tzinfo=tz.gettz('Europe/Berlin')).isoformat())
            """,
            "('2024-05-03T10:15:00+00:00', datetime.datetime(2024, 2, 29, 0, 0), [28, 29, 1], '2024-07-01T00:00:00+02:00')"),
        arguments(
            "pytz",
            """
            import datetime, pytz
            zone = pytz.timezone('America/New_York')
            zone.localize(datetime.datetime(2024, 7, 1)).isoformat(), 'Europe/Berlin' in pytz.all_timezones
            """,
            "('2024-07-01T00:00:00-04:00', True)"),
        arguments(
            "pyyaml",
            """
            import yaml
            loaded = yaml.safe_load('a: [1, 2.5, yes]\\nb: &x {c: 2024-01-02}\\nd: *x\\n')
            try: yaml.safe_load('a: [')
            except yaml.YAMLError as error: line = error.problem_mark.line
            loaded, yaml.safe_dump({'x': ['ä', None]}, allow_unicode=True), line
            """,
            "({'a': [1, 2.5, True], 'b': {'c': datetime.date(2024, 1, 2)}, 'd': {'c': datetime.date(2024, 1, 2)}}, "
                + "'x:\\n- ä\\n- null\\n', 0)"),
        arguments(
            "six",
            """
            import six
            from six.moves import range, urllib
            six.ensure_str(b'a'), list(six.iteritems({1: 2})), urllib.parse.quote('ä'), six.PY3
            """,
            "('a', [(1, 2)], '%C3%A4', True)"),
        arguments(
            "sortedcontainers",
            """
            from sortedcontainers import SortedDict, SortedList
            values = SortedList([3, 1, 2])
            values.add(0)
            values, values.bisect(2), SortedDict(b=1, a=2).peekitem(0)
            """,
            "(SortedList([0, 1, 2, 3]), 3, ('a', 2))"),
        arguments(
            "soupsieve",
            """
            import bs4, soupsieve
            soup = bs4.BeautifulSoup('<p lang=de>a</p><p>b</p>', 'html.parser')
            [p.text for p in soupsieve.select('p:not([lang])', soup)], soupsieve.match(':lang(de)', soup.p)
            """,
            "(['b'], True)"),
        arguments(
            "sympy",
            """
            from sympy import *
            x, f = symbols('x'), Function('f')
            (integrate(sin(x) ** 2, x), solve(x ** 2 - 2, x), limit(sin(x) / x, x, 0), factor(x ** 3 - 1), latex(sqrt(x)), N(pi, 30),
             Matrix([[1, 2], [3, 4]]).inv(), series(cos(x), x, 0, 4), dsolve(f(x).diff(x) - f(x)), factorint(2 ** 31 - 2))
            """,
            "(x/2 - sin(x)*cos(x)/2, [-sqrt(2), sqrt(2)], 1, (x - 1)*(x**2 + x + 1), '\\\\sqrt{x}', 3.14159265358979323846264338328, "
                + "Matrix([\n[ -2,    1],\n[3/2, -1/2]]), 1 - x**2/2 + O(x**4), Eq(f(x), C1*exp(x)), "
                + "{2: 1, 3: 2, 7: 1, 11: 1, 31: 1, 151: 1, 331: 1})"),
        arguments(
            "tabulate",
            """
            from tabulate import tabulate
            tabulate([['a', 1], ['bc', 22.5]], headers=['name', 'n'], tablefmt='github')
            """,
            "'| name   |    n |\\n|--------|------|\\n| a      |  1   |\\n| bc     | 22.5 |'"),
        arguments(
            "tqdm",
            """
            import io, warnings
            warnings.simplefilter('error')
            from tqdm import tqdm
            shown = io.StringIO()
            total = sum(tqdm(range(100), file=shown, desc='adding'))
            total, 'adding: 100%' in shown.getvalue(), '100/100' in shown.getvalue()
            """,
            "(4950, True, True)"),
        arguments(
            "typing-extensions",
            """
            import typing_extensions as t
            class Options(t.TypedDict, total=False):
                name: t.Required[str]
                size: int

            Options.__required_keys__, t.get_type_hints(Options)
            """,
            "(frozenset({'name'}), {'name': <class 'str'>, 'size': <class 'int'>})"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("programs")
  void works(String name, String program, String expected) throws Exception {
    try (Session session = sandbox.open(SessionOptions.withLimits(Limits.DEFAULT))) {
      assertThat(value(run(session, program))).as(name).isEqualTo(expected);
    }
  }

  /** None comes along that nobody has tried; et-xmlfile is openpyxl's. */
  @Test
  void allAreTried() {
    List<String> tried = programs().map(each -> (String) each.get()[0]).toList();
    assertThat(pure()).hasSizeGreaterThan(10);
    assertThat(pure())
        .map(PackageInfo::name)
        .filteredOn(name -> !name.equals("et-xmlfile"))
        .containsExactlyElementsOf(tried);
  }

  @Test
  void eachIsImportedByTheNamesThatItTells() throws Exception {
    String imports =
        pure().stream()
            .flatMap(info -> info.modules().stream())
            .map("import %s"::formatted)
            .collect(Collectors.joining("\n"));
    String versions =
        pure().stream()
            .map(info -> "version('%s')".formatted(info.name()))
            .collect(Collectors.joining(", ", "\n[", "]"));
    String told =
        pure().stream()
            .map(info -> "'" + info.version() + "'")
            .collect(Collectors.joining(", ", "[", "]"));
    try (Session session = sandbox.open(SessionOptions.withLimits(Limits.DEFAULT))) {
      String program = "from importlib.metadata import version\n" + imports + versions;
      assertThat(value(run(session, program))).isEqualTo(told);
    }
  }

  private static ExecutionResult run(Session session, String program) throws Exception {
    return session
        .execute(
            ExecutionRequest.cell(program)
                .withLimits(Limits.DEFAULT.with(Limit.WALL_TIME, PATIENCE.toMillis())))
        .result()
        .toCompletableFuture()
        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private static List<PackageInfo> pure() {
    List<String> compiled =
        List.of(
            "contourpy",
            "kiwisolver",
            "lxml",
            "lxml-html-clean",
            "markupsafe",
            "matplotlib",
            "numpy",
            "pandas",
            "pillow",
            "regex",
            "scipy",
            "seaborn");
    return sandbox.info().packages().stream()
        .filter(info -> !compiled.contains(info.name()))
        .toList();
  }
}
