package io.serpentarium.sandbox.python;

import static io.serpentarium.sandbox.python.Results.value;
import static io.serpentarium.sandbox.python.SandboxExtension.run;
import static io.serpentarium.sandbox.python.Sessions.raisedName;
import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.ExecutionResult.SessionFate;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.Session;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** pandas: right as on Linux, and held by limits, interrupts and roll-back as all other code. */
final class PandasIT extends PackageFixture {

  /** Compiling pandas takes half a minute, minutes where many do so. */
  private static final Duration PATIENCE = Duration.ofMinutes(9);

  private static final String SETUP =
      """
      import io
      import numpy as np
      import pandas as pd
      frame = pd.DataFrame({'k': list('abab'), 'n': [1, 2, 3, 4], 'x': [1.5, None, 2.5, 3.0]})
      hours = pd.Series(np.arange(72.0), index=pd.date_range('2024-03-30', periods=72, freq='h', tz='Europe/Berlin'))
      kept = 42
      """;

  PandasIT() {
    super("pandas", SETUP, PATIENCE);
  }

  /** The values are those of pandas 3.1.1 on Linux and x86-64. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "frame.groupby('k').agg({'n': 'sum', 'x': ['mean', 'count']}).values.tolist() | [[4.0, 2.0, 2.0], [6.0, 3.0, 1.0]]",
        "frame.merge(pd.DataFrame({'k': ['a', 'b'], 'w': [10, 20]}), on='k').w.tolist() | [10, 20, 10, 20]",
        "frame.merge(pd.DataFrame({'k': ['b', 'c']}), how='outer', indicator=True)._merge.tolist() | ['left_only', 'left_only', 'both', 'both', 'right_only']",
        "frame.to_csv(index=False) | 'k,n,x\\na,1,1.5\\nb,2,\\na,3,2.5\\nb,4,3.0\\n'",
        "pd.read_csv(io.StringIO(frame.to_csv(index=False))).equals(frame) | True",
        "pd.read_csv(io.StringIO('d,v\\n2024-01-01,1.25\\n2024-01-02,2e3'), parse_dates=['d'], index_col='d').v['2024-01-02'] | np.float64(2000.0)",
        "pd.read_csv(io.StringIO('a;b\\n1,5;x\\n'), sep=';', decimal=',', dtype={'b': 'category'}).dtypes.astype(str).tolist() | ['float64', 'category']",
        "frame.pivot_table(index='k', values='n', aggfunc=['sum', 'mean']).values.tolist() | [[4.0, 2.0], [6.0, 3.0]]",
        "frame.pivot(columns='k', values='n').fillna(0).values.tolist() | [[1.0, 0.0], [0.0, 2.0], [3.0, 0.0], [0.0, 4.0]]",
        "hours.resample('D').mean().round(3).tolist() | [11.5, 35.0, 58.5, 71.0]",
        "hours.resample('D').mean().index[1].isoformat() | '2024-03-31T00:00:00+01:00'",
        "hours.rolling(5).mean().iloc[-1], hours.ewm(span=3).mean().iloc[-1].round(6) | (np.float64(69.0), np.float64(70.0))",
        "hours.tz_convert('America/New_York').index[0].isoformat() | '2024-03-29T19:00:00-04:00'",
        "len(pd.date_range('2024-03-31', '2024-04-01', freq='h', tz='Europe/Berlin')) | 24",
        "pd.Series(['Abc', 'dEf', None]).str.upper().str.contains('B').tolist() | [True, False, False]",
        "pd.Series(['a-b', 'c-d']).str.split('-', expand=True).values.tolist(), str(pd.Series(['a']).dtype) | ([['a', 'b'], ['c', 'd']], 'str')",
        "frame.to_json() | '{\"k\":{\"0\":\"a\",\"1\":\"b\",\"2\":\"a\",\"3\":\"b\"},\"n\":{\"0\":1,\"1\":2,\"2\":3,\"3\":4},\"x\":{\"0\":1.5,\"1\":null,\"2\":2.5,\"3\":3.0}}'",
        "pd.read_json(io.StringIO(frame.to_json(orient='records'))).equals(frame) | True",
        "frame.head(1).to_html(index=False).replace('\\n', '') | '<table border=\"1\" class=\"dataframe\">  <thead>    <tr style=\"text-align: right;\">      <th>k</th>      <th>n</th>      <th>x</th>    </tr>  </thead>  <tbody>    <tr>      <td>a</td>      <td>1</td>      <td>1.5</td>    </tr>  </tbody></table>'",
        "frame.describe().round(3).loc[['mean', 'std', '50%']].values.tolist() | [[2.5, 2.333], [1.291, 0.764], [2.5, 2.5]]",
        "pd.to_datetime('2024-02-30', errors='coerce'), pd.Timedelta('1 days 2h'), pd.Period('2024-03', 'M') + 1 | (NaT, Timedelta('1 days 02:00:00'), Period('2024-04', 'M'))",
        "pd.cut(pd.Series([1, 5, 9]), 3, labels=list('xyz')).tolist(), pd.Categorical(['a', 'b', 'a']).codes.tolist() | (['x', 'y', 'z'], [0, 1, 0])",
        "pd.get_dummies(frame.k).sum().tolist(), pd.concat([frame, frame]).shape, frame.melt(id_vars='k').shape | ([2, 2], (8, 3), (8, 3))",
        "frame.query('n > 2').n.tolist(), frame.eval('n * 2').tolist(), frame.x.interpolate().tolist() | ([3, 4], [2, 4, 6, 8], [1.5, 2.0, 2.5, 3.0])",
        "pd.Series([2**40, 2**62]).sum(), pd.Series([1, None], dtype='Int64').sum(), frame.n.dtype, frame.groupby('k').size().dtype | (np.int64(4611687117939015680), np.int64(1), dtype('int64'), dtype('int64'))",
        "frame.sort_values(['k', 'n'], ascending=[False, True]).index.tolist(), frame.nlargest(1, 'x').n.item() | ([1, 3, 0, 2], 4)",
        "frame.set_index(['k', 'n']).unstack().shape, frame.n.rank().tolist(), frame.n.corr(frame.x).round(6) | ((2, 4), [1.0, 2.0, 3.0, 4.0], np.float64(1.0))",
        "frame.assign(y=lambda f: f.n ** 2).y.cumsum().tolist(), frame.n.shift(1, fill_value=0).tolist() | ([1, 5, 14, 30], [0, 1, 2, 3])",
        "frame.iloc[::-1].reset_index(drop=True).loc[1:2, 'n'].tolist(), frame.n.value_counts().max(), frame.k.unique().tolist() | ([3, 2], np.int64(1), ['a', 'b'])",
        "pd.DataFrame(np.arange(6).reshape(2, 3)).apply(lambda c: c.max() - c.min()).tolist(), frame.isna().sum().tolist() | ([3, 3, 3], [0, 0, 1])",
      })
  void computesAsOnLinux(String code, String expected) {
    assertValue(code, expected);
  }

  @Test
  void readsAndWritesFiles() {
    String code =
        """
        many = pd.DataFrame({'n': np.arange(20_000), 't': ['ä,"' + str(n % 7) for n in range(20_000)]})
        many.to_csv('many.csv.gz', index=False)
        many.to_pickle('many.pickle')
        many.head(50).to_excel('few.xlsx', index=False)
        (pd.read_csv('many.csv.gz').equals(many), pd.read_pickle('many.pickle').equals(many),
         pd.read_excel('few.xlsx').equals(many.head(50)), sum(len(part) for part in pd.read_csv('many.csv.gz', chunksize=3_000)))
        """;
    assertValue(code, "(True, True, True, 20000)");
    assertThat(raisedName(run(session, "pd.read_csv('many.csv.gz', memory_map=True)")))
        .isIn("OSError", "ValueError");
  }

  @Test
  void plots() {
    String code =
        """
        import seaborn
        axes = frame.plot(x='n', y='x', title='x')
        bars = seaborn.barplot(frame, x='k', y='n', errorbar=None)
        axes.figure.savefig('a.png')
        axes.lines[0].get_xdata().tolist(), [bar.get_height() for bar in bars.patches], open('a.png', 'rb').read(4)
        """;
    assertThat(value(run(session, within(PATIENCE, code))))
        .isEqualTo("([1, 2, 3, 4], [np.float64(2.0), np.float64(3.0)], b'\\x89PNG')");
  }

  @Test
  void tellsWhatIsWrong() {
    ExecutionResult missing = run(session, "def of(f): return f['zz']\nof(frame)");
    assertThat(raisedName(missing)).isEqualTo("KeyError");
    assertThat(((Outcome.Raised) missing.outcome()).error().traceback())
        .contains("line 1, in of", "/site-packages/pandas/core/frame.py", "KeyError: 'zz'");
    assertThat(raisedName(run(session, "pd.to_datetime('nonsense')"))).isEqualTo("DateParseError");
    assertThat(raisedName(run(session, "pd.read_csv(io.StringIO('a,b\\n1,2,3,4\\n1\\n\"'))")))
        .isEqualTo("ParserError");
  }

  @Test
  void anInterruptKeepsTheState() {
    assertInterruptible("print('ready')\nwhile True: frame.groupby('k').n.sum().sort_values()");
    assertValue("frame.shape, kept", "((4, 3), 42)");
  }

  @Test
  void aLimitEndsALongLoopAndRollsBack() {
    assertTooSlow(
        "lost = 1\nframe['lost'] = 1\nwhile True: frame.merge(frame, on='k').groupby('k').x_x.mean()",
        1_500);
    assertValue("'frame' in globals() and kept", "42");
    ExecutionResult crashed = run(session, "frame['gone'] = 1\nimport os\nos.abort()");
    assertThat(crashed.sessionState()).isEqualTo(SessionFate.ROLLED_BACK);
    assertValue("'gone' in frame.columns, frame.groupby('k').n.sum().tolist()", "(False, [4, 6])");
  }

  @Test
  void theMemoryLimitHolds() {
    assertTooLarge("many = []\nwhile True: many.append(pd.DataFrame(np.ones((10**5, 4))))");
    assertValue("many = None\npd.Series(np.ones(10**5)).sum()", "np.float64(100000.0)");
  }

  @Test
  void aForkHasFramesOfItsOwn() {
    try (Session fork = session.fork(1).getFirst()) {
      run(fork, "frame.loc[0, 'n'] = 100");
      assertThat(value(run(fork, "frame.groupby('k').n.sum().tolist()"))).isEqualTo("[103, 6]");
    }
    assertValue("frame.groupby('k').n.sum().tolist()", "[4, 6]");
  }

  @Test
  void aSnapshotGoesOnInAnotherSandbox() throws IOException {
    run(session, "grouped = hours.groupby(hours.index.hour)\nreader = pd.read_csv");
    String code = "grouped.mean().iloc[5].item(), reader(io.StringIO('a\\n1')).a.tolist()";
    assertSameElsewhere(code);
  }
}
