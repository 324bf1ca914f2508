import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csvCell, csvLine } from './csv.js';

test('what a spreadsheet takes for a formula gets an apostrophe', () => {
  for (const text of [
    '=1+1',
    '=HYPERLINK("http://evil.example")',
    '+1+1',
    '-2+3',
    '@SUM(A1)',
    '\t1',
    '\r1',
    '\n1',
    '＝1+1',
    '+49 30 1234567',
    '-',
  ]) {
    assert.equal(csvCell(text), `'${text}`, JSON.stringify(text));
  }
  assert.equal(csvCell(['=1+1', 'b']), "'=1+1; b");
});

test('so does a formula after a semicolon, a tab or a line break, where some spreadsheets begin another cell', () => {
  // With the separators of most of Europe, a double click splits "Ann,a;=1+1" at the semicolon, and does not see quotes inside a cell.
  for (const [text, safe] of [
    ['a;=1+1', "a;'=1+1"],
    ['a\t@SUM(A1)', "a\t'@SUM(A1)"],
    ['a\r\n+1+1', "a\r\n'+1+1"],
    ['a;"=1+1";-2', `a;"'=1+1";'-2`],
    ['a;;＝1', "a;;'＝1"],
    ['=1;=1', "'=1;'=1"],
    ['\t=1', "'\t'=1"],
    ['\n=1', "'\n'=1"],
  ] as const) {
    assert.equal(csvCell(text), safe);
  }
  for (const text of ['a; =1', 'x;y', 'a - b = c', 'one\n* two']) assert.equal(csvCell(text), text);
});

test('phone numbers in E.164, numbers and other texts are kept', () => {
  for (const text of ['+49301234567', '+15005550006', 'a=b', ' =1', "'=1", '1-2', '']) {
    assert.equal(csvCell(text), text);
  }
  assert.equal(csvCell('+0301234567'), "'+0301234567");
  assert.equal(csvCell('+4930123456789012'), "'+4930123456789012");
  assert.deepEqual(
    [csvCell(-5), csvCell(0.1), csvCell(true), csvCell(false)],
    ['-5', '0.1', 'true', 'false'],
  );
});

test('no value is an empty cell, and a list is one cell', () => {
  assert.deepEqual([csvCell(undefined), csvCell(null), csvCell([])], ['', '', '']);
  assert.equal(csvCell(['Small', 'Large']), 'Small; Large');
});

test('commas, quotes and line breaks are quoted as RFC 4180 says', () => {
  assert.equal(
    csvLine(['a', 'b,c', 'say "hi"', 'two\nlines', 'cr\r', ' d ']),
    'a,"b,c","say ""hi""","two\nlines","cr\r", d \r\n',
  );
  assert.equal(csvLine([]), '\r\n');
});
