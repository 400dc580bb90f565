/** The first steps: where the configuration was found, what it says, and what that means for encryption. */
import { locateFiles, type Located } from '../../config/locate.ts';
import type { EffectiveSetting, Settings, SettingsOptions, SettingsDeps } from '../../config/settings.ts';
import type { Origin } from '../../failure/facts.ts';
import { isOlder } from '../../tls/protocols.ts';
import type { TrustPlan } from '../../tls/plan.ts';
import { seen, type SettingFacts, type Step } from './step.ts';

/** Where both files were found. @throws SendmemoError CONFIG, USAGE, where they can't be */
export function locationSteps(options: SettingsOptions, deps: SettingsDeps): readonly Step[] {
  const located = locateFiles(options, deps);
  const { directory } = located;
  return [
    seen(
      { kind: 'directory', directory, origin: directoryOrigin(options, deps, located) },
      { state: directory === null ? 'warn' : 'ok' },
    ),
    seen({ kind: 'cfg-file', name: 'sendmemo-ssl.cfg', path: located.tls?.path ?? null, directory }),
    seen({ kind: 'cfg-file', name: 'sendmemo.cfg', path: located.server?.path ?? null, directory }),
  ];
}

/** What holds, and what it means. Warnings that other steps say better are left to these. */
export function settingSteps(settings: Settings): readonly Step[] {
  const { effective, tls, notices } = settings;
  const written = effective.filter(({ origin }) => origin.kind !== 'default').map(toFacts);
  const defaults = effective
    .filter(({ origin, value }) => origin.kind === 'default' && value !== '')
    .map(toFacts);
  return [
    seen({ kind: 'settings', written }),
    seen({ kind: 'defaults', settings: defaults }),
    encryptionStep(settings),
    ...(tls.mode === 'off' ? [] : trustSteps(tls.trust)),
    ...notices
      .filter(({ reason }) => reason !== 'key-readable-by-others' && reason !== 'old-protocols')
      .map((notice) => seen({ kind: 'notice', notice }, { state: 'warn' })),
  ];
}

/** The sendmemo-ssl.cfg that is there, or that would be. */
export function tlsFileOf({ tlsFile, directory }: Pick<Settings, 'tlsFile' | 'directory'>): string {
  return tlsFile ?? (directory === null ? 'sendmemo-ssl.cfg' : `${directory}/sendmemo-ssl.cfg`);
}

function encryptionStep(settings: Settings): Step {
  const { tls, server } = settings;
  const file = tlsFileOf(settings);
  switch (tls.mode) {
    case 'off': {
      const stays = server.endpoints.every(({ host }) => isLoopback(host));
      return seen({ kind: 'encryption', mode: 'off', file }, { state: stays ? 'ok' : 'warn' });
    }
    case 'starttls':
      return tls.policy === 'must'
        ? seen({ kind: 'encryption', mode: 'starttls-must', file })
        : seen({ kind: 'encryption', mode: 'starttls-may', file }, { state: 'warn' });
    case 'smtps':
      return seen({ kind: 'encryption', mode: 'smtps', file });
  }
}

function trustSteps({ protocols, ignoreErrors, ignoreHostName, origins }: TrustPlan): Step[] {
  const { minimum, maximum } = protocols;
  const steps = [
    seen({ kind: 'protocols', minimum, maximum }, { state: isOlder(minimum, 'TLSv1.2') ? 'warn' : 'ok' }),
  ];
  const passOver = (name: 'IgnoreCertificateErrors' | 'CertValidationIgnoreHostName'): void => {
    const origin = origins[name] ?? { kind: 'default' };
    steps.push(seen({ kind: 'passed-over', name, origin }, { state: 'warn' }));
  };
  if (ignoreErrors) passOver('IgnoreCertificateErrors');
  if (ignoreHostName) passOver('CertValidationIgnoreHostName');
  return steps;
}

/** What goes to this machine itself crosses no network. */
function isLoopback(host: string): boolean {
  return /^(localhost\.?|127\.\d+\.\d+\.\d+|::1)$/i.test(host);
}

function directoryOrigin(
  options: SettingsOptions,
  { env }: SettingsDeps,
  { directory }: Located,
): Origin | null {
  if (directory === null) return null;
  if (options.serverDir !== undefined) return { kind: 'option', option: '--server-dir' };
  if (options.server !== undefined) return { kind: 'option', option: '--server' };
  return env['SENDMEMO_SERVER'] ? { kind: 'environment', variable: 'SENDMEMO_SERVER' } : null;
}

function toFacts({ name, value, origin }: EffectiveSetting): SettingFacts {
  return { name, value, origin };
}
