package io.serpentarium.sandbox.python;

import static io.serpentarium.sandbox.python.Results.value;
import static io.serpentarium.sandbox.python.SandboxExtension.run;
import static io.serpentarium.sandbox.python.Sessions.raisedName;
import static org.assertj.core.api.Assertions.assertThat;

import io.serpentarium.sandbox.ExecutionResult;
import io.serpentarium.sandbox.Outcome;
import io.serpentarium.sandbox.Session;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** lxml: right as on Linux, without a network, and held by limits and interrupts inside libxml2. */
final class LxmlIT extends PackageFixture {

  private static final Duration PATIENCE = Duration.ofMinutes(9);

  private static final String SETUP =
      """
      import io, copy, pickle
      from lxml import etree, html, isoschematron, objectify
      from lxml.builder import E
      tree = etree.fromstring('<a x="1"><b>ä</b><b/><c xmlns="urn:c">t</c></a>')
      XSL = '<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" %s>%s</xsl:stylesheet>'
      def xslt(body, more=''):
          return etree.XSLT(etree.XML(XSL % (more, body)))
      def failure(body, *arguments):
          try:
              return body(*arguments)
          except Exception as raised:
              return f'{type(raised).__name__}: {raised}'
      kept = 42
      """;

  LxmlIT() {
    super("lxml", SETUP, PATIENCE);
  }

