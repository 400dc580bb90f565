/**
 * The programs that are measured beside ours, and how each is told to do the same: verify the server against one CA,
 * send one small message, or one with an attachment. What is not installed is left out, and named.
 */
import { existsSync } from 'node:fs';
import { chown, mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from './measure.ts';

export type Mode = 'plain' | 'starttls' | 'smtps';

/** Where to send, and what is at hand for it. */
export interface Task {
  readonly mode: Mode;
  readonly port: number;
  /** The test CA, or a bundle with it and all that the system knows. */
  readonly caFile: string;
  /** A hashed directory with the same; null: the CA file alone is asked. */
  readonly caDirectory: string | null;
  /** Our server working directory for the mode. */
  readonly directory: string;
  /** A finished message. */
  readonly messageFile: string;
  /** The same with the envelope that nullmailer's queue files have. */
  readonly queueFile: string;
  /** null: no attachment. */
  readonly attachment: string | null;
}

export interface Peer {
  readonly name: string;
  /** Debian's package, for the list of what is missing. */
  readonly debian: string;
  /** The program; a bare name is looked for in PATH. */
  readonly program: string;
  /** @returns null where it can't do that. */
  readonly command: (task: Task) => Command | null;
}

const root = fileURLToPath(new URL('..', import.meta.url));
export const ours = join(root, 'bin', 'sendmemo');
export const programOf = (name: string): string => join(root, 'bench', 'programs', name);
const [from, to] = ['a@example.com', 'b@example.com'] as const;

/**
 * A program of a package that can't be installed beside Postfix, unpacked with all that it depends on
 * (scripts/mta-servers.mjs).
 */
export const unpacked = (name: string): string => join(root, 'build', 'mta', name, 'root');

/** @returns words that run it with its own C library */
function withOwnLibraries(name: string, program: string): [string, ...string[]] {
  const at = (path: string): string => join(unpacked(name), path);
  return [at('lib64/ld-linux-x86-64.so.2'), '--library-path', at('usr/lib/x86_64-linux-gnu'), at(program)];
}

/** dma reads its settings from one place only, so it has a root of its own. */
async function writeDmaSettings({ mode, port }: Task): Promise<void> {
  const at = (path: string): string => join(unpacked('dma'), path);
  const settings = ['SMARTHOST 127.0.0.1', `PORT ${port}`, 'MAILNAME client.example.com'];
  if (mode !== 'plain') settings.push('SECURETRANSFER');
  if (mode === 'starttls') settings.push('STARTTLS');
  await mkdir(at('etc/dma'), { recursive: true });
  await mkdir(at('var/spool/dma'), { recursive: true });
  await chown(at('var/spool/dma'), 8, 8);
  await writeFile(at('etc/passwd'), 'root:x:0:0::/:/bin/sh\nmail:x:8:8::/:/bin/sh\n');
  await writeFile(at('etc/group'), 'root:x:0:\nmail:x:8:\n');
  await writeFile(at('etc/dma/dma.conf'), `${settings.join('\n')}\n`);
}

/** Our command, as the task needs it. */
export const sendmemo: Peer = {
  name: 'sendmemo',
  debian: '',
  program: ours,
  command: ({ port, directory, attachment, caDirectory }) => ({
    words: [
      ours,
      '--server-dir',
      directory,
      '-H',
      '127.0.0.1',
      '-p',
      String(port),
      '-f',
      from,
      '-s',
      'a subject',
      '-b',
      'a text',
      ...(attachment === null ? [] : ['-a', attachment]),
      to,
    ],
    ...(caDirectory === null ? {} : { env: { SSL_CERT_DIR: caDirectory } }),
  }),
};

export const peers: readonly Peer[] = [
  {
    name: 'curl',
    debian: 'curl',
    program: 'curl',
    command: ({ mode, port, caFile, messageFile, attachment }) => ({
      words: [
        'curl',
        '-sS',
        ...(mode === 'plain' ? [] : ['--ssl-reqd', '--cacert', caFile]),
        '--mail-from',
        from,
        '--mail-rcpt',
        to,
        ...(attachment === null
          ? ['-T', messageFile]
          : ['-H', 'Subject: a subject', '-F', '=a text', '-F', `file=@${attachment};encoder=base64`]),
        `${mode === 'smtps' ? 'smtps' : 'smtp'}://127.0.0.1:${port}`,
      ],
    }),
  },
  {
    name: 'msmtp',
    debian: 'msmtp',
    program: 'msmtp',
    command: ({ mode, port, caFile, messageFile, attachment }) =>
      attachment === null
        ? {
            words: [
              'msmtp',
              '--host=127.0.0.1',
              `--port=${port}`,
              `--from=${from}`,
              '--auth=off',
              ...(mode === 'plain'
                ? ['--tls=off']
                : [
                    '--tls=on',
                    `--tls-starttls=${mode === 'starttls' ? 'on' : 'off'}`,
                    `--tls-trust-file=${caFile}`,
                  ]),
              to,
            ],
            inputs: { 0: messageFile },
          }
        : null,
  },
  {
    name: 's-nail',
    debian: 's-nail',
    program: 's-nail',
    command: ({ mode, port, caFile, attachment }) => ({
      words: [
        's-nail',
        '-:/',
        '-Sv15-compat',
        '-Ssmtp-auth=none',
        '-Ssendwait',
        '-Snosave',
        '-r',
        from,
        '-s',
        'a subject',
        // It compares names only, not addresses.
        `-Smta=${mode === 'smtps' ? 'smtps' : 'smtp'}://localhost:${port}`,
        ...(mode === 'plain'
          ? []
          : [`-Stls-ca-file=${caFile}`, '-Stls-verify=strict', '-Stls-ca-no-defaults']),
        ...(mode === 'starttls' ? ['-Ssmtp-use-starttls'] : []),
        ...(attachment === null ? [] : ['-a', attachment]),
        to,
      ],
    }),
  },
  {
    name: 'nullmailer-smtp',
    debian: 'nullmailer, unpacked beside Postfix: node scripts/mta-servers.mjs nullmailer',
    program: join(unpacked('nullmailer'), 'usr/lib/nullmailer/smtp'),
    command: ({ mode, port, caFile, queueFile, attachment }) =>
      attachment === null
        ? {
            words: [
              ...withOwnLibraries('nullmailer', 'usr/lib/nullmailer/smtp'),
              '--host=127.0.0.1',
              `--port=${port}`,
              ...(mode === 'plain'
                ? []
                : [mode === 'smtps' ? '--tls' : '--starttls', `--x509cafile=${caFile}`]),
            ],
            inputs: { 3: queueFile },
            env: { HELOHOST: 'client.example.com' },
          }
        : null,
  },
  {
    name: 'dma (unverified)',
    debian: 'dma, unpacked beside Postfix, as root: node scripts/mta-servers.mjs dma',
    program: join(unpacked('dma'), 'usr/sbin/dma'),
    command: (task) =>
      task.attachment === null && process.getuid?.() === 0
        ? {
            words: ['chroot', unpacked('dma'), '/usr/sbin/dma', '-D', '-f', from, to],
            inputs: { 0: task.messageFile },
            prepare: () => writeDmaSettings(task),
          }
        : null,
  },
  {
    name: 'swaks',
    debian: 'swaks libio-socket-ssl-perl',
    program: 'swaks',
    command: ({ mode, port, caFile, attachment }) => ({
      words: [
        'swaks',
        '-S',
        '3',
        '--server',
        `127.0.0.1:${port}`,
        '-f',
        from,
        '-t',
        to,
        '--helo',
        'client.example.com',
        '--h-Subject',
        'a subject',
        '--body',
        'a text',
        ...{ plain: [], starttls: ['-tls'], smtps: ['-tlsc'] }[mode],
        ...(mode === 'plain' ? [] : ['--tls-verify', '--tls-ca-path', caFile]),
        ...(attachment === null ? [] : ['--attach-type', 'application/pdf', '--attach', `@${attachment}`]),
      ],
    }),
  },
  {
    name: 'Python smtplib',
    debian: 'python3',
    program: '/usr/bin/python3',
    command: ({ mode, port, caFile, attachment }) => ({
      words: [
        '/usr/bin/python3',
        programOf('smtplib_send.py'),
        mode,
        String(port),
        caFile,
        '1',
        ...(attachment === null ? [] : [attachment]),
      ],
    }),
  },
  {
    name: 'nodemailer, 15 lines',
    debian: '',
    program: process.execPath,
    command: ({ mode, port, caFile, attachment }) => ({
      words: [
        process.execPath,
        programOf('nodemailer-send.cjs'),
        mode,
        String(port),
        caFile,
        ...(attachment === null ? [] : [attachment]),
      ],
    }),
  },
];

export function isInstalled({ program }: Pick<Peer, 'program'>): boolean {
  if (program.includes('/')) return existsSync(program);
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));
}
