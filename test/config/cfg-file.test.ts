import fc from 'fast-check';
import { parse, safe } from 'ini';
import { describe, expect, test } from 'vitest';
import { parseCfg } from '../../src/config/cfg-file.ts';
import type { CfgFile } from '../../src/config/setting.ts';

const file = '/srv/MainServer/x.cfg';

function read(text: string | Uint8Array, kind: CfgFile = 'sendmemo-ssl.cfg') {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  return parseCfg(bytes, file, kind);
}

function valuesOf(text: string | Uint8Array, kind?: CfgFile): readonly (readonly [string, string, number])[] {
  const { entries, fault } = read(text, kind);
  expect(fault).toBeNull();
  return entries.map(({ setting, value, line }) => [setting.name, value, line]);
}

describe('what is read', () => {
  test('comments, blank lines and blanks around name and value do not count', () => {
    expect(valuesOf('\n  ; one\n\t# two\n   \n  EnableTLS\t=  1  \n')).toEqual([['EnableTLS', '1', 5]]);
  });

  test('a value is there without blanks around =, and may hold = itself', () => {
    expect(valuesOf('Ciphers=a=b=c')).toEqual([['Ciphers', 'a=b=c', 1]]);
  });

  test('an empty value is empty, with a newline at the end or without', () => {
    expect(valuesOf('CAFile =\nHostname =')).toEqual([
      ['CAFile', '', 1],
      ['Hostname', '', 2],
    ]);
  });

  test('CRLF and LF may stand in one file, and a BOM in front', () => {
    expect(valuesOf('\uFEFFEnableTLS = 2\r\nHostname = a.example.com\n')).toEqual([
      ['EnableTLS', '2', 1],
      ['Hostname', 'a.example.com', 2],
    ]);
  });

  test('an empty file and one of a BOM alone are valid', () => {
    expect(valuesOf('')).toEqual([]);
    expect(valuesOf('\uFEFF')).toEqual([]);
  });

  test('a comment holds any bytes', () => {
    const bytes = Uint8Array.from([
      0x20,
      0x3b,
      0x83,
      0x5c,
      0x00,
      0xff,
      0x1b,
      0x0a,
      ...Buffer.from('EnableTLS=1'),
    ]);
    expect(valuesOf(bytes)).toEqual([['EnableTLS', '1', 2]]);
  });

  test.each([
    ['C:\\ipm\\ca.pem'],
    ['C:\\temp\\new.pem'],
    ['\\\\host\\share\\ca.pem'],
    ['ends\\'],
    ['a;b'],
    ['a#b ; c'],
    ['a\\;b'],
    ["'quoted'"],
    ["'"],
    ['"'],
    ['a"b'],
    ['"a" and "b'],
    ['[::1]:25'],
    ['a[]'],
    ['true'],
    ['false'],
    ['null'],
    ['__proto__'],
    ['constructor'],
    ['0'],
    ['1e3'],
    ['日本語.pem'],
    ['a\u2028b\u2029c'],
    ['tab\tinside'],
    ['{"a":1}'],
    ['${HOME}'],
  ])('the value %j survives unchanged', (value) => {
    expect(valuesOf(`Ciphers = ${value}`)).toEqual([['Ciphers', value, 1]]);
  });

  test('any value survives unchanged, bare and in double quotes', () => {
    const piece = fc.oneof(
      fc.constantFrom(';', '#', '\\', '"', "'", '[', ']', '=', ' ', '\t', '\\\\', '${', '__proto__', 'true'),
      fc.string({ unit: 'binary', maxLength: 4 }).filter((text) => !/[^\P{Cc}\t]/u.test(text)),
    );
    const anyValue = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(valuesOf(`Ciphers = "${value}"`)).toEqual([['Ciphers', value, 1]]);
        const isBare = value === value.trim() && !(value.startsWith('"') && value.endsWith('"'));
        if (isBare) expect(valuesOf(`Ciphers = ${value}`)).toEqual([['Ciphers', value, 1]]);
      }),
      { numRuns: 1000 },
    );
  });

  test('one pair of double quotes is taken off, and what is inside is not trimmed', () => {
    expect(valuesOf('Ciphers = " a "\nCAFile = ""x""\nHostname = ""')).toEqual([
      ['Ciphers', ' a ', 1],
      ['CAFile', '"x"', 2],
      ['Hostname', '', 3],
    ]);
  });
});

