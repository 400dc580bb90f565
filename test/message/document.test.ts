import { describe, expect, it } from 'vitest';
import {
  documentFileName,
  documentFormats,
  fillTemplate,
  findDocumentFormat,
} from '../../src/message/document.ts';
import { failureOf } from './deps.ts';

const facts = {
  job: 'payroll',
  user: 'jane',
  destination: 'mail1',
  pages: '12',
  server: 'MainServer',
  now: new Date(2026, 2, 4),
};

const fill = (text: string): string => fillTemplate({ text, source: '--subject' }, facts);

describe('a template', () => {
  it('is filled with all facts', () => {
    expect(fill('{job} {user} {destination} {pages} {date} {server}')).toBe(
      'payroll jane mail1 12 2026-03-04 MainServer',
    );
  });

  it('does not read again what was filled in', () => {
    expect(fillTemplate({ text: '{job}', source: '--subject' }, { ...facts, job: '{user}$&' })).toBe(
      '{user}$&',
    );
  });

  it('has braces where they are doubled, and where they hold no name', () => {
    expect(fill('{{job}} { } {1}')).toBe('{job} { } {1}');
  });

  it.each(['{jobs}', '{constructor}', '{__proto__}', '{JOB}'])('with %s is refused', async (text) => {
    if (text === '{__proto__}') expect(fill(text)).toBe(text);
    else
      expect(await failureOf(() => fill(text))).toMatchObject({ reason: 'usage-option-value', value: text });
  });
});

describe('a document', () => {
  it('has the media type of its format', () => {
    expect(findDocumentFormat('modca-p', '--format').mediaType).toBe('application/afp');
    expect(findDocumentFormat('PDF', '--format').extension).toBe('.pdf');
    expect(documentFormats.map(({ name }) => name)).toEqual(
      'ascii pdf postscript pcl tiff gif jpeg modca-p line-data xml'.split(' '),
    );
  });

  it('of a format that nobody knows is refused', async () => {
    expect(await failureOf(() => findDocumentFormat('docx', '--format'))).toMatchObject({
      reason: 'usage-option-value',
    });
  });

  it('has a file name that is one', () => {
    const pdf = findDocumentFormat('pdf', '--format');
    expect(documentFileName('../a:b;type=x\n', pdf)).toBe('.._a_b_type=x_.pdf');
    expect(documentFileName('report.PDF', pdf)).toBe('report.PDF');
    expect(documentFileName(' ', pdf)).toBe('document.pdf');
  });
});
