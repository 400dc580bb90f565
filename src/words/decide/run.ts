/** Which sentence applies to a fault of output, of the spool, or of the program itself. */
import type { RunFailure } from '../../failure/run-failure.ts';
import { hostPort } from '../../text/host-port.ts';
import type { Decisions, SayFailure } from './decisions.ts';

/** System codes that ask for the same as another one. */
const sameCure: Readonly<Record<string, string>> = { EDQUOT: 'ENOSPC', EPERM: 'EACCES', ENFILE: 'EMFILE' };

const units = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;

export const runDecisions = (say: SayFailure) => {
  const cure = (system: string) => say.find('cure', sameCure[system] ?? system) ?? 'cure.default';
  return {
    'cannot-create': (failure) => say.words('cannot-create', failure, cure(failure.system)),
    'output-failed': (failure) =>
      say.words('output-failed', failure, say.find('output-failed.hint', failure.system)),
    'cannot-listen': (failure) => {
      const { host, port, system } = failure;
      const why = say.find('listen', system);
      return say.words(
        'cannot-listen',
        { ...failure, place: hostPort(host, port), why: why === undefined ? system : say(why, {}) },
        failure.option === 'relay-listen'
          ? (say.find('cannot-listen.relay', system) ?? 'cannot-listen.relay')
          : say.find('cannot-listen.hint', system),
      );
    },
    'spool-unwritable': (failure) =>
      say.words('spool-unwritable', { ...failure, cure: say(cure(failure.system), failure) }),
    'spool-unsafe': (failure) =>
      'setting' in failure ? say.words('spool-unsafe.setting', failure) : say.words('spool-unsafe', failure),
    'spool-parent-unsafe': (failure) =>
      say.words(
        failure.owner === null ? 'spool-parent-unsafe' : 'spool-parent-unsafe.owner',
        { ...failure, open: failure.owner === null ? failure.path : null },
        'spool-parent-unsafe.hint',
      ),
    'spool-foreign': (failure) =>
      say.words(`spool-foreign.${failure.use}`, {
        ...failure,
        // The name in `name (number)`, or the number alone.
        user: failure.owner.split(' ', 1)[0],
      }),
    'spool-entry-state': (failure) => {
      const { state, action } = failure;
      const isHold = state === 'failed' && action === 'hold';
      return say.words(
        isHold ? 'spool-entry-state.failed.hold' : `spool-entry-state.${state}`,
        failure,
        `spool-entry-state.${state}.hint`,
      );
    },
    'spool-id-ambiguous': (failure) =>
      say.words('spool-id-ambiguous', {
        ...failure,
        more: failure.count > failure.candidates.length ? '…' : null,
      }),
    expired: (failure) => say.words('expired', { ...failure, time: duration(say, failure.maxAgeSeconds) }),
    'batch-line': (failure) =>
      say.words('batch-line', {
        ...failure,
        example: '{"to":["user@example.com"],"subject":"…","text":"…","key":"1"}',
      }),
  } satisfies Decisions<RunFailure>;
};

/** `5 days`, `90 seconds`: the largest unit that fits without a rest. */
function duration(say: SayFailure, seconds: number): string {
  const [unit, size] = units.find(([, each]) => seconds >= each && seconds % each === 0) ?? ['second', 1];
  return say(`time.${unit}`, { count: seconds / size, plural: seconds === size ? '' : 's' });
}