describe('what is refused', () => {
  test.each<[string, string, object]>([
    ['a line that has no =', 'EnableTLS 1', { reason: 'cfg-no-equals', line: 1, nearest: 'EnableTLS' }],
    ['a colon for =', '\nenableTls: 1', { reason: 'cfg-no-equals', line: 2, nearest: 'EnableTLS' }],
    ['a bare name', 'IgnoreCertificateErrors', { reason: 'cfg-no-equals', text: 'IgnoreCertificateErrors' }],
    ['a section', '[tls]\nEnableTLS = 1', { reason: 'cfg-section', line: 1, text: '[tls]' }],
    ['a section that is not closed', '[tls', { reason: 'cfg-section' }],
    [
      'a misspelt name',
      'EnableTSL = 1',
      { reason: 'cfg-unknown-name', name: 'EnableTSL', nearest: 'EnableTLS' },
    ],
    ['a name nothing is like', 'Gateway = 1', { reason: 'cfg-unknown-name', name: 'Gateway', nearest: null }],
    ['an empty name', '= 1', { reason: 'cfg-unknown-name', name: '', nearest: null }],
    ['a name with brackets', 'CAFile[] = a', { reason: 'cfg-unknown-name', name: 'CAFile[]' }],
    ['a name of the prototype', '__proto__ = 1', { reason: 'cfg-unknown-name', name: '__proto__' }],
    [
      'the wrong case',
      'enabletls = 1',
      { reason: 'cfg-wrong-case', name: 'enabletls', nearest: 'EnableTLS' },
    ],
    [
      'a name of the other file',
      'smtp-server-port = 25',
      { reason: 'cfg-other-file', name: 'smtp-server-port', belongsTo: 'sendmemo.cfg' },
    ],
    [
      'a name set twice, even to nothing',
      'CAFile =\n;\nCAFile = a',
      { reason: 'cfg-duplicate', name: 'CAFile', line: 3, firstLine: 1 },
    ],
    ['a lone CR', 'EnableTLS = 1\rHostname =', { reason: 'cfg-lone-cr', line: 1 }],
    [
      'a lone CR that would hide a line in a comment',
      '; a\n; b\rEnableTLS = 1\n',
      { reason: 'cfg-lone-cr', line: 2 },
    ],
    ['a lone CR at the end', 'EnableTLS = 1\r', { reason: 'cfg-lone-cr', line: 1 }],
    ['CR CR LF', 'EnableTLS = 1\r\r\n', { reason: 'cfg-lone-cr', line: 1 }],
    ['a NUL in a value', 'EnableTLS = 1\0', { reason: 'cfg-control', line: 1 }],
    ['an escape sequence in a name', '\u001B[2JEnableTLS = 1', { reason: 'cfg-control', line: 1 }],
  ])('%s', (_title, text, fault) => {
    expect(read(text).fault).toMatchObject({ code: 'CONFIG', file, ...fault });
  });

  test('a value that is not UTF-8', () => {
    const latin1 = Buffer.from('EnableTLS = 1\nCAFile = Schl\u00fcssel.pem\n', 'latin1');
    expect(read(latin1).fault).toEqual({ code: 'CONFIG', reason: 'cfg-encoding', file, line: 2 });
  });

  test('a UTF-16 file, at its first line', () => {
    const utf16 = Buffer.from('\uFEFFEnableTLS = 1\n', 'utf16le');
    expect(read(utf16).fault).toMatchObject({ reason: 'cfg-encoding', line: 1 });
  });

  test('lines before the fault are kept, because their faults are reported first', () => {
    const { entries, fault } = read('EnableTLS = 9\nnonsense\nHostname = x');
    expect(entries.map(({ line }) => line)).toEqual([1]);
    expect(fault).toMatchObject({ line: 2 });
  });
});

describe('ini 6, which this leans on', () => {
  test('cuts values, unescapes and converts where it is given the file as it is', () => {
    expect(parse('a=b;c')['a']).toBe('b');
    expect(parse('a=\\\\host')['a']).toBe('\\host');
    expect(parse('a=true')['a']).toBe(true);
    expect(parse('a="C:\\temp"')['a']).toBe('C:\temp');
    expect(parse(`a=${safe('\\\\host')}`)['a']).toBe('\\host');
  });
});
