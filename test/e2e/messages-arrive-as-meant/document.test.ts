/** sendmemo document: the Email destination (sections 4 and 13). */
import { describe, expect, it } from 'vitest';
import { arrived, expectCleanWire, parsed } from '../support/mail.ts';
import { expectFailure, expectQuiet } from '../support/result.ts';
import { submit } from '../support/submission.ts';

describe.concurrent('document', () => {
  it('sends printed documents with their types and the facts of the job', async () => {
    const sent = await submit({
      files: {
        'job.pdf': '%PDF-1.4 x',
        'job.afp': 'afp',
        body: 'Job {job} of {user}, {pages} pages\n',
        sig: 'Desk\n',
      },
      args: (p) => [
        'document',
        '-f',
        's@example.com',
        '-s',
        '{job} for {user}',
        '--document',
        p.file('job.pdf'),
        '--document',
        `${p.file('job.afp')};format=modca-p;name={job}.afp`,
        '--body-file',
        p.file('body'),
        '--signature-file',
        p.file('sig'),
        '--job-name',
        'Payroll',
        '--user',
        'Ännchen',
        '--pages',
        '12',
        'ops@example.com',
      ],
    });
    expectQuiet(sent);
    expectCleanWire(sent);
    const mail = await parsed(arrived(sent));
    expect(mail.subject).toBe('Payroll for Ännchen');
    expect(mail.text).toBe('Job Payroll of Ännchen, 12 pages\n-- \nDesk\n');
    expect(mail.attachments.map((one) => [one.filename, one.contentType])).toEqual([
      ['job.pdf', 'application/pdf'],
      ['Payroll.afp', 'application/afp'],
    ]);
  });

  it('sends nothing without its document', async () => {
    const args = [
      'document',
      '--json',
      '-f',
      's@example.com',
      '--document',
      '/nonexistent.sendmemo/job.pdf',
      'ops@example.com',
    ];
    const sent = await submit({ args });
    expectFailure(sent, 66, 'INPUT');
    expect(sent.connections).toHaveLength(0);
  });

  it('lets nothing of a job into the header', async () => {
    const sent = await submit({
      files: { 'job.pdf': 'x' },
      args: (p) => [
        'document',
        '--json',
        '-f',
        's@example.com',
        '-s',
        'Job {job}',
        '--job-name',
        'a\r\nBcc: evil@example.net',
        '--document',
        p.file('job.pdf'),
        'ops@example.com',
      ],
    });
    expect(sent.status, sent.stdout).toBe(65);
    expect(sent.connections).toHaveLength(0);
  });
});