  /** The values are those of lxml 6.1 on Linux and x86-64. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          tree.xpath('//b/text()'), tree.xpath('count(//b)'), tree.find('{urn:c}c').text, tree.get('x') | (['ä'], 2.0, 't', '1')
          tree.xpath('//n:c', namespaces={'n': 'urn:c'})[0].getparent().tag, etree.XPath('string(@x)')(tree) | ('a', '1')
          etree.tostring(tree.find('b')), etree.tostring(tree.find('b'), encoding='unicode') | (b'<b>&#228;</b>', '<b>ä</b>')
          etree.fromstring('<?xml version="1.0" encoding="koi8-r"?><a>ж</a>'.encode('koi8-r')).text | 'ж'
          etree.fromstring('<?xml version="1.0" encoding="shift_jis"?><a>日本</a>'.encode('shift_jis')).text | '日本'
          etree.tostring(etree.fromstring('<a>ж€</a>'), encoding='windows-1251', xml_declaration=False).decode('cp1251') | '<a>ж€</a>'
          etree.tostring(etree.fromstring('<a><b d="1" c="2"/></a>'), method='c14n')     | b'<a><b c="2" d="1"></b></a>'
          etree.tostring(E.a(E.b('x'), c='1'), pretty_print=True)                        | b'<a c="1">\\n  <b>x</b>\\n</a>\\n'
          [(w, e.tag) for w, e in etree.iterparse(io.BytesIO(b'<a><b/></a>'), events=('start', 'end'))] | [('start', 'a'), ('start', 'b'), ('end', 'b'), ('end', 'a')]
          str(xslt('<xsl:param name="p"/><xsl:template match="/"><o><xsl:value-of select="$p"/><xsl:for-each select="//b"><xsl:sort select="."/><c><xsl:value-of select="."/></c></xsl:for-each></o></xsl:template>')(etree.XML('<a><b>2</b><b>1</b></a>'), p="'q'")) | '<?xml version="1.0"?>\\n<o>q<c>1</c><c>2</c></o>\\n'
          str(xslt('<xsl:output method="text"/><xsl:template match="/"><xsl:value-of select="m:max(//b)"/>,<xsl:value-of select="count(s:tokenize(\\'a b c\\'))"/></xsl:template>', 'xmlns:m="http://exslt.org/math" xmlns:s="http://exslt.org/strings"')(etree.XML('<a><b>2</b><b>10</b></a>'))) | '10,3'
          (s := etree.XMLSchema(etree.XML('<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="a" type="xs:int"/></xs:schema>'))).validate(etree.XML('<a>1</a>')), s.validate(etree.XML('<a>x</a>')), s.error_log.last_error.message | (True, False, "Element 'a': 'x' is not a valid value of the atomic type 'xs:int'.")
          [etree.RelaxNG(etree.XML('<element name="a" xmlns="http://relaxng.org/ns/structure/1.0"><element name="b"><text/></element></element>')).validate(etree.XML(x)) for x in ('<a><b/></a>', '<a/>')] | [True, False]
          [etree.DTD(io.StringIO('<!ELEMENT a (b)><!ELEMENT b EMPTY>')).validate(etree.XML(x)) for x in ('<a><b/></a>', '<a/>')] | [True, False]
          [isoschematron.Schematron(etree.XML('<schema xmlns="http://purl.oclc.org/dsdl/schematron"><pattern id="p"><rule context="a"><assert test="b">no b</assert></rule></pattern></schema>')).validate(etree.XML(x)) for x in ('<a><b/></a>', '<a/>')] | [True, False]
          (o := objectify.fromstring('<a><b>5</b><c>x</c></a>')).b + 1, o.c.text, pickle.loads(pickle.dumps(o)).b.pyval | (6, 'x', 5)
          (h := html.fromstring('<p>Hi <b>you<table><tr><td>1<td>2</table>')).xpath('//td/text()'), html.tostring(h, encoding='unicode') | (['1', '2'], '<p>Hi <b>you<table><tr><td>1</td><td>2</td></tr></table></b></p>')
          __import__('lxml.html.clean', fromlist=['x']).clean_html('<p onclick=x()>a<script>1</script></p>') | '<p>a</p>'
          __import__('bs4').BeautifulSoup('<p>a<p>b', 'lxml').find_all('p')[1].text      | 'b'
          etree.tostring(copy.deepcopy(tree)) == etree.tostring(tree), etree.iselement(tree), len(tree), tree[-1].tag | (True, True, 3, '{urn:c}c')
          etree.LXML_VERSION[:2], 'iconv' in etree.LIBXML_FEATURES, 'zlib' in etree.LIBXML_FEATURES | ((6, 1), True, True)
          """)
  void worksAsOnLinux(String code, String expected) {
    assertThat(value(run(session, code))).isEqualTo(value(run(session, expected)));
  }

  @Test
  void readsAndWritesTheFilesOfTheSession() {
    String code =
        """
        etree.ElementTree(tree).write('t.xml', encoding='utf-8', xml_declaration=True)
        etree.ElementTree(tree).write('t.xml.gz', compression=9)
        with etree.xmlfile('i.xml') as file, file.element('r'):
            for n in range(3): file.write(E.e(str(n)))
        open('inc.xml', 'w').write('<x xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="i.xml"/></x>')
        included = etree.parse('inc.xml')
        included.xinclude()
        ([etree.parse(source, etree.XMLParser(decompress=True)).getroot().get('x') for source in ('t.xml', 't.xml.gz', open('t.xml', 'rb'), 'file:///sandbox/t.xml')],
         open('t.xml.gz', 'rb').read(2), included.xpath('string()'), failure(etree.parse, 'none.xml')[:40])
        """;
    assertThat(value(run(session, code)))
        .isEqualTo(
            "(['1', '1', '1', '1'], b'\\x1f\\x8b', '012', \"OSError: Error reading file 'none.xml': \")");
  }

  @Test
  void givesTablesToPandas() {
    String code =
        """
        import pandas as pd
        page = '<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>x</td></tr></table>'
        data = '<d><r><a>1</a><b>x</b></r><r><a>2</a></r></d>'
        (pd.read_html(io.StringIO(page))[0].values.tolist(), pd.read_xml(io.StringIO(data)).a.tolist(),
         pd.DataFrame({'n': [1]}).to_xml(index=False).splitlines()[-2].strip())
        """;
    assertThat(value(run(session, within(PATIENCE, code))))
        .isEqualTo("([[1, 'x']], [1, 2], '</row>')");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          etree.fromstring('<!DOCTYPE l [<!ENTITY a "%s">%s]><l>&k;</l>' % ('x' * 10, ''.join(f'<!ENTITY {b} "{"&%s;" % a * 10}">' for a, b in zip('abcdefghij', 'bcdefghijk')))) | XMLSyntaxError: Maximum entity amplification factor exceeded
          etree.fromstring('<!DOCTYPE l [<!ENTITY a "%s">]><l>%s</l>' % ('x' * 10**5, '&a;' * 10**4)) | XMLSyntaxError: Maximum entity amplification factor exceeded
          etree.fromstring('<!DOCTYPE l [<!ENTITY a "&b;"><!ENTITY b "&a;">]><l>&a;</l>')         | XMLSyntaxError: Detected an entity reference loop
          etree.fromstring('<!DOCTYPE l [<!ENTITY a SYSTEM "file:///sandbox/main.py">]><l>&a;</l>') | XMLSyntaxError: Entity 'a' not defined
          etree.fromstring('<a>' * 300)                                                           | XMLSyntaxError: Excessive depth in document: 256
          etree.fromstring('<a>' * 3000, etree.XMLParser(huge_tree=True))                         | XMLSyntaxError: Excessive depth in document: 2048
          etree.parse('http://example.com/x.xml')                                                 | OSError: Error reading file
          etree.parse('http://example.com/x.xml', etree.XMLParser(no_network=False))              | OSError: Error reading file
          etree.XPath('(' * 9000 + '1' + ')' * 9000)                                              | XPathSyntaxError
          etree.XPath('1' + '+1' * 10**6)(tree)                                                   | XPath
          xslt('<xsl:template match="/" name="r"><xsl:call-template name="r"/></xsl:template>')(tree) | XSLTApplyError
          xslt('<xsl:template match="/"><xsl:variable name="v"><xsl:apply-templates select="/"/></xsl:variable></xsl:template>')(tree) | XSLTApplyError
          etree.RelaxNG(etree.XML('<element name="a" xmlns="http://relaxng.org/ns/structure/1.0">' + '<group>' * 200 + '<empty/>' + '</group>' * 200 + '</element>')).validate(etree.XML('<a/>')) or 'refused' | True
          etree.fromstring(b'<a>\\xff</a>')                                                       | XMLSyntaxError
          html.fromstring('<div>' * 20_000) is not None                                           | True
          """)
  void refusesWhatWouldBeTooMuch(String code, String expected) {
    assertThat(value(run(session, "str(failure(lambda: " + code + "))"))).contains(expected);
    assertThat(value(run(session, "kept, tree.get('x')"))).isEqualTo("(42, '1')");
  }

  @Test
  void anInterruptReachesIntoLibxml() {
    run(session, "wide = etree.fromstring('<a>' + '<b/>' * 5000 + '</a>')");
    assertInterruptible("print('ready')\nwide.xpath('count(//*[count(//*[count(//*) > 1]) > 1])')");
    assertValue("kept, len(wide)", "(42, 5000)");
  }

  @Test
  void limitsHoldInsideLibxml() {
    assertTooSlow(
        "text = '<a>' + '<b c=\"d\"/>' * 10**5 + '</a>'\nwhile True: etree.fromstring(text)",
        1_500);
    assertTooLarge(
        "made = []\nwhile True: made.append(etree.fromstring('<a>' + '<b c=\"d\"/>' * 10**5 + '</a>'))");
    run(session, "made = None");
    assertValue("etree.fromstring('<a>2</a>').text, kept", "('2', 42)");
  }

  @Test
  void tellsWhereADocumentIsWrong() {
    ExecutionResult result = run(session, "etree.fromstring('<a>\\n<b></a>')");
    assertThat(raisedName(result)).isEqualTo("XMLSyntaxError");
    assertThat(((Outcome.Raised) result.outcome()).error().message())
        .contains("Opening and ending tag mismatch: b line 2 and a", "line 2");
  }

  @Test
  void forksAndSnapshotsHaveTreesOfTheirOwn() throws IOException {
    try (Session fork = session.fork(1).getFirst()) {
      run(fork, "tree.set('x', '2')");
      assertThat(value(run(fork, "tree.xpath('string(@x)')"))).isEqualTo("'2'");
    }
    assertSameElsewhere("etree.tostring(tree), etree.fromstring('<a>ж</a>').text");
  }
}
