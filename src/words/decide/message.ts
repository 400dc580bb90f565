/** Which sentence applies to a fault of what is to be sent. */
import type { MessageFailure } from '../../failure/message-failure.ts';
import type { Decisions, SayFailure } from './decisions.ts';

/** What names a file of that role. */
const options: Readonly<Record<string, string>> = {
  body: '--body-file',
  html: '--html',
  signature: '--signature-file',
  attachment: '--attach',
  inline: '--inline',
  batch: 'sendmemo batch FILE',
};

export const messageDecisions = (say: SayFailure) => {
  /** The name of a place that is not an option. */
  const place = (source: string): string => {
    const key = say.find('source', source);
    return key === undefined ? source : say(key, {});
  };
  return {
    'address-invalid': (failure) => {
      const { source, why, form } = failure;
      const known = { ...failure, source: place(source), why: say(`address-invalid.why.${why}`, {}) };
      return form === null
        ? say.words('address-invalid', known, `address-invalid.hint.${why}`)
        : say.words(
            'address-invalid',
            known,
            say.find('address-invalid.form', why) ?? 'address-invalid.form',
          );
    },
    'default-sender-unusable': (failure) => say.words(`default-sender-unusable.${failure.why}`, failure),
    'address-needs-smtputf8': (failure) =>
      say.words(
        failure.host === '' ? 'address-needs-smtputf8.unnamed' : 'address-needs-smtputf8',
        failure,
        'address-needs-smtputf8.hint',
      ),
    'alias-invalid': (failure) =>
      say.words('alias-invalid', { ...failure, why: say(`alias-invalid.why.${failure.why}`, {}) }),
    'header-invalid': (failure) => {
      const { why } = failure;
      const known = { ...failure, why: say(`header-invalid.why.${why}`, {}) };
      return say.words('header-invalid', known, `header-invalid.hint.${why}`);
    },
    'body-undecodable': (failure) =>
      say.words('body-undecodable', { ...failure, source: place(failure.source) }),
    'raw-field-unfit': (failure) => {
      const { why } = failure;
      const known = { ...failure, why: say(`unfit.${why}`, {}) };
      return say.words('raw-field-unfit', known, `raw-field-unfit.hint.${why}`);
    },
    'raw-signed': (failure) => {
      const { why, because } = failure;
      const known = { ...failure, why: say(`unfit.${why}`, {}), because: say(`raw-signed.${because}`, {}) };
      return say.words('raw-signed', known, `raw-signed.${because}.hint`);
    },
    'file-unreadable': (failure) => {
      const { role, why, system } = failure;
      const key = say.find('role', role);
      const known = {
        ...failure,
        role: key === undefined ? role : say(key, {}),
        system: why === 'other' ? system : null,
      };
      return {
        what: say('file-unreadable', { ...known, why: say(`file-unreadable.why.${why}`, {}) }),
        hint: say('file-unreadable.hint', {
          option: options[role],
          why: say(`file-unreadable.hint.${why}`, {}),
        }),
      };
    },
  } satisfies Decisions<MessageFailure>;
};
